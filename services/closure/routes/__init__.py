"""Closure over HTTP: one case at a time, many at once, and what can be read of them."""

from services.chassis.web import router
from services.closure.routes import bulk, cases, deferral, rectification

routes = router()
routes.include_router(cases.routes, tags=["cases"])
routes.include_router(rectification.routes, tags=["rectification"])
routes.include_router(deferral.routes, tags=["deferral"])
routes.include_router(bulk.routes, tags=["many at once"])
