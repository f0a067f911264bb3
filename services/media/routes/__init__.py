"""Media over HTTP: sending photos, reading about them, and the pictures themselves."""

from services.chassis.web import router
from services.media.routes import (
    cases,
    files,
    keeping,
    photos,
    pictures,
    resumable,
    tickets,
    uploads,
)

routes = router()
routes.include_router(photos.routes, tags=["photos"])
routes.include_router(pictures.routes, tags=["pictures"])
routes.include_router(cases.routes, tags=["cases"])
routes.include_router(keeping.routes, tags=["keeping"])
routes.include_router(tickets.routes, tags=["tickets"])
routes.include_router(uploads.routes, tags=["uploads"])
routes.include_router(resumable.routes, tags=["uploads"])
routes.include_router(files.routes, tags=["files"])
