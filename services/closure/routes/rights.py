"""Who may take which step with which case; what is outside the scope does not exist."""

from services.chassis.callers import Caller
from services.closure.domain.case import Case
from services.closure.domain.rectification import STAGES
from services.contracts.closure import Stage
from services.contracts.dispatch import Pool
from services.contracts.identity import Role

ASKERS: tuple[Role, ...] = ("handler", "supervisor")
DECIDERS: tuple[Role, ...] = ("leader", "lead_administrator")
RECTIFIERS: dict[Pool, tuple[Role, ...]] = {
    "list": ("handler",),
    "supervision": ("handler", "supervisor"),
}
RETURNERS: dict[Stage, Role] = {"verification": "verifier", "approval": "lead_administrator"}


def require_seen(case: Case, *, by: Caller) -> None:
    """The responsible, the named and the reporter's organisation see the case."""
    by.scope.require(
        case.organisation_id, case.rectifier_organisation_id, case.reporter_organisation_id
    )


def require_rectifier(case: Case, *, by: Caller) -> None:
    """A handler; in the supervision pool a supervisor as well."""
    workers = (case.organisation_id, case.rectifier_organisation_id)
    by.require(*ASKERS).require(*workers)
    by.require(*RECTIFIERS[case.pool]).require(*workers)


def require_returner(case: Case, *, by: Caller) -> None:
    """A verifier at verification, a lead administrator at approval."""
    by.require(*RETURNERS.values()).require(case.organisation_id)
    stage = STAGES.get(case.status)
    if stage is not None:
        by.require(RETURNERS[stage]).require(case.organisation_id)
