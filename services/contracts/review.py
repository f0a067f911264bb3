"""Facts review announces: what people decided about a problem."""

from uuid import UUID

from services.contracts.event import Event, MessageParked
from services.contracts.intake import Mode
from services.contracts.place import Place


class ProblemClaimed(Event, type="review.problem.claimed.v1"):
    """A reviewer took the problem to work on it; others see it is taken."""

    case_id: UUID


class ProblemAmended(Event, type="review.problem.amended.v1"):
    """The reporter amended a problem that waits: what was read before is no ground for a verdict.

    The new content is in intake's fact of the report.
    """

    case_id: UUID


class ProblemReleased(Event, type="review.problem.released.v1"):
    """The claim ended without a verdict: given back, or lapsed (`by` is then empty)."""

    case_id: UUID


class ProblemApproved(Event, type="review.problem.approved.v1"):
    """A reviewer confirmed the problem, with corrections; dispatch gives it a number and a pool."""

    case_id: UUID
    reporter_id: UUID | None
    reporter_organisation_id: UUID
    organisation_id: UUID
    category_code: str
    description: str
    place: Place
    photo_ids: tuple[UUID, ...]
    mode: Mode = "general"
    note: str = ""


class ProblemRejected(Event, type="review.problem.rejected.v1"):
    """A reviewer refused the report; the reporter is shown the reason."""

    case_id: UUID
    reason: str


class ProblemMerged(Event, type="review.problem.merged.v1"):
    """The report tells of a case that exists; it ends here and `into_case_id` goes on."""

    case_id: UUID
    into_case_id: UUID
    reason: str = ""


class UrgentConfirmed(Event, type="review.urgent.confirmed.v1"):
    """A leader confirmed an urgent application; dispatch sends it to the supervision pool."""

    case_id: UUID
    reporter_id: UUID | None
    reporter_organisation_id: UUID
    category_code: str | None
    description: str
    place: Place
    photo_ids: tuple[UUID, ...]
    mode: Mode = "urgent"
    note: str = ""


class UrgentDeclined(Event, type="review.urgent.declined.v1"):
    """A leader declined an urgent application; it waits in the problem pool as a general one."""

    case_id: UUID
    reason: str


class ReviewMessageParked(MessageParked, type="review.message.parked.v1", subject="message_id"):
    """A message that review couldn't handle waits for a person: the first in an hour."""
