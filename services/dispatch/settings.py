"""What dispatch alone needs to know."""

from pydantic import Field, field_validator

from services.chassis.runtime import Runtime
from services.chassis.settings import Settings


class DispatchSettings(Settings):
    """The chassis' settings and dispatch's own."""

    return_working_days: int = Field(default=3, ge=1, le=60)
    """Working days that a returned case has at least (domain rule 3)"""
    departments_url: str = ""
    """The departments' vhost on the broker, `amqp://…/departments`; empty where departments only
    fetch their orders over HTTP"""
    department_receipt_minutes: int = Field(default=15, ge=1, le=1440)
    """How long an order waits for its receipt before it is sent again; then twice as long"""
    department_silent_minutes: int = Field(default=30, ge=1, le=10080)
    """Age of an order without a receipt from which its department counts as silent"""

    @field_validator("departments_url")
    @classmethod
    def _known_broker(cls, url: str) -> str:
        if url and not url.startswith(("amqp://", "amqps://")):
            raise ValueError("must begin with amqp:// or amqps://")
        return url


def settings_of(runtime: Runtime) -> DispatchSettings:
    """The running process's settings."""
    settings = runtime.settings
    assert isinstance(settings, DispatchSettings), "dispatch needs its own settings"
    return settings
