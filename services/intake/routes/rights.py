"""Who reads which reports."""

from services.chassis.callers import Caller, Scope
from services.chassis.refusals import NotFound
from services.contracts.identity import Role
from services.intake.domain.report import Report

READERS: tuple[Role, ...] = (
    "reviewer",
    "leader",
    "handler",
    "supervisor",
    "verifier",
    "lead_administrator",
    "observer",
    "administrator",
)
"""Who reads the reports of a whole scope; an inspector reads only their own."""


def require_visible(report: Report, caller: Caller) -> None:
    """`NotFound` unless it is the caller's own or in their scope."""
    if report.reporter_id != caller.id and not readable(caller).covers(report.organisation_id):
        raise NotFound


def readable(caller: Caller) -> Scope:
    """The organisations whose reports the caller reads; none for an inspector."""
    return caller.require(*READERS) if caller.has(*READERS) else Scope(frozenset())
