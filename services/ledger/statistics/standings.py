"""Where the cases of an organisation stand now: the street by stage matrix, kept as cases move."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from services.ledger.domain.case import Case
from services.ledger.statistics.figures import Side


@dataclass(frozen=True, order=True)
class Stand:
    """A cell of the matrix."""

    side: Side
    organisation_id: UUID
    stage: str


def stands_of(case: Case | None) -> Counter[Stand]:
    """The cells that a case stands in: its reporter's and, once it has one, its organisation's."""
    if case is None:
        return Counter()
    sides: tuple[tuple[Side, UUID | None], ...] = (
        ("reporter", case.reporter_organisation_id),
        ("responsible", case.organisation_id),
    )
    return Counter(Stand(side, its, case.stage) for side, its in sides if its is not None)


def steps(before: Case | None, after: Case) -> dict[Stand, int]:
    """What a change of a case adds to and takes from the matrix."""
    moved = stands_of(after)
    moved.subtract(stands_of(before))
    return {stand: count for stand, count in moved.items() if count}
