"""`python -m deploy.rabbitmq.generate` writes everything that stands on the broker.

Each service has a user that may write facts of its own, its retries and, if it shares out work,
tasks of its own; it may read its own queues, and make or change nothing. `start.sh` puts the
passwords into `definitions.json`.
"""

import json
from pathlib import Path
from typing import Any

from deploy.embedded.assembly import SERVICES
from services.chassis.settings import Settings
from services.chassis.topology import DEAD, EVENTS, RETRY, WORK, definitions, topology

FILE = Path(__file__).with_name("definitions.json")
VHOST = "/"
NOTHING = "^$"


def wanted() -> dict[str, Any]:
    """The whole file; `${REVIEW_BUS_PASSWORD}` stands where review's password will be."""
    names = [service.name for service in SERVICES]
    heard = {service.name: service.publishers for service in SERVICES}
    working = [service.name for service in SERVICES if service.works.kinds]
    delays = Settings.model_fields["retry_delays"].default
    return {
        "vhosts": [{"name": VHOST}],
        "users": [_user(name) for name in names],
        "permissions": [_permission(name, works=name in working) for name in names],
        "topic_permissions": [
            *(_topic_permission(name, EVENTS) for name in names),
            *(_topic_permission(name, WORK) for name in working),
        ],
        **definitions(topology(heard, delays, working=working), VHOST),
    }


def _user(name: str) -> dict[str, Any]:
    return {"name": name, "password": f"${{{name.upper()}_BUS_PASSWORD}}", "tags": ""}


def _permission(name: str, *, works: bool) -> dict[str, str]:
    written = [EVENTS, RETRY, WORK] if works else [EVENTS, RETRY]
    queue = rf"{name}(\.{WORK})?" if works else name
    return {
        "user": name,
        "vhost": VHOST,
        "configure": NOTHING,
        "write": f"^({'|'.join(written)})$",
        "read": rf"^{queue}(\.{DEAD})?$",
    }


def _topic_permission(name: str, exchange: str) -> dict[str, str]:
    return {
        "user": name,
        "vhost": VHOST,
        "exchange": exchange,
        "write": rf"^{name}\.",
        "read": NOTHING,
    }


def written() -> str:
    """The file's text."""
    return json.dumps(wanted(), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    print(f"wrote {FILE}")
