"""Intake over HTTP: reports, what judges them, imports, and other platforms' records."""

from services.chassis.web import router
from services.intake.routes import (
    aliases,
    areas,
    external,
    external_sources,
    import_steps,
    imports,
    judgement,
    open311,
    reference,
    reports,
)

routes = router()
routes.include_router(reports.routes, tags=["reports"])
routes.include_router(reference.routes, tags=["reference data"])
routes.include_router(areas.routes, tags=["reference data"])
routes.include_router(judgement.routes, tags=["judgement"])
routes.include_router(imports.routes, tags=["imports"])
routes.include_router(import_steps.routes, tags=["imports"])
routes.include_router(external.routes, tags=["other platforms"])
routes.include_router(external_sources.routes, tags=["other platforms"])
routes.include_router(open311.routes, tags=["Open311 GeoReport v2"])
routes.include_router(aliases.routes, tags=["reference data"])

PUBLIC_PATHS = frozenset({"/external/{source}"}) | open311.PATHS
"""What is asked without a token: a signature says who sends, and Open311 is for anybody."""
