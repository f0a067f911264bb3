"""Where a problem is, as every service tells it."""

from services.contracts.event import Value


class Place(Value):
    """A point in WGS 84 degrees with the words people use for it; either may be missing."""

    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
