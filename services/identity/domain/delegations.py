"""Delegations: a leader away names a deputy, for one role and a bounded time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from services.chassis.history import Actor
from services.chassis.refusals import Conflict, Forbidden, Invalid
from services.contracts.identity import DelegationChanged, Role
from services.identity.domain.people import Person
from services.identity.domain.steps import Step

LONGEST = timedelta(days=90)


class PeriodWrong(Invalid):
    zh = "代理期限必须在将来结束，且开始早于结束。"
    en = "A deputation begins before it ends and ends in the future."


class PeriodTooLong(Invalid):
    zh = "代理期限最长 {days} 天。"
    en = "A deputation lasts {days} days at most."


class NotHeld(Forbidden):
    zh = "只能委托您本人在该单位持有的角色。"
    en = "You may only lend a role that you hold yourself for that organisation."


class DeputyUnfit(Invalid):
    zh = "代理人必须是另一位在用账号的人员。"
    en = "The deputy must be another person with a working account."


class AlreadyEnded(Conflict):
    zh = "{who} 已于 {when} 收回此代理。"
    en = "{who} took this deputation back at {when}."


@dataclass(frozen=True)
class Delegation:
    """`deputy_id` acts in a role of `person_id` from `starts_at` until before `ends_at`."""

    id: UUID
    person_id: UUID
    deputy_id: UUID
    role: Role
    organisation_id: UUID
    starts_at: datetime
    ends_at: datetime
    active: bool
    version: int
    last: Step

    def is_in_force(self, *, at: datetime) -> bool:
        return self.active and self.starts_at <= at < self.ends_at


Change = tuple[Delegation, DelegationChanged]


def delegate(
    delegation_id: UUID,
    *,
    person: Person,
    deputy: Person,
    role: Role,
    organisation_id: UUID,
    path: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    at: datetime,
) -> Change:
    """Lend a role. A borrowed role is not lent on: only what the person's own grants say counts.

    `path` is the organisation's, from the root down.
    """
    if not starts_at < ends_at or ends_at <= at:
        raise PeriodWrong
    if ends_at - starts_at > LONGEST:
        raise PeriodTooLong(days=LONGEST.days)
    if not person.holds(role, path=path):
        raise NotHeld
    if deputy.id == person.id or not deputy.active:
        raise DeputyUnfit
    delegation = Delegation(
        id=delegation_id,
        person_id=person.id,
        deputy_id=deputy.id,
        role=role,
        organisation_id=organisation_id,
        starts_at=starts_at,
        ends_at=ends_at,
        active=True,
        version=1,
        last=Step(by.name, "deputy-named", at),
    )
    return delegation, _changed(delegation, by, at)


def end(delegation: Delegation, *, by: Actor, at: datetime) -> Change:
    """Take a deputation back before its time."""
    if not delegation.active:
        last = delegation.last
        raise AlreadyEnded(who=last.who, when=last.when.isoformat(timespec="seconds"))
    ended = replace(
        delegation,
        active=False,
        version=delegation.version + 1,
        last=Step(by.name, "delegation-ended", at),
    )
    return ended, _changed(ended, by, at)


def no_longer_held(
    delegations: Iterable[Delegation], person: Person, *, paths: dict[UUID, str]
) -> list[Delegation]:
    """The deputations that fall because the person lost the role or the account."""
    return [
        each
        for each in delegations
        if not person.active or not person.holds(each.role, path=paths[each.organisation_id])
    ]


def _changed(delegation: Delegation, by: Actor, at: datetime) -> DelegationChanged:
    return DelegationChanged(
        version=delegation.version,
        at=at,
        by=by.id,
        delegation_id=delegation.id,
        person_id=delegation.person_id,
        deputy_id=delegation.deputy_id,
        role=delegation.role,
        organisation_id=delegation.organisation_id,
        starts_at=delegation.starts_at,
        ends_at=delegation.ends_at,
        active=delegation.active,
    )
