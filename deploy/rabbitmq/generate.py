"""`python -m deploy.rabbitmq.generate` writes everything that stands on the broker.

Each service has a user that may write facts of its own and its retries, read its own queues, and
make or change nothing. `start.sh` puts the passwords into `definitions.json`.
"""

import json
from pathlib import Path
from typing import Any

from deploy.embedded.assembly import SERVICES
from services.chassis.settings import Settings
from services.chassis.topology import DEAD, EVENTS, RETRY, definitions, topology

FILE = Path(__file__).with_name("definitions.json")
VHOST = "/"
NOTHING = "^$"


def wanted() -> dict[str, Any]:
    """The whole file; `${REVIEW_BUS_PASSWORD}` stands where review's password will be."""
    names = [service.name for service in SERVICES]
    heard = {service.name: service.publishers for service in SERVICES}
    delays = Settings.model_fields["retry_delays"].default
    return {
        "vhosts": [{"name": VHOST}],
        "users": [_user(name) for name in names],
        "permissions": [_permission(name) for name in names],
        "topic_permissions": [_topic_permission(name) for name in names],
        **definitions(topology(heard, delays), VHOST),
    }


def _user(name: str) -> dict[str, Any]:
    return {"name": name, "password": f"${{{name.upper()}_BUS_PASSWORD}}", "tags": ""}


def _permission(name: str) -> dict[str, str]:
    return {
        "user": name,
        "vhost": VHOST,
        "configure": NOTHING,
        "write": f"^({EVENTS}|{RETRY})$",
        "read": rf"^{name}(\.{DEAD})?$",
    }


def _topic_permission(name: str) -> dict[str, str]:
    return {
        "user": name,
        "vhost": VHOST,
        "exchange": EVENTS,
        "write": rf"^{name}\.",
        "read": NOTHING,
    }


def written() -> str:
    """The file's text."""
    return json.dumps(wanted(), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    print(f"wrote {FILE}")
