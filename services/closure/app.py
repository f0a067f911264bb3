"""Closure, at a glance."""

from services.chassis.blueprint import Service
from services.closure import routes, tables
from services.closure.handlers import HANDLERS
from services.contracts.closure import ClosureMessageParked

service = Service(
    name="closure",
    title="销号 · Closure",
    routes=routes.routes,
    tables=tables.metadata,
    handlers=HANDLERS,
    parked=ClosureMessageParked,
)
