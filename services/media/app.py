"""Media, at a glance."""

from services.chassis.blueprint import Service
from services.contracts.media import MediaMessageParked
from services.media import resources, routes, tables
from services.media.handlers import HANDLERS
from services.media.jobs import JOBS
from services.media.settings import MediaSettings
from services.media.works import WORKS

service = Service(
    name="media",
    title="照片 · Media",
    routes=routes.routes,
    tables=tables.metadata,
    handlers=HANDLERS,
    parked=MediaMessageParked,
    jobs=JOBS,
    works=WORKS,
    settings=MediaSettings,
    resources=resources.opened,
    pages=routes.pages,
    public_paths=routes.PUBLIC,
)
