"""Media over HTTP: sending photos, reading about them, and the pictures themselves."""

from services.chassis.web import router
from services.media.routes import cases, keeping, photos, pictures

routes = router()
routes.include_router(photos.routes, tags=["photos"])
routes.include_router(pictures.routes, tags=["pictures"])
routes.include_router(cases.routes, tags=["cases"])
routes.include_router(keeping.routes, tags=["keeping"])
