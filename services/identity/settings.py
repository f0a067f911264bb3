"""What identity alone needs to know."""

from typing import Annotated, get_args

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from services.chassis.settings import Settings
from services.contracts.identity import Role


class IdentitySettings(Settings):
    """The chassis' settings, and the secret that guards the signing keys."""

    key_secret: str = Field(min_length=32)
    """Seals the private keys in the database; another one cannot open them"""
    sign_in_burst: int = Field(default=100, ge=1)
    """Sign-ins one address may try at once; an office behind one address shares them"""
    sign_in_rate: float = Field(default=2.0, gt=0)
    """Sign-ins a second one address may try in the long run"""
    second_factor_roles: Annotated[frozenset[Role], NoDecode] = frozenset()
    """Who holds one of them signs in with a second factor only; commas between, or `none`"""

    @field_validator("second_factor_roles", mode="before")
    @classmethod
    def _known_roles(cls, value: str | frozenset[Role]) -> frozenset[str]:
        names = value.split(",") if isinstance(value, str) else value
        roles = frozenset(name.strip() for name in names) - {"", "none"}
        if unknown := sorted(roles - set(get_args(Role))):
            raise ValueError(f"names no role: {', '.join(unknown)}")
        return roles
