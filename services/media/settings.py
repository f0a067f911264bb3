"""What media alone needs to know."""

from pydantic import Field, field_validator

from services.chassis.settings import Settings


class MediaSettings(Settings):
    objects_url: str
    """`file:///folder`, or `http(s)://access:secret@host:port/bucket` for an S3 store"""
    media_daily_bytes: int = Field(default=500_000_000, ge=1)
    """Bytes of photos one person may send in one day of the city's time zone"""
    media_secret: str = Field(min_length=16)
    """Signs links to pictures, upload forms and capture tickets"""
    media_files_url: str = "/files"
    """Where links to pictures lead: the gateway's path, or another host's with the same path"""
    media_incoming_url: str = "/files/incoming"
    """Where phones send upload forms: the store's bucket, as the gateway shows it to them"""
    media_ticket_hours: int = Field(default=72, ge=1, le=720)
    """How long a capture ticket is good"""
    media_upload_hours: int = Field(default=24, ge=1, le=168)
    """How long an announced upload may take"""
    media_sandboxes: int = Field(default=2, ge=1, le=16)
    """Photos decoded at once by this process"""

    @field_validator("objects_url")
    @classmethod
    def _known_store(cls, url: str) -> str:
        if not url.startswith(("file:///", "http://", "https://")):
            raise ValueError("must begin with file:///, http:// or https://")
        return url
