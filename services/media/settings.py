"""What media alone needs to know."""

from pydantic import Field, field_validator

from services.chassis.settings import Settings


class MediaSettings(Settings):
    objects_url: str
    """`file:///folder`, or `http(s)://access:secret@host:port/bucket` for an S3 store"""
    media_daily_bytes: int = Field(default=500_000_000, ge=1)
    """Bytes of photos one person may send in one day of the city's time zone"""
    media_sandboxes: int = Field(default=2, ge=1, le=16)
    """Photos decoded at once by this process"""

    @field_validator("objects_url")
    @classmethod
    def _known_store(cls, url: str) -> str:
        if not url.startswith(("file:///", "http://", "https://")):
            raise ValueError("must begin with file:///, http:// or https://")
        return url
