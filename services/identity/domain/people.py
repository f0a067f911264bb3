"""People, their roles, and what ends their tokens."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.chassis.callers import Scope
from services.chassis.history import Actor
from services.chassis.refusals import Conflict, Forbidden
from services.contracts.identity import Grant, PersonChanged, Role
from services.identity.domain.steps import Step


class UsernameTaken(Conflict):
    zh = "用户名 {username} 已被使用。"
    en = "The username {username} is taken."


class BeyondScope(Forbidden):
    zh = "该人员的角色超出您的管理范围，请由上级管理员处理。"
    en = "This person's roles reach beyond your organisations; ask a wider administrator."


class OwnAccount(Forbidden):
    zh = "不能停用自己的账号，也不能收回自己的管理员角色。"
    en = "You may not disable your own account or give up your own administrator role."


class OwnSecondFactor(Forbidden):
    zh = "不能重置自己的二次验证，请用密码和验证码停用。"
    en = "You may not reset your own second factor; remove it with your password and a code."


@dataclass(frozen=True)
class Person:
    """An account. Access tokens with a `ver` below `token_version` are void."""

    id: UUID
    username: str
    name: str
    organisation_id: UUID
    grants: tuple[Grant, ...]
    active: bool
    password_hash: str | None
    token_version: int
    version: int
    last: Step

    def holds(self, role: Role, *, path: str) -> bool:
        """Whether they hold the role themselves for the organisation with this path."""
        return any(
            grant.role == role and f"/{grant.organisation_id}/" in path for grant in self.grants
        )


Change = tuple[Person, PersonChanged]


def create(
    person_id: UUID,
    *,
    username: str,
    name: str,
    organisation_id: UUID,
    grants: Iterable[Grant],
    password_hash: str | None,
    by: Actor,
    at: datetime,
) -> Change:
    """A new account; without a password nobody can sign in to it yet."""
    person = Person(
        id=person_id,
        username=username,
        name=name,
        organisation_id=organisation_id,
        grants=in_order(grants),
        active=True,
        password_hash=password_hash,
        token_version=1,
        version=1,
        last=Step(by.name, "account-created", at),
    )
    return person, _changed(person, by, at)


def change(
    person: Person,
    *,
    by: Actor,
    at: datetime,
    name: str | None = None,
    organisation_id: UUID | None = None,
    grants: Collection[Grant] | None = None,
    active: bool | None = None,
) -> tuple[Person, PersonChanged | None]:
    """Change what is given; no event when nothing differs.

    Whoever loses a role, the home organisation or the account loses every token with it.
    """
    wanted = replace(
        person,
        name=person.name if name is None else name,
        organisation_id=organisation_id or person.organisation_id,
        grants=person.grants if grants is None else in_order(grants),
        active=person.active if active is None else active,
    )
    if wanted == person:
        return person, None
    _require_not_own(person, wanted, by)
    loses = (
        bool(set(person.grants) - set(wanted.grants))
        or wanted.organisation_id != person.organisation_id
        or not wanted.active
    )
    step = "account-disabled" if person.active and not wanted.active else "account-changed"
    return _next(wanted, step, by=by, at=at, tokens_end=loses)


def set_password(person: Person, *, password_hash: str, by: Actor, at: datetime) -> Change:
    """A new password ends every token and session of the old one."""
    wanted = replace(person, password_hash=password_hash)
    return _next(wanted, "password-set", by=by, at=at, tokens_end=True)


def make_link(person: Person, *, by: Actor, at: datetime) -> Change:
    """An administrator made a link that sets the password; nothing ends until it is used."""
    return _next(person, "password-link-made", by=by, at=at, tokens_end=False)


def enrol_second_factor(person: Person, *, by: Actor, at: datetime) -> Change:
    """Sign-ins ask for a code from now on; the session that enrolled goes on."""
    return _next(person, "second-factor-enrolled", by=by, at=at, tokens_end=False)


def remove_second_factor(person: Person, *, by: Actor, at: datetime) -> Change:
    """Every session that relied on it ends."""
    return _next(person, "second-factor-removed", by=by, at=at, tokens_end=True)


def reset_second_factor(person: Person, *, by: Actor, at: datetime) -> Change:
    """An administrator takes the factor of somebody else away, whose phone is lost."""
    if by.id == person.id:
        raise OwnSecondFactor
    return _next(person, "second-factor-reset", by=by, at=at, tokens_end=True)


def link_outside_account(person: Person, *, by: Actor, at: datetime) -> Change:
    """Sign-ins at an outside provider open the account, too."""
    return _next(person, "outside-account-linked", by=by, at=at, tokens_end=False)


def unlink_outside_account(person: Person, *, by: Actor, at: datetime) -> Change:
    """They open it no more; sessions that began there go on until they end."""
    return _next(person, "outside-account-unlinked", by=by, at=at, tokens_end=False)


def lose_deputation(person: Person, *, by: Actor, at: datetime) -> Change:
    """A deputy's tokens still say the role that was taken back, so they end; sessions go on."""
    return _next(person, "deputation-lost", by=by, at=at, tokens_end=True)


def require_authority(person: Person, scope: Scope) -> None:
    """`NotFound` for people of other organisations, `BeyondScope` where their roles reach further.

    Otherwise the administrator of a street could take over a city-wide account that lives there.
    """
    scope.require(person.organisation_id)
    if not all(scope.covers(grant.organisation_id) for grant in person.grants):
        raise BeyondScope


def plain_username(text: str) -> str:
    """How usernames are kept and compared: NFKC, without case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def in_order(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """Without repetitions, always in the same order."""
    return tuple(sorted(set(grants), key=lambda each: (each.role, str(each.organisation_id))))


def _require_not_own(person: Person, wanted: Person, by: Actor) -> None:
    if by.id != person.id:
        return
    lost = set(person.grants) - set(wanted.grants)
    if not wanted.active or any(grant.role == "administrator" for grant in lost):
        raise OwnAccount


def _next(person: Person, step: str, *, by: Actor, at: datetime, tokens_end: bool) -> Change:
    changed = replace(
        person,
        token_version=person.token_version + (1 if tokens_end else 0),
        version=person.version + 1,
        last=Step(by.name, step, at),
    )
    return changed, _changed(changed, by, at)


def _changed(person: Person, by: Actor, at: datetime) -> PersonChanged:
    return PersonChanged(
        version=person.version,
        at=at,
        by=by.id,
        person_id=person.id,
        organisation_id=person.organisation_id,
        grants=person.grants,
        active=person.active,
        token_version=person.token_version,
    )
