"""What identity alone needs to know."""

from typing import Annotated, get_args

from pydantic import Field, field_validator, model_validator
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

    oidc_issuer: str = Field(default="", pattern=r"^(https://\S*[^/\s]|http://127\.0\.0\.1:\d+)?$")
    """The outside provider people may sign in by, as it calls itself; without one nobody does"""
    oidc_name: str = Field(default="", max_length=40)
    """What its button says, like 市政务统一认证"""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    """What the provider knows this city by"""
    oidc_redirect_url: str = ""
    """The page that people come back to, as it is registered at the provider, to the letter"""

    @model_validator(mode="after")
    def _whole_provider(self) -> "IdentitySettings":
        needed = (self.oidc_name, self.oidc_client_id, self.oidc_client_secret)
        if self.oidc_issuer and not all((*needed, self.oidc_redirect_url)):
            raise ValueError("OIDC needs name, client_id, client_secret and redirect_url, too")
        return self

    @field_validator("second_factor_roles", mode="before")
    @classmethod
    def _known_roles(cls, value: str | frozenset[Role]) -> frozenset[str]:
        names = value.split(",") if isinstance(value, str) else value
        roles = frozenset(name.strip() for name in names) - {"", "none"}
        if unknown := sorted(roles - set(get_args(Role))):
            raise ValueError(f"names no role: {', '.join(unknown)}")
        return roles
