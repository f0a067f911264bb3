"""Intake, at a glance."""

from services.chassis.blueprint import Service
from services.intake import routes, tables
from services.intake.handlers import HANDLERS

service = Service(
    name="intake",
    title="上报 · Intake",
    routes=routes.routes,
    tables=tables.metadata,
    handlers=HANDLERS,
)
