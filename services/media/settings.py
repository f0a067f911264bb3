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
    pictures_secret: str = ""
    """Known to ledger, which makes documents, and to intake, which hands over the pictures of
    spreadsheets: what they sign is handed out, or taken in. Without it nothing is"""
    media_files_url: str = "/files"
    """Where links to pictures lead: the gateway's path, or another host's with the same path"""
    media_public_url: str = Field(default="", pattern=r"^(https?://[^/\s]+)?$")
    """Where phones reach the system, like `https://city.example`: the QR codes on pictures lead
    there. Without it they are read by the scanner of the page `/verify` alone"""
    media_incoming_url: str = "/files/incoming"
    """Where phones send upload forms: the store's bucket, as the gateway shows it to them"""
    media_ticket_hours: int = Field(default=72, ge=1, le=720)
    """How long a capture ticket is good"""
    media_upload_hours: int = Field(default=24, ge=1, le=168)
    """How long an announced upload may take"""
    media_sandboxes: int = Field(default=2, ge=1, le=16)
    """Photos decoded at once by this process"""
    media_far_metres: int = Field(default=500, ge=1)
    """How far from its case a photo may be taken without a warning. Positions in the Chinese
    offset system lie up to 700 m beside WGS 84, so a smaller one warns of honest phones"""
    media_old_days: int = Field(default=7, ge=0)
    """How long before its report a photo may be taken without a warning"""
    media_screen_score: float = Field(default=9.5, gt=0)
    """From which score on a photo is suspected to show a screen"""
    media_verify_burst: int = Field(default=30, ge=1)
    media_verify_rate: float = Field(default=0.5, gt=0)
    """Codes one address may ask for at once, and then a second, without signing in"""
    media_compare_burst: int = Field(default=6, ge=1)
    media_compare_rate: float = Field(default=0.05, gt=0)
    """Pictures one address may have compared at once, and then a second, without signing in"""

    @field_validator("objects_url")
    @classmethod
    def _known_store(cls, url: str) -> str:
        if not url.startswith(("file:///", "http://", "https://")):
            raise ValueError("must begin with file:///, http:// or https://")
        return url
