"""Dispatch, at a glance."""

from services.chassis.blueprint import Service
from services.contracts.dispatch import DispatchMessageParked
from services.dispatch import routes, tables
from services.dispatch.handlers import HANDLERS
from services.dispatch.jobs import JOBS
from services.dispatch.settings import DispatchSettings
from services.dispatch.start import start

service = Service(
    name="dispatch",
    title="派发 · Dispatch",
    routes=routes.routes,
    tables=tables.metadata,
    handlers=HANDLERS,
    parked=DispatchMessageParked,
    jobs=JOBS,
    settings=DispatchSettings,
    resources=start,
)
