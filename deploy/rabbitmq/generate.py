"""`python -m deploy.rabbitmq.generate` writes everything that stands on the broker.

Each service has a user that may write facts of its own, its retries and, if it shares out work,
tasks of its own; it may read its own queues, and make or change nothing. Departments are in a vhost
of their own, where dispatch writes orders and reads receipts; `operator` makes and removes their
queues and users, and nobody runs as it. `start.sh` puts the passwords into `definitions.json`.
"""

import json
import re
from pathlib import Path
from typing import Any

from deploy.embedded.assembly import SERVICES
from services.chassis.settings import Settings
from services.chassis.topology import DEAD, EVENTS, RETRY, WORK, definitions, topology
from services.dispatch.departments import wire

FILE = Path(__file__).with_name("definitions.json")
VHOST = "/"
NOTHING = "^$"
OPERATOR = "operator"


def wanted() -> dict[str, Any]:
    """The whole file; `${REVIEW_BUS_PASSWORD}` stands where review's password will be."""
    names = [service.name for service in SERVICES]
    heard = {service.name: service.publishers for service in SERVICES}
    working = [service.name for service in SERVICES if service.works.kinds]
    delays = Settings.model_fields["retry_delays"].default
    services = definitions(topology(heard, delays, working=working), VHOST)
    departments = definitions(wire.standing(), wire.VHOST)
    return {
        "vhosts": [{"name": VHOST}, {"name": wire.VHOST}],
        "users": [*(_user(name) for name in names), _user(OPERATOR, tags="administrator")],
        "permissions": [
            *(_permission(name, works=name in working) for name in names),
            *_department_permissions(),
        ],
        "topic_permissions": [
            *(_topic_permission(name, EVENTS) for name in names),
            *(_topic_permission(name, WORK) for name in working),
        ],
        **{what: [*services[what], *departments[what]] for what in services},
    }


def _user(name: str, *, tags: str = "") -> dict[str, Any]:
    return {"name": name, "password": f"${{{name.upper()}_BUS_PASSWORD}}", "tags": tags}


def _department_permissions() -> list[dict[str, str]]:
    """Dispatch reads the queues, too, as else it may not ask how much lies in one."""
    queues = re.escape(wire.PREFIX)
    return [
        {
            "user": "dispatch",
            "vhost": wire.VHOST,
            "configure": NOTHING,
            "write": f"^{wire.ORDERS}$",
            "read": f"^({wire.RECEIPTS}|{queues}.+)$",
        },
        {
            "user": OPERATOR,
            "vhost": wire.VHOST,
            "configure": f"^{queues}",
            "write": f"^{queues}",
            "read": f"^{wire.ORDERS}$",
        },
    ]


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
