"""What stands on the broker: topic exchanges for facts and for tasks, and per service its queues.

Facts come to `<service>`, with its retries and its dead; tasks to `<service>.work`, shared by its
workers.

Operators import it as a definitions file; services only check that it is there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aio_pika.abc import AbstractChannel

EVENTS = "events"
WORK = "work"
UNROUTED = "unrouted"
RETRY = "retry"
REQUEUE = "requeue"
DEAD = "dead"

DELIVERY_LIMIT = 10
"""Times a crashing consumer may take a message before the broker moves it to the dead queue."""
MAX_LENGTH = 1_000_000


@dataclass(frozen=True)
class Queue:
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Binding:
    exchange: str
    queue: str
    key: str


@dataclass(frozen=True)
class Topology:
    """`exchanges` are (name, type, arguments)."""

    exchanges: Sequence[tuple[str, str, Mapping[str, Any]]]
    queues: Sequence[Queue]
    bindings: Sequence[Binding]


def rungs(service: str, delays: Iterable[float]) -> list[tuple[str, float]]:
    """The retry ladder's queues with their delay in seconds."""
    return [(f"{service}.retry-{delay:g}s", delay) for delay in delays]


def work_queue(service: str) -> str:
    """The queue of a service's tasks."""
    return f"{service}.{WORK}"


def topology(
    listeners: Mapping[str, frozenset[str]],
    delays: Sequence[float],
    *,
    working: Collection[str] = (),
) -> Topology:
    """Everything on the broker for services (by name) and the publishers each one hears.

    `working` names those that share out work among their workers.
    """
    queues = [_quorum(UNROUTED)]
    bindings = [Binding(UNROUTED, UNROUTED, "")]
    for service, publishers in sorted(listeners.items()):
        taken = [service, work_queue(service)] if service in working else [service]
        for name in taken:
            queues += _with_its_dead(name)
            bindings.append(Binding(DEAD, f"{name}.{DEAD}", f"{name}.{DEAD}"))
        if service in working:
            bindings.append(Binding(WORK, work_queue(service), f"{service}.#"))
        bindings.append(Binding(REQUEUE, service, service))
        bindings += [Binding(EVENTS, service, f"{name}.#") for name in sorted(publishers)]
        for name, delay in rungs(service, delays):
            queues.append(
                _quorum(
                    name,
                    {
                        "x-message-ttl": int(delay * 1000),
                        "x-dead-letter-exchange": REQUEUE,
                        "x-dead-letter-routing-key": service,
                        "x-dead-letter-strategy": "at-least-once",
                    },
                )
            )
            bindings.append(Binding(RETRY, name, name))
    exchanges: list[tuple[str, str, Mapping[str, Any]]] = [
        (UNROUTED, "fanout", {}),
        (EVENTS, "topic", {"alternate-exchange": UNROUTED}),
        # Without an alternate: a task that reaches no queue stays in the outbox.
        (WORK, "topic", {}),
        (RETRY, "direct", {}),
        (REQUEUE, "direct", {}),
        (DEAD, "direct", {}),
    ]
    return Topology(exchanges, queues, bindings)


def _with_its_dead(name: str) -> list[Queue]:
    """A queue whose messages move to its dead queue when their reader crashed too often."""
    dead = f"{name}.{DEAD}"
    arguments = {
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD,
        "x-dead-letter-routing-key": dead,
        "x-dead-letter-strategy": "at-least-once",
    }
    return [_quorum(name, arguments), _quorum(dead)]


def _quorum(name: str, arguments: Mapping[str, Any] | None = None) -> Queue:
    # A full queue refuses instead of dropping; at-least-once dead-lettering needs that too.
    return Queue(
        name,
        {
            "x-queue-type": "quorum",
            "x-overflow": "reject-publish",
            "x-max-length": MAX_LENGTH,
            **(arguments or {}),
        },
    )


def definitions(wanted: Topology, vhost: str = "/") -> dict[str, Any]:
    """The topology in the shape of RabbitMQ's definitions file."""
    return {
        "exchanges": [
            {
                "name": name,
                "vhost": vhost,
                "type": kind,
                "durable": True,
                "auto_delete": False,
                "internal": False,
                "arguments": dict(arguments),
            }
            for name, kind, arguments in wanted.exchanges
        ],
        "queues": [
            {
                "name": queue.name,
                "vhost": vhost,
                "durable": True,
                "auto_delete": False,
                "arguments": dict(queue.arguments),
            }
            for queue in wanted.queues
        ],
        "bindings": [
            {
                "source": binding.exchange,
                "vhost": vhost,
                "destination": binding.queue,
                "destination_type": "queue",
                "routing_key": binding.key,
                "arguments": {},
            }
            for binding in wanted.bindings
        ],
    }


async def declare(channel: AbstractChannel, wanted: Topology) -> None:
    """Put the topology on a broker whose vhost is ours alone: tests and first set-ups."""
    for name, kind, arguments in wanted.exchanges:
        await channel.declare_exchange(name, kind, durable=True, arguments=dict(arguments))
    for queue in wanted.queues:
        await channel.declare_queue(queue.name, durable=True, arguments=dict(queue.arguments))
    for binding in wanted.bindings:
        queue_there = await channel.get_queue(binding.queue, ensure=False)
        await queue_there.bind(binding.exchange, binding.key)
