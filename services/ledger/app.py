"""Ledger, at a glance."""

from services.chassis.blueprint import Service
from services.contracts.ledger import LedgerMessageParked
from services.ledger import routes, tables
from services.ledger.exports.making import WORKS
from services.ledger.handlers import HANDLERS, look_ahead
from services.ledger.jobs import JOBS
from services.ledger.settings import LedgerSettings
from services.ledger.start import start

service = Service(
    name="ledger",
    title="台账 · Ledger",
    routes=routes.routes,
    tables=tables.metadata,
    handlers=HANDLERS,
    ahead=look_ahead,
    parked=LedgerMessageParked,
    jobs=JOBS,
    settings=LedgerSettings,
    works=WORKS,
    resources=start,
)
