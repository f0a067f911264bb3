"""Intake over HTTP: reports, the reference data that judges them, and imports."""

from services.chassis.web import router
from services.intake.routes import aliases, areas, imports, judgement, reference, reports

routes = router()
routes.include_router(reports.routes, tags=["reports"])
routes.include_router(reference.routes, tags=["reference data"])
routes.include_router(areas.routes, tags=["reference data"])
routes.include_router(judgement.routes, tags=["judgement"])
routes.include_router(imports.routes, tags=["imports"])
routes.include_router(aliases.routes, tags=["reference data"])
