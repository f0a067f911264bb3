"""Bulk edits of the table's extra columns: what nobody owns, people may note; each can be undone.

A column of the workflow, or a field that spreadsheets tell, changes only through its owner.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.chassis.history import Actor, LastChange
from services.chassis.refusals import Conflict, Forbidden, Invalid
from services.contracts.intake import RECORD_FIELDS
from services.ledger.domain.case import COLUMNS, Case

MOST = 5_000
"""Cases of one edit."""


class ColumnOwned(Invalid):
    zh = "“{column}”列由业务流程维护，不能在大表中修改。"
    en = "The column {column} is changed by its owner only, not in the table."


class TooManyCases(Invalid):
    zh = "符合条件的案件超过 {most} 件，请缩小范围。"
    en = "More than {most} cases meet the condition; narrow it."


class NothingToEdit(Conflict):
    zh = "没有需要修改的案件。"
    en = "There is no case in which that would change anything."


class EditUndone(Conflict):
    zh = "{who} 已于 {when} 撤销此次修改。"
    en = "{who} undid this edit at {when}."


class EditedSince(Conflict):
    """An edit is undone as a whole, so not beneath a later one."""

    zh = "{who} 已于 {when} 再次修改其中 {cases} 件，请先撤销那次修改。"
    en = "{who} edited {cases} of these cases again at {when}; undo that edit first."


class NotYourEdit(Forbidden):
    zh = "只有修改人本人或本单位管理员可以撤销，且案件须仍在其管理范围内。"
    en = "Only the editor or the organisation's administrator may undo it, within their scope."


@dataclass(frozen=True)
class Edit:
    """One value put into one extra column of some cases; `None` empties it."""

    id: UUID
    editor_id: UUID
    editor: str
    organisation_id: UUID
    at: datetime
    column: str
    value: str | None
    cases: int
    round: int
    version: int = 1
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def last(self) -> LastChange:
        if self.undone_at is None:
            return LastChange(self.editor, "修改", "edited it", self.at)
        return LastChange(self.undone_by or "", "撤销", "undid it", self.undone_at)


@dataclass(frozen=True)
class Cell:
    """A case's cell: what was noted in it before, none where nobody had, and what it showed."""

    case_id: UUID
    before: str | None
    showed: str | None


def require_extra(column: str, *, owned: frozenset[str]) -> None:
    """`ColumnOwned` for what isn't an extra column; `owned` are the titles of those shown."""
    if column in COLUMNS or column in RECORD_FIELDS or column in owned:
        raise ColumnOwned(column=column)


def note(case: Case, column: str, value: str | None) -> tuple[Case, Cell] | None:
    """The case with the value in its column, and the cell; `None` where it shows that already."""
    showed = case.extras.get(column)
    if showed == value:
        return None
    noted = case.noted or {}
    cell = Cell(case.case_id, noted.get(column), showed)
    return replace(case, noted={**noted, column: value or ""}), cell


def take_back(case: Case, column: str, cell: Cell) -> Case:
    """The case as the cell was before."""
    noted = {name: value for name, value in (case.noted or {}).items() if name != column}
    if cell.before is not None:
        noted[column] = cell.before
    return replace(case, noted=noted or None)


def undo(edit: Edit, *, by: Actor, at: datetime) -> Edit:
    """The edit, taken back; `EditUndone` when it was before."""
    if edit.undone_at is not None:
        raise EditUndone(who=edit.undone_by, when=edit.undone_at.isoformat(timespec="seconds"))
    return replace(edit, version=edit.version + 1, undone_at=at, undone_by=by.name)
