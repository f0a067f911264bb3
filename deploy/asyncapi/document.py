"""The AsyncAPI 3 document: every fact on the bus, departments' orders, and their receipts.

Made of the contracts and the services' handlers, so that it can't say anything else than they do.
"""

import inspect
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from deploy.embedded.assembly import SERVICES
from services.chassis.envelope import CONTENT_TYPE
from services.chassis.runtime import handlers_of
from services.chassis.topology import EVENTS as EXCHANGE
from services.contracts.departments import ORDER, Order, Receipt
from services.contracts.event import EVENTS, Event, publisher_of
from services.dispatch.departments import wire

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REFERENCE = "#/components/schemas/{model}"
RECEIPT = "receipt"
DESCRIPTION = """\
What the services of Shirong tell one another, and what departments with systems of their own are
sent and answer. Departments need the channels `orders` and `receipts` only.
"""


def document() -> dict[str, Any]:
    """The whole document, ready to be written as JSON."""
    facts = declared()
    schemas = _schemas([*facts, Order, Receipt])
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "市容 Shirong",
            "version": PROJECT["version"],
            "description": DESCRIPTION,
            "license": {"name": PROJECT["license"]},
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": _servers(),
        "channels": {
            "orders": _orders(),
            "receipts": _receipts(),
            **{fact.type: _fact_channel(fact) for fact in facts},
        },
        "operations": {
            "sendOrder": _operation(
                "send", "orders", ORDER, "The city tells a department of a case."
            ),
            "receiveReceipt": _operation(
                "receive", "receipts", RECEIPT, "The department has orders for good."
            ),
            **{f"send.{fact.type}": _announcing(fact) for fact in facts},
        },
        "components": {
            "messages": {
                ORDER: _cloud_event(ORDER, Order),
                RECEIPT: _receipt(),
                **{fact.type: _cloud_event(fact.type, fact) for fact in facts},
            },
            "schemas": schemas,
            "securitySchemes": {
                "password": {"type": "userPassword", "description": "one user for each reader"}
            },
        },
    }


def declared() -> list[type[Event]]:
    """Every fact of the contracts, by name."""
    ours = (
        event for event in EVENTS.values() if event.__module__.startswith("services.contracts.")
    )
    return sorted(ours, key=lambda event: event.type)


def readers(event: type[Event]) -> list[str]:
    """The services that act on a fact."""
    return [service.name for service in SERVICES if event in handlers_of(service)]


def words(kind: type[BaseModel]) -> str:
    """What the contract's docstring says of it."""
    return inspect.cleandoc(kind.__doc__ or "")


def _schemas(kinds: list[type[BaseModel]]) -> dict[str, Any]:
    _, found = models_json_schema([(kind, "validation") for kind in kinds], ref_template=REFERENCE)
    return dict(sorted(found["$defs"].items()))


def _servers() -> dict[str, Any]:
    secured = {"security": [{"$ref": "#/components/securitySchemes/password"}]}
    return {
        "departments": {
            "host": "broker.example:5671",
            "pathname": f"/{wire.VHOST}",
            "protocol": "amqps",
            "protocolVersion": "0.9.1",
            "description": "For departments: the operator says where it is.",
            **secured,
        },
        "bus": {
            "host": "rabbitmq:5672",
            "pathname": "/",
            "protocol": "amqp",
            "protocolVersion": "0.9.1",
            "description": "Between the services, inside the installation.",
            **secured,
        },
    }


def _orders() -> dict[str, Any]:
    return {
        "address": f"{wire.PREFIX}{{code}}",
        "description": "A department's own queue; `code` is its organisation's.",
        "servers": [{"$ref": "#/servers/departments"}],
        "parameters": {"code": {"description": "the code of the department's organisation"}},
        "messages": {ORDER: {"$ref": f"#/components/messages/{ORDER}"}},
        "bindings": {
            "amqp": {
                "is": "queue",
                "queue": {
                    "name": f"{wire.PREFIX}{{code}}",
                    "durable": True,
                    "exclusive": False,
                    "autoDelete": False,
                    "vhost": wire.VHOST,
                },
            }
        },
    }


def _receipts() -> dict[str, Any]:
    return {
        "address": f"{wire.PREFIX}{{code}}",
        "description": "Published with `user_id`, the department's own user.",
        "servers": [{"$ref": "#/servers/departments"}],
        "parameters": {"code": {"description": "the code of the department's organisation"}},
        "messages": {RECEIPT: {"$ref": f"#/components/messages/{RECEIPT}"}},
        "bindings": {"amqp": _exchange(wire.RECEIPTS, wire.VHOST)},
    }


def _fact_channel(fact: type[Event]) -> dict[str, Any]:
    return {
        "address": fact.type,
        "servers": [{"$ref": "#/servers/bus"}],
        "messages": {fact.type: {"$ref": f"#/components/messages/{fact.type}"}},
        "bindings": {"amqp": _exchange(EXCHANGE, "/")},
        "x-publisher": publisher_of(fact.type),
        "x-read-by": readers(fact),
    }


def _exchange(name: str, vhost: str) -> dict[str, Any]:
    made = {"name": name, "type": "topic", "durable": True, "autoDelete": False, "vhost": vhost}
    return {"is": "routingKey", "exchange": made}


def _operation(action: str, channel: str, message: str, summary: str) -> dict[str, Any]:
    at = f"#/channels/{channel}"
    return {
        "action": action,
        "channel": {"$ref": at},
        "summary": summary,
        "messages": [{"$ref": f"{at}/messages/{message}"}],
    }


def _announcing(fact: type[Event]) -> dict[str, Any]:
    return _operation("send", fact.type, fact.type, words(fact).partition("\n")[0])


def _cloud_event(name: str, kind: type[BaseModel]) -> dict[str, Any]:
    """A message in CloudEvents' structured mode, whose data are of this kind."""
    text = {"type": "string"}
    attributes = {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid"},
        "source": {"type": "string", "format": "uri-reference"},
        "type": {"const": name},
        "subject": {"type": "string", "format": "uuid"},
        "time": {"type": "string", "format": "date-time"},
        "sequence": {"type": "string", "pattern": "^[0-9]+$"},
        "datacontenttype": {"const": "application/json"},
        "data": {"$ref": REFERENCE.format(model=kind.__name__)},
    }
    return {
        "name": name,
        "title": kind.__name__,
        "summary": words(kind).partition("\n")[0],
        "description": words(kind),
        "contentType": CONTENT_TYPE,
        "payload": {
            "type": "object",
            "required": sorted(attributes),
            "properties": {**attributes, "traceparent": text},
        },
    }


def _receipt() -> dict[str, Any]:
    return {
        "name": RECEIPT,
        "title": "Receipt",
        "summary": words(Receipt),
        "contentType": "application/json",
        "payload": {"$ref": REFERENCE.format(model="Receipt")},
    }
