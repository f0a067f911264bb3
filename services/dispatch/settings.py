"""What dispatch alone needs to know."""

from pydantic import Field

from services.chassis.settings import Settings


class DispatchSettings(Settings):
    """The chassis' settings and dispatch's own."""

    return_working_days: int = Field(default=3, ge=1, le=60)
    """Working days that a returned case has at least (domain rule 3)"""
