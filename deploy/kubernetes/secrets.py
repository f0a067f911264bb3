"""`python -m deploy.kubernetes.secrets` prints the secrets of an installation, for `kubectl apply`.

    python -m deploy.kubernetes.secrets --objects objects.example | kubectl apply -f -

They are made of `deploy/.env`, which `make secrets` writes, as compose makes them. The store's keys
are those of the store: put them there before (`OBJECTS_…`, `LEDGER_OBJECTS_…`, and `ARCHIVE_…` for
PostgreSQL's archive).
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from deploy.embedded.assembly import SERVICES
from deploy.kubernetes.generate import COMPOSE, DEPLOY, NAMESPACE, environment
from deploy.kubernetes.processes import TRACES
from deploy.rabbitmq import generate as broker

VARIABLE = re.compile(r"\$\{(\w+)(?::([-?+])([^}]*))?\}")
MONITOR = "keda"


class Lacking(Exception):
    """One sentence that names the variable."""


def documents(known: dict[str, str], *, objects: str) -> list[dict[str, Any]]:
    """Every secret; `objects` is the store's `host` or `host:port`, reached over HTTPS."""
    names = [service.name for service in SERVICES]
    made = [
        _secret(name, {key: filled(text, known, objects) for key, text in _sealed(name).items()})
        for name in names
    ]
    made += [
        _secret(
            f"{name}-database",
            {"username": name, "password": _known(f"{name.upper()}_DATABASE_PASSWORD", known)},
            kind="kubernetes.io/basic-auth",
        )
        for name in names
    ]
    superuser = _known("POSTGRES_PASSWORD", known)
    monitor = _known("KEDA_PASSWORD", known)
    looking = f"http://{MONITOR}:{monitor}@rabbitmq.{NAMESPACE}.svc.cluster.local:15672/"
    backup = COMPOSE["services"]["backup"]["environment"]
    return [
        *made,
        _secret(
            "postgres-superuser",
            {"username": "postgres", "password": superuser},
            kind="kubernetes.io/basic-auth",
        ),
        _secret("rabbitmq-definitions", {"definitions.json": _definitions(known, monitor)}),
        _secret("keda-rabbitmq", {"host": looking}),
        _secret(
            "postgres-archive",
            {
                "access": _known("ARCHIVE_ACCESS_KEY", known),
                "secret": _known("ARCHIVE_SECRET_KEY", known),
            },
        ),
        _secret(
            "backup",
            {
                key: filled(text, known, objects)
                for key, text in backup.items()
                if key.endswith("_URL")
            }
            | {"environment": "".join(f"{key}={value}\n" for key, value in known.items())},
        ),
    ]


def read(path: Path) -> dict[str, str]:
    """The variables of an `.env`."""
    lines = [line for line in path.read_text("utf-8").splitlines() if "=" in line]
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def _sealed(name: str) -> dict[str, str]:
    given = environment(name)
    return {key: text for key, text in given.items() if "${" in text and not key.startswith(TRACES)}


def filled(text: str, known: dict[str, str], objects: str) -> str:
    """Compose's text with its variables, and the servers' names in the cluster."""

    def value(found: re.Match[str]) -> str:
        name, sign, otherwise = found.groups()
        if sign == "+":
            # What compose adds for its own broker's certificate; the cluster's has none of it.
            return ""
        return known.get(name, otherwise) if sign == "-" else _known(name, known)

    text = VARIABLE.sub(value, text)
    text = re.sub(r"@postgres(?=/|$)", f"@postgres-rw.{NAMESPACE}.svc.cluster.local", text)
    return re.sub(r"^http://([^@]+)@objects:8333/", rf"https://\1@{objects}/", text)


def _known(name: str, known: dict[str, str]) -> str:
    if not known.get(name):
        raise Lacking(f"{name} is not set")
    return known[name]


def _definitions(known: dict[str, str], monitor: str) -> str:
    wanted = json.loads(broker.FILE.read_text("utf-8"))
    for user in wanted["users"]:
        user["password"] = VARIABLE.sub(lambda found: _known(found[1], known), user["password"])
    wanted["users"].append({"name": MONITOR, "password": monitor, "tags": "monitoring"})
    nothing = {"configure": "^$", "write": "^$", "read": "^$"}
    wanted["permissions"].append({"user": MONITOR, "vhost": "/", **nothing})
    return json.dumps(wanted, indent=1)


def _secret(name: str, data: dict[str, str], *, kind: str = "Opaque") -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": NAMESPACE},
        "type": kind,
        "stringData": data,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.kubernetes.secrets")
    parser.add_argument("--objects", required=True, help="the object store's host, or host:port")
    parser.add_argument("--env", type=Path, default=DEPLOY / ".env")
    given = parser.parse_args()
    try:
        made = documents(read(given.env), objects=given.objects)
    except (Lacking, OSError) as problem:
        sys.exit(f"not done: {problem}")
    yaml.safe_dump_all(made, sys.stdout, sort_keys=False, allow_unicode=True)


if __name__ == "__main__":
    main()
