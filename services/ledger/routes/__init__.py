"""The ledger over HTTP."""

from services.chassis.web import router
from services.ledger.routes import (
    achievements,
    cases,
    chains,
    documents,
    editions,
    edits,
    entries,
    exports,
    layouts,
    live,
    saved_views,
    statistics,
    table,
)

routes = router()
routes.include_router(cases.routes, tags=["cases"])
routes.include_router(table.routes, tags=["table"])
routes.include_router(live.routes, tags=["table"])
routes.include_router(saved_views.routes, tags=["table"])
routes.include_router(documents.routes, tags=["exports"])
routes.include_router(edits.routes, tags=["table"])
routes.include_router(exports.routes, tags=["exports"])
routes.include_router(layouts.routes, tags=["exports"])
routes.include_router(statistics.routes, tags=["statistics"])
routes.include_router(editions.routes, tags=["statistics"])
routes.include_router(achievements.routes, tags=["achievements"])
routes.include_router(entries.routes, tags=["entries"])
routes.include_router(chains.routes, tags=["entries"])
