"""What intake alone needs to know."""

from pydantic import Field, field_validator

from services.chassis.settings import Settings

SHORTEST = 16


class IntakeSettings(Settings):
    external_secret: str = ""
    """What other platforms' keys are made from; without it no platform can send anything"""
    external_burst: int = Field(default=30, ge=1)
    """Requests that one platform, or one address that reads Open311, may send at once"""
    external_rate: float = Field(default=5.0, gt=0)
    """Requests a second one of them may send in the long run"""

    import_files_a_day: int = Field(default=50, ge=1)
    """Spreadsheets that one department may send within 24 hours"""
    import_bytes_a_day: int = Field(default=200_000_000, ge=1)
    """Bytes of them all"""

    media_url: str = "http://media:8000/api/media"
    """Where pictures of written imports are handed over"""
    pictures_secret: str = ""
    """Signs that; media knows it, too. Without it media takes none, and they wait"""

    @field_validator("external_secret")
    @classmethod
    def _none_or_long(cls, secret: str) -> str:
        if secret and len(secret) < SHORTEST:
            raise ValueError(f"must have at least {SHORTEST} characters, or none")
        return secret
