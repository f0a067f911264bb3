"""Review over HTTP: the pool, claims, verdicts one by one and many at once."""

from services.chassis.web import router
from services.review.routes import claims, many, problems, urgent, verdicts

routes = router()
routes.include_router(problems.routes, tags=["problems"])
routes.include_router(claims.routes, tags=["claims"])
routes.include_router(verdicts.routes, tags=["verdicts"])
routes.include_router(urgent.routes, tags=["urgent applications"])
routes.include_router(many.routes, tags=["verdicts"])
