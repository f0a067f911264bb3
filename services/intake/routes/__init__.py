"""Intake over HTTP: reports, and the reference data that judges them."""

from services.chassis.web import router
from services.intake.routes import areas, judgement, reference, reports

routes = router()
routes.include_router(reports.routes, tags=["reports"])
routes.include_router(reference.routes, tags=["reference data"])
routes.include_router(areas.routes, tags=["reference data"])
routes.include_router(judgement.routes, tags=["judgement"])
