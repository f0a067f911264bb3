"""What a department's own system is sent, and what it answers: beside the bus, in its own queue."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.contracts.dispatch import Pool
from services.contracts.event import Value
from services.contracts.intake import Mode
from services.contracts.place import Place

ORDER = "dispatch.department.order.v1"
"""The CloudEvents type of every order."""
RECEIPTS_AT_ONCE = 1000

Change = Literal[
    "assigned",
    "withdrawn",
    "due-date-set",
    "returned",
    "deferred",
    "resumed",
    "closed",
    "reopened",
]
"""Why the department is told. `withdrawn` says that the case is no longer its own."""
CaseStatus = Literal["in_pool", "handed_back", "submitted", "pre_closed", "deferred", "closed"]


class Order(Value):
    """A case as it stands for the department; a later order of the same case replaces it.

    The CloudEvent's `id` is the same however often it comes, its `subject` is the case, and of two
    orders of one case the one with the higher `sequence` is the later. `photos` are paths at the
    gateway, for an account with a role in the department's organisation.
    """

    case_id: UUID
    number: str
    change: Change
    status: CaseStatus
    organisation_id: UUID
    pool: Pool
    mode: Mode
    category_code: str | None
    place: Place
    due_at: AwareDatetime
    photos: tuple[str, ...]


class Receipt(Value):
    """The department has these orders for good; they are not sent again."""

    order_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=RECEIPTS_AT_ONCE)]
