"""How large the parts are in a small town, a city and a province; docs/sizing.md tells why."""

from dataclasses import dataclass

LIGHT, MIDDLE, HEAVY = "light", "middle", "heavy"
LOAD = {
    "identity": MIDDLE,
    "intake": MIDDLE,
    "review": LIGHT,
    "dispatch": LIGHT,
    "closure": LIGHT,
    "media": HEAVY,
    "notice": LIGHT,
    "ledger": MIDDLE,
}
"""How much of a city's work falls to each service."""


@dataclass(frozen=True)
class Between:
    """Processes at rest and at most."""

    least: int
    most: int


@dataclass(frozen=True)
class Server:
    """One server's copies, and what each may have."""

    copies: int
    cpu: str
    memory: str
    storage: str


@dataclass(frozen=True)
class Size:
    """A place's processes by load, and its servers. All processes together, at most, hold fewer
    connections than `connections`."""

    name: str
    apis: dict[str, Between]
    workers: dict[str, Between]
    postgres: Server
    connections: int
    rabbitmq: Server


SMALL = Size(
    "small",
    apis={LIGHT: Between(1, 2), MIDDLE: Between(1, 2), HEAVY: Between(1, 2)},
    workers={LIGHT: Between(1, 2), MIDDLE: Between(1, 2), HEAVY: Between(1, 4)},
    postgres=Server(1, "2", "4Gi", "100Gi"),
    connections=300,
    rabbitmq=Server(1, "1", "2Gi", "20Gi"),
)
CITY = Size(
    "city",
    apis={LIGHT: Between(2, 4), MIDDLE: Between(2, 6), HEAVY: Between(2, 6)},
    workers={LIGHT: Between(2, 3), MIDDLE: Between(2, 4), HEAVY: Between(2, 12)},
    postgres=Server(3, "4", "16Gi", "500Gi"),
    connections=600,
    rabbitmq=Server(3, "2", "4Gi", "50Gi"),
)
PROVINCE = Size(
    "province",
    apis={LIGHT: Between(3, 12), MIDDLE: Between(4, 24), HEAVY: Between(4, 24)},
    workers={LIGHT: Between(3, 6), MIDDLE: Between(4, 12), HEAVY: Between(6, 60)},
    postgres=Server(3, "32", "128Gi", "8Ti"),
    connections=2000,
    rabbitmq=Server(3, "8", "16Gi", "200Gi"),
)
SIZES = (SMALL, CITY, PROVINCE)
