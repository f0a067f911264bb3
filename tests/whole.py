"""The whole system: every service as it is, for tests that look at all of them."""

from services.chassis.blueprint import Service
from services.closure.app import service as closure
from services.dispatch.app import service as dispatch
from services.identity.app import service as identity
from services.intake.app import service as intake
from services.ledger.app import service as ledger
from services.media.app import service as media
from services.notice.app import service as notice
from services.review.app import service as review

SERVICES: tuple[Service, ...] = (
    identity,
    intake,
    review,
    dispatch,
    closure,
    media,
    notice,
    ledger,
)
NAMES = tuple(service.name for service in SERVICES)
