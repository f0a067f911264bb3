"""Pictures from cells on their way to media: each waits, until it was taken in or refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from services.intake.domain.record import Record, kind_of, photo_id

State = Literal["waiting", "taken", "refused"]


@dataclass(frozen=True)
class CellPhoto:
    """A picture of a row; `reason` is the stable code of why media refused it."""

    id: UUID
    import_id: UUID
    sheet: str
    row: int
    kind: str
    sha256: str
    state: State = "waiting"
    reason: str = ""


def told_by(import_id: UUID, records: Iterable[Record]) -> Iterator[CellPhoto]:
    """The pictures of the records that this import showed first."""
    for record in records:
        for name, told in record.photos.items():
            kind = kind_of(name)
            for digest, source in told:
                if source.import_id == import_id:
                    found = photo_id(source, kind, digest)
                    yield CellPhoto(found, import_id, source.sheet, source.row, kind, digest)
