"""From a fact to the inboxes of those it concerns, and to the channels they chose."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from services.chassis import logs
from services.chassis.transaction import Transaction
from services.contracts.event import Event, MessageParked, publisher_of
from services.notice import metrics
from services.notice.domain import timing
from services.notice.domain.rules import PERSONS, Rule, Urgency, matching
from services.notice.store import channels, inbox, messages, people, reference, state
from services.notice.store.cases import Case
from services.notice.store.people import Holders
from services.notice.store.reference import Mutes
from services.notice.store.state import Desk

EVENTS = UUID("5b7f0c0a-6d3e-4c1b-8f4e-0b8f3f7c1d52")

log = logs.get()


@dataclass(frozen=True)
class News:
    """What is to be told: of which fact, in which words' kind, and how urgent it is."""

    event_id: UUID
    kind: str
    urgency: Urgency
    case_id: UUID | None
    facts: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True)
class Concerned:
    """Who is to be told; people with the one whose deputy they are, if they are.

    `organisations` are the one it is about and the one where the role is held: their channels
    tell it to whoever is on duty there.
    """

    people: Mapping[UUID, UUID | None]
    organisations: Collection[UUID] = ()
    missing: tuple[UUID, str] | None = None
    """The organisation for which nobody holds the role."""


class NobodyKnown(Exception):
    """Neither the role nor an administrator is held by anybody: identity's facts are on their way,
    or a person must see to it. The fact is tried again, and parked in the end."""


def event_id(event: Event) -> UUID:
    """One and the same however often a fact comes, and from whichever backup."""
    return uuid5(EVENTS, f"{event.type} {event.subject} {event.version}")


async def tell(tx: Transaction, event: Event, case: Case) -> None:
    """Place everything that the rules say about a fact."""
    desk = await state.held(tx)
    told: set[UUID] = set()
    for rule in matching(desk.rules, event):
        news = News(
            event_id(event), rule.kind, rule.urgency, case.case_id, _facts(event, case), event.at
        )
        concerned = await _concerned(tx, desk, rule, event, case)
        # Who did it knows it, and the first rule that concerns somebody counts.
        skipped = told | ({event.by} if event.by else set())
        found = {each: whose for each, whose in concerned.people.items() if each not in skipped}
        told |= set(found)
        await place(tx, news, found, organisations=concerned.organisations)
        if concerned.missing is not None:
            await _tell_nobody_concerned(tx, desk, news, *concerned.missing)


async def place(
    tx: Transaction,
    news: News,
    to: Mapping[UUID, UUID | None],
    *,
    organisations: Collection[UUID] = (),
) -> None:
    """Put news into people's inboxes, and on the way over their channels and organisations'."""
    desk = await state.held(tx)
    muted = await _muted(tx, desk, news, list(to))
    added: set[UUID] = set()
    if to:
        added = await inbox.add(
            tx,
            [
                {
                    **_row(news),
                    "person_id": person_id,
                    "deputy_for": deputy_for,
                    "created_at": tx.at,
                    "read_at": tx.at if person_id in muted else None,
                }
                for person_id, deputy_for in to.items()
            ],
        )
        metrics.notices.labels(news.kind).inc(len(added))
    for person_id in added:
        unread = int(person_id not in muted)
        desk.count(person_id, unread=unread, urgent=unread * (news.urgency == "urgent"))
    if news.urgency != "silent" and news.at >= tx.at - timing.WAKING:
        await _send_over(tx, desk, news, [*(added - muted), *organisations])


async def _muted(tx: Transaction, desk: Desk, news: News, people: Sequence[UUID]) -> set[UUID]:
    """Who doesn't want to be told; what is urgent is told all the same."""
    if news.urgency == "urgent":
        return set()
    unknown = [each for each in people if each not in desk.mutes]
    if unknown:
        desk.mutes |= dict.fromkeys(unknown, Mutes()) | await reference.mutes_of(tx, unknown)
    return {each for each in people if desk.mutes[each].cover(news.kind, news.case_id)}


async def _send_over(tx: Transaction, desk: Desk, news: News, owners: Sequence[UUID]) -> None:
    unknown = [each for each in owners if each not in desk.channels]
    if unknown:
        desk.channels |= await channels.owned_by(tx, unknown)
    over = [channel for owner in owners for channel in desk.channels[owner]]
    free = {
        each.id: timing.free_at(each.habits, news.urgency, at=tx.at, zone=desk.zone)
        for each in over
        if timing.wanted(each.habits, news.urgency)
    }
    if not free:
        return
    new = await messages.add(
        tx,
        [
            {
                **_row(news),
                "channel_id": channel_id,
                "free_at": free_at,
                "created_at": tx.at,
                "sent_at": None,
            }
            for channel_id, free_at in free.items()
        ],
    )
    for channel_id in new:
        desk.waiting.setdefault(channel_id, []).append((news.urgency, free[channel_id]))
    if news.urgency == "urgent":
        # One that fails is tried in its own time: asking anew would hide how long it does.
        asked = {each.id for each in over if each.attempts == 0} & new - desk.asked
        desk.asked |= asked
        await channels.want(tx, sorted(asked))


async def _concerned(
    tx: Transaction, desk: Desk, rule: Rule, event: Event, case: Case
) -> Concerned:
    if rule.to in PERSONS:
        about = event if rule.to == "owner" else case
        person_id: UUID | None = getattr(about, f"{rule.to}_id")
        return Concerned({} if person_id is None else {person_id: None})
    if rule.of == "reporter":
        start = case.reporter_organisation_id
    elif rule.of == "city":
        start = await people.city(tx)
    else:
        start = getattr(event, "organisation_id", None) or case.organisation_id
    if start is None:
        return Concerned({})
    above = await _above(tx, desk, start)
    if rule.of == "above":
        above = above[1:] or above
    found = await _holders(tx, desk, rule.to, above)
    if found.organisation_id is not None:
        return Concerned(found.people, {above[0], found.organisation_id})
    administrators = await _holders(tx, desk, "administrator", above)
    if administrators.organisation_id is None:
        raise NobodyKnown(rule.kind)
    reached = {above[0], administrators.organisation_id}
    return Concerned(administrators.people, reached, (above[0], rule.to))


async def _above(tx: Transaction, desk: Desk, organisation_id: UUID) -> Sequence[UUID]:
    if organisation_id not in desk.chains:
        desk.chains[organisation_id] = await people.chain(tx, organisation_id)
    return desk.chains[organisation_id]


async def _holders(tx: Transaction, desk: Desk, role: str, above: Sequence[UUID]) -> Holders:
    key = (role, above[0])
    if key not in desk.holders:
        desk.holders[key] = await people.holders(tx, role, above)
    return desk.holders[key]


async def _tell_nobody_concerned(
    tx: Transaction, desk: Desk, news: News, organisation_id: UUID, role: str
) -> None:
    """Administrators learn once a day that an organisation has nobody in a role."""
    above = await _above(tx, desk, organisation_id)
    administrators = await _holders(tx, desk, "administrator", above)
    # Administrators are told; a line for each such fact would drown what an operator looks for.
    log.debug("nobody concerned", kind=news.kind, role=role, organisation_id=str(organisation_id))
    metrics.nobody_concerned.labels(news.kind).inc()
    told = News(
        uuid5(EVENTS, f"nobody {organisation_id} {role} {tx.at:%Y-%m-%d}"),
        "nobody_concerned",
        "normal",
        None,
        {"about": str(organisation_id), "role": role},
        tx.at,
    )
    await place(tx, told, administrators.people)


def _row(news: News) -> dict[str, Any]:
    return {
        "event_id": news.event_id,
        "kind": news.kind,
        "urgency": news.urgency,
        "case_id": news.case_id,
        "facts": dict(news.facts),
        "at": news.at,
    }


def _facts(event: Event, case: Case) -> dict[str, Any]:
    """What templates may name, as far as it is known; organisations by their id."""
    organisation_id = getattr(event, "organisation_id", None) or case.organisation_id
    due_at = getattr(event, "due_at", None) or case.due_at
    until = getattr(event, "until", None)
    opens = {
        "import": "import_id",
        "export": "export_id",
        "edition": "month",
        "operations": "message_id",
    }
    found = {
        "opens": next(
            (
                f"{what}/{getattr(event, name)}"
                for what, name in opens.items()
                if hasattr(event, name)
            ),
            None,
        ),
        "service": publisher_of(event.type) if isinstance(event, MessageParked) else None,
        "number": case.number,
        "organisation": str(organisation_id) if organisation_id else None,
        "due": due_at.isoformat() if due_at else None,
        "until": until.isoformat() if until else None,
        "count": getattr(event, "returns", None),
        "address": case.address,
        "reason": getattr(event, "urgent_reason", "") or getattr(event, "reason", ""),
    }
    return {name: value for name, value in found.items() if value}
