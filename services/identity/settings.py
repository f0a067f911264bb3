"""What identity alone needs to know."""

from pydantic import Field

from services.chassis.settings import Settings


class IdentitySettings(Settings):
    """The chassis' settings, and the secret that guards the signing keys."""

    key_secret: str = Field(min_length=32)
    """Seals the private keys in the database; another one cannot open them"""
    sign_in_burst: int = Field(default=100, ge=1)
    """Sign-ins one address may try at once; an office behind one address shares them"""
    sign_in_rate: float = Field(default=2.0, gt=0)
    """Sign-ins a second one address may try in the long run"""
