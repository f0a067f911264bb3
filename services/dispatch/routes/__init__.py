"""Dispatch over HTTP."""

from services.chassis.web import router
from services.dispatch.routes import assignments, calendar, cases, departments, limits

routes = router()
routes.include_router(cases.routes, tags=["cases"])
routes.include_router(assignments.routes, tags=["cases"])
routes.include_router(calendar.routes, tags=["calendar"])
routes.include_router(limits.routes, tags=["rules"])
routes.include_router(departments.routes, tags=["departments"])
