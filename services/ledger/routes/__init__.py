"""The ledger over HTTP."""

from services.chassis.web import router
from services.ledger.routes import achievements, cases, chains, entries, statistics

routes = router()
routes.include_router(cases.routes, tags=["cases"])
routes.include_router(statistics.routes, tags=["statistics"])
routes.include_router(achievements.routes, tags=["achievements"])
routes.include_router(entries.routes, tags=["entries"])
routes.include_router(chains.routes, tags=["entries"])
