"""Review, at a glance."""

from services.chassis.blueprint import Service
from services.contracts.review import ReviewMessageParked
from services.review import routes, tables
from services.review.handlers import HANDLERS
from services.review.jobs import JOBS
from services.review.settings import ReviewSettings

service = Service(
    name="review",
    title="审核 · Review",
    routes=routes.routes,
    tables=tables.metadata,
    handlers=HANDLERS,
    parked=ReviewMessageParked,
    jobs=JOBS,
    settings=ReviewSettings,
)
