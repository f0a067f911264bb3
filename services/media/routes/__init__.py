"""Media over HTTP: sending photos, reading about them, the pictures, and what anyone may check."""

from services.chassis.web import router
from services.media.routes import (
    cases,
    cells,
    covers,
    files,
    keeping,
    photos,
    pictures,
    resumable,
    tickets,
    uploads,
    verification,
    verify_pages,
    warnings,
    watermarks,
)

routes = router()
routes.include_router(photos.routes, tags=["photos"])
routes.include_router(pictures.routes, tags=["pictures"])
routes.include_router(covers.routes, tags=["pictures"])
routes.include_router(cases.routes, tags=["cases"])
routes.include_router(keeping.routes, tags=["keeping"])
routes.include_router(watermarks.routes, tags=["keeping"])
routes.include_router(tickets.routes, tags=["tickets"])
routes.include_router(uploads.routes, tags=["uploads"])
routes.include_router(resumable.routes, tags=["uploads"])
routes.include_router(cells.routes, tags=["uploads"])
routes.include_router(files.routes, tags=["files"])
routes.include_router(warnings.routes, tags=["cases"])
routes.include_router(verification.routes, tags=["verification"])

pages = verify_pages.pages

PUBLIC = frozenset(
    {
        "/documents/{kind}/{subject_id}",
        "/files/incoming",
        "/files/{kind}/{subject_id}/{version}",
        "/imports/{import_id}/photos/{photo_id}",
        "/resumable",
        "/verifications",
        "/verifications/{code}",
        "/verifications/{code}/picture",
        "/verify",
        "/verify/{code}",
        "/verify/assets/{name}",
    }
)
"""What answers without a caller."""
