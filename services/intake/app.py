"""Intake, at a glance."""

from services.chassis.blueprint import Service
from services.contracts.intake import IntakeMessageParked
from services.intake import resources, routes, tables
from services.intake.handlers import HANDLERS
from services.intake.jobs import JOBS
from services.intake.settings import IntakeSettings
from services.intake.works import WORKS

service = Service(
    name="intake",
    title="上报 · Intake",
    routes=routes.routes,
    tables=tables.metadata,
    handlers=HANDLERS,
    parked=IntakeMessageParked,
    jobs=JOBS,
    works=WORKS,
    settings=IntakeSettings,
    resources=resources.opened,
    public_paths=routes.PUBLIC_PATHS,
)
