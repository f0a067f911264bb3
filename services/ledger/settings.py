"""What the ledger alone needs to know."""

from pathlib import Path

from pydantic import Field

from services.chassis.settings import Settings


class LedgerSettings(Settings):
    ledger_secret: str = Field(min_length=16)
    """The key that signs the chains' checkpoints is made from it"""
    ledger_objects_url: str
    """Where exports are kept: `file:///folder`, or `http(s)://access:secret@host:port/bucket`"""
    ledger_edition_days: int = Field(default=3, ge=0, le=27)
    """Days after which the month that ended is frozen by itself"""
    media_url: str = "http://media:8000/api/media"
    """Where the pictures of documents are asked for"""
    pictures_secret: str = ""
    """Signs those requests; media knows it, too. Without it documents have no pictures"""
    ledger_witness: Path | None = None
    """A folder that others keep, into which every checkpoint is written, too"""
