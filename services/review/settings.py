"""What review needs to know beside the chassis' settings."""

from datetime import timedelta

from pydantic import Field

from services.chassis.settings import Settings


class ReviewSettings(Settings):
    claim_minutes: int = Field(default=15, ge=1, le=24 * 60)
    """How long a reviewer keeps a problem without deciding or claiming it again"""

    @property
    def claim_lasts(self) -> timedelta:
        return timedelta(minutes=self.claim_minutes)
