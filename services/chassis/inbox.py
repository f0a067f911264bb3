"""The receiving end: every fact takes effect exactly once, and in order per subject.

A batch is one transaction. The gate holds the version last applied for each (publisher,
subject): the next one is applied, an earlier one is a duplicate, a later one is held until the
gap fills. What is refused is parked for a person and keeps later facts of its subject waiting;
what fails for another reason is tried again later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from uuid import UUID

from services.chassis import envelope, faults, inbox_store, logs, metrics, tracing
from services.chassis.blueprint import Ahead, Handler
from services.chassis.database import Database, is_retried
from services.chassis.envelope import Message
from services.chassis.parking import Parking
from services.chassis.refusals import Refusal
from services.chassis.transaction import Transaction
from services.contracts.event import Event, MessageParked

DEAD = "delivery-limit"
DEAD_REASON = "the reader ended before it could answer, as often as the broker allows"

log = logs.get()


class Outcome(Enum):
    APPLIED = "applied"
    DUPLICATE = "duplicate"
    HELD = "held"
    PARKED = "parked"
    RETRY = "retry"


@dataclass(frozen=True)
class Delivery:
    """A message as it came. `attempts` counts the earlier failures here.

    One that nobody would bring again is parked by a failure that another would be retried after.
    """

    body: bytes
    attempts: int = 0
    comes_again: bool = True


@dataclass
class _Batch:
    tx: Transaction
    seen: set[UUID]
    gates: dict[tuple[str, UUID], int]
    waiting: set[tuple[str, UUID]]
    careful: bool
    received: set[UUID] = field(default_factory=set)
    moved: set[tuple[str, UUID]] = field(default_factory=set)


class _Careless(Exception):
    """A message failed in a batch without savepoints; the batch is done again with them."""


class Inbox:
    """Applies deliveries of one service to its own database."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[type[Event], Sequence[Handler]],
        *,
        attempts: int,
        ahead: Ahead | None = None,
        parked: type[MessageParked] | None = None,
    ) -> None:
        self.database = database
        self.parking = Parking(parked)
        self.service = database.name
        self.attempts = attempts
        self._handlers = handlers
        self._ahead = ahead

    async def receive(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Apply a batch. When this returns, every outcome but `RETRY` is committed.

        Raises only when the database can't be used; nothing of the batch took effect then.
        """
        try:
            outcomes = await self._apply(deliveries, careful=False)
        except _Careless:
            outcomes = await self._apply(deliveries, careful=True)
        faults.point("inbox.after_commit_before_ack")
        for outcome in outcomes:
            metrics.inbox_handled.labels(self.service, outcome.value).inc()
        return outcomes

    async def park_dead(self, body: bytes) -> None:
        """Keep for a person a message that the broker gave up: its reader died of it each time."""
        item = _read(Delivery(body))
        async with self.database.begin() as tx:
            if isinstance(item, Message):
                await self.parking.park(tx, item, body, code=DEAD, reason=DEAD_REASON, attempts=1)
            else:
                await self.parking.park_unreadable(tx, body, item, attempts=1)

    async def replay(self, message_id: UUID, *, by: UUID | None) -> Outcome:
        """Try a parked message again; `APPLIED` frees what waited behind it."""
        async with self.database.read() as tx:
            body = await inbox_store.parked_body(tx, message_id)
        outcome = (await self.receive([Delivery(body, comes_again=False)]))[0]
        if outcome is not Outcome.PARKED:
            async with self.database.begin() as tx:
                await inbox_store.mark_replayed(tx, message_id, by=by)
        return outcome

    async def skip(self, message_id: UUID, *, by: UUID | None) -> None:
        """Give a parked message up: its subject goes on without it."""
        async with self.database.begin() as tx:
            body = await inbox_store.parked_body(tx, message_id)
            await inbox_store.mark_replayed(tx, message_id, by=by)
            try:
                message = envelope.decode(body)
            except envelope.UnreadableMessage:
                return
            batch = await self._open(tx, [message], careful=True)
            key = (message.publisher, message.subject)
            if batch.gates[key] < message.version:
                batch.gates[key] = message.version
                batch.moved.add(key)
                batch.received.add(message.id)
                await self._drain(batch, key, Delivery(body, comes_again=False))
                await self._close(batch)

    async def _apply(self, deliveries: Sequence[Delivery], *, careful: bool) -> list[Outcome]:
        outcomes = []
        readable = [_read(delivery) for delivery in deliveries]
        async with self.database.begin() as tx:
            messages = [item for item in readable if isinstance(item, Message)]
            batch = await self._open(tx, messages, careful=careful)
            if self._ahead is not None and not careful:
                await self._ahead(list(filter(None, map(_fact, messages))), tx)
            for delivery, item in zip(deliveries, readable, strict=True):
                if isinstance(item, Message):
                    outcomes.append(await self._one(batch, item, delivery))
                else:
                    await self.parking.park_unreadable(
                        batch.tx, delivery.body, item, attempts=delivery.attempts + 1
                    )
                    outcomes.append(Outcome.PARKED)
            await self._close(batch)
        return outcomes

    async def _open(self, tx: Transaction, messages: Sequence[Message], *, careful: bool) -> _Batch:
        keys = {(message.publisher, message.subject) for message in messages}
        gates = await inbox_store.lock_gates(tx, keys)
        seen = await inbox_store.already_received(tx, [message.id for message in messages])
        waiting = await inbox_store.subjects_with_held(tx, keys)
        return _Batch(tx, seen, gates, waiting, careful)

    async def _close(self, batch: _Batch) -> None:
        await inbox_store.add_received(batch.tx, batch.received)
        await inbox_store.save_gates(
            batch.tx, {key: batch.gates[key] for key in sorted(batch.moved)}
        )

    async def _one(self, batch: _Batch, message: Message, delivery: Delivery) -> Outcome:
        key = (message.publisher, message.subject)
        duplicate = message.id in batch.seen or message.version <= batch.gates[key]
        if duplicate and not faults.switched_off("inbox"):
            return await self._drain(batch, key, delivery) or Outcome.DUPLICATE
        if message.version > batch.gates[key] + 1 and not faults.switched_off("gate"):
            await inbox_store.hold(batch.tx, message, delivery.body)
            batch.waiting.add(key)
            return Outcome.HELD
        outcome = await self._handle(batch, message, delivery)
        if outcome is Outcome.APPLIED:
            return await self._drain(batch, key, delivery) or outcome
        return outcome

    async def _drain(self, batch: _Batch, key: tuple[str, UUID], after: Delivery) -> Outcome | None:
        """Handle what waited behind `after`, which is to come again (`RETRY`) if that fails."""
        if key not in batch.waiting:
            return None
        # A second copy of a held message may have been applied by itself meanwhile.
        await inbox_store.forget_held(batch.tx, key, through=batch.gates[key])
        while body := await inbox_store.take_held(batch.tx, key, batch.gates[key] + 1):
            held = replace(after, body=body)
            outcome = await self._handle(batch, envelope.decode(body), held)
            if outcome is Outcome.RETRY:
                await inbox_store.hold(batch.tx, envelope.decode(body), body)
                return outcome
            if outcome is not Outcome.APPLIED:
                return None
        return None

    async def _handle(self, batch: _Batch, message: Message, delivery: Delivery) -> Outcome:
        """Run the handlers; on success move the gate, else leave no trace but the parked row."""
        try:
            with tracing.span(
                f"handle {message.type}", service=self.service, parent=message.traceparent
            ):
                if batch.careful:
                    async with batch.tx.session.begin_nested():
                        await self._effect(batch.tx, message)
                else:
                    await self._effect(batch.tx, message)
        except Exception as error:
            if not batch.careful:
                raise _Careless from error
            if is_retried(error) or not batch.tx.session.is_active:
                raise
            return await self._failed(batch, message, delivery, error)
        key = (message.publisher, message.subject)
        batch.gates[key] = message.version
        batch.moved.add(key)
        batch.seen.add(message.id)
        batch.received.add(message.id)
        lag = (batch.tx.at - message.time).total_seconds()
        metrics.inbox_lag_seconds.labels(self.service).observe(max(lag, 0))
        return Outcome.APPLIED

    async def _effect(self, tx: Transaction, message: Message) -> None:
        event = message.event
        if event is not None:
            for handler in self._handlers.get(type(event), ()):
                faults.fail("inbox.handler")
                await handler(event, tx)
            await tx.session.flush()

    async def _failed(
        self, batch: _Batch, message: Message, delivery: Delivery, error: Exception
    ) -> Outcome:
        refused = isinstance(error, Refusal)
        tried_again = delivery.comes_again and delivery.attempts + 1 < self.attempts
        if tried_again and not refused:
            log.warning(
                "message failed, will be retried",
                service=self.service,
                message_id=str(message.id),
                type=message.type,
                error=type(error).__name__,
                exc_info=error,
            )
            return Outcome.RETRY
        await self.parking.park(
            batch.tx,
            message,
            delivery.body,
            code=error.code if isinstance(error, Refusal) else type(error).__name__,
            reason=str(error)[:2000],
            attempts=delivery.attempts + 1,
        )
        return Outcome.PARKED


def _fact(message: Message) -> Event | None:
    """What it says; `None` too where that can't be read, as will be told when it is handled."""
    try:
        return message.event
    except envelope.UnreadableMessage:
        return None


def _read(delivery: Delivery) -> Message | envelope.UnreadableMessage:
    try:
        return envelope.decode(delivery.body)
    except envelope.UnreadableMessage as error:
        return error
