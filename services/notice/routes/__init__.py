"""Notice over HTTP."""

from services.chassis.web import router
from services.notice.routes import (
    channels,
    failures,
    inbox,
    live,
    mutes,
    reference,
    subscriptions,
)

routes = router()
routes.include_router(inbox.routes, tags=["inbox"])
routes.include_router(live.routes, tags=["inbox"])
routes.include_router(mutes.routes, tags=["inbox"])
routes.include_router(failures.routes, tags=["channels"])
routes.include_router(channels.routes, tags=["channels"])
routes.include_router(subscriptions.routes, tags=["channels"])
routes.include_router(reference.routes, tags=["reference"])
