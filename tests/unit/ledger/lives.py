"""Random but possible lives of cases, and orders in which a reader may hear them."""

from collections import defaultdict
from random import Random
from uuid import UUID

from services.contracts.closure import DeferralRefused, DeferralRequested
from services.contracts.dispatch import CaseHandedBack, CaseOverdue, CaseResumed, HandBackLapsed
from services.contracts.event import Event, publisher_of
from services.contracts.intake import ReportAmended, ReportWithdrawn
from services.contracts.review import ProblemClaimed, ProblemRejected
from tests.unit.ledger.builders import DONGZHOU, NOTHING_JUDGED, OFFICE, PLACE, XINFU, Life


def a_life(random: Random, name: str) -> Life:
    """A case that goes some way: perhaps refused, perhaps closed twice."""
    life = Life(name).reported(mode=random.choice(["general", "urgent"]))
    if random.random() < 0.2:
        life.say(
            ReportAmended,
            description="改",
            place=PLACE,
            category_code="waste",
            photo_ids=(),
            judgement=NOTHING_JUDGED,
        )
    life.photo_ready(linked=False)
    life.say(ProblemClaimed)
    end = random.random()
    if end < 0.1:
        return life.say(ProblemRejected, reason="不属实")
    if end < 0.2:
        return life.say(ReportWithdrawn, reason="已自行处理")
    life.approved(category_code=random.choice(["ads", "waste", "signs"]))
    life.dispatched(to=random.choice([XINFU, OFFICE, DONGZHOU])).photo_ready()
    for _ in range(random.randrange(4)):
        _in_pool(life, random)
        if not _verified(life, random):
            return life
        if random.random() < 0.5:
            return life
        life.reopened()
    return life


def _in_pool(life: Life, random: Random) -> None:
    match random.randrange(6):
        case 0:
            life.say(CaseHandedBack, organisation_id=XINFU, reason="不归我管")
            if random.random() < 0.5:
                life.transferred(random.choice([XINFU, DONGZHOU, OFFICE]))
            else:
                life.submitted().say(HandBackLapsed, organisation_id=XINFU).returned()
        case 1:
            life.deferred().due_date_set(life.now, cause="deferred")
            if random.random() < 0.5:
                life.say(CaseResumed, organisation_id=XINFU, due_at=life.now).deferral_ended()
        case 2:
            content = {"organisation_id": XINFU, "reason": "缺料"}
            life.say(DeferralRequested, **content, until="2026-12-31", extension=False)
            life.say(DeferralRefused, **content)
        case 3:
            life.say(CaseOverdue, organisation_id=XINFU, due_at=life.now)


def _verified(life: Life, random: Random) -> bool:
    """Submitted until it passes; whether it was closed."""
    life.submitted().compared(round=life._round)
    while random.random() < 0.3:
        life.returned().submitted()
    if random.random() < 0.3:
        return False
    life.pre_closed()
    if random.random() < 0.3:
        life.returned("approval")
        return False
    life.closed()
    return True


def shuffled(facts: list[Event], random: Random) -> list[Event]:
    """Another order of arrival: what one publisher says of one subject stays in order."""
    queues: dict[tuple[str, UUID], list[Event]] = defaultdict(list)
    for fact in facts:
        queues[publisher_of(fact.type), fact.subject].append(fact)
    order = [key for key, queue in queues.items() for _ in queue]
    random.shuffle(order)
    return [queues[key].pop(0) for key in order]
