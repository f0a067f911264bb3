"""A person's second factor: begun, enrolled, shown, removed. Whoever calls holds the person."""

from dataclasses import dataclass
from uuid import UUID

from services.chassis.history import Actor
from services.chassis.transaction import Transaction
from services.identity import accounts, store
from services.identity.domain import people
from services.identity.domain import second_factors as domain
from services.identity.domain.people import Person
from services.identity.domain.second_factors import NotEnrolled, SecondFactor
from services.identity.secrets import (
    Secrets,
    new_code_secret,
    new_recovery_code,
    recovery_code_hash,
)


@dataclass(frozen=True)
class Beginning:
    """What an authenticator needs, in base32 to type and as an `otpauth://` address to scan."""

    secret: str
    address: str


async def begin(tx: Transaction, person: Person, secrets: Secrets) -> Beginning:
    """A new secret, told this once; it counts when its first code is shown."""
    secret = new_code_secret()
    sealed = secrets.seal(secret.encode(), name=seal_name(person.id))
    present = await store.find_second_factor(tx, person.id)
    await store.save_second_factor(tx, domain.begin(present, person_id=person.id, sealed=sealed))
    return Beginning(secret, domain.address(secret, username=person.username))


async def enrol(tx: Transaction, person: Person, code: str, secrets: Secrets) -> tuple[str, ...]:
    """The recovery codes, told this once; none when the code is wrong or nothing was begun."""
    factor = await store.find_second_factor(tx, person.id)
    if factor is None or factor.enrolled_at is not None:
        return ()
    accepted = _accepted(person, factor, code, secrets, tx)
    if accepted is None:
        return ()
    await store.save_second_factor(tx, domain.enrol(accepted, at=tx.at))
    codes = tuple(new_recovery_code() for _ in range(domain.RECOVERY_CODES))
    await store.replace_recovery_codes(tx, person.id, [recovery_code_hash(each) for each in codes])
    oneself = Actor(person.id, person.name, person.organisation_id)
    enrolled, event = people.enrol_second_factor(person, by=oneself, at=tx.at)
    await accounts.keep(tx, person, enrolled, event, by=oneself)
    return codes


async def show(tx: Transaction, person: Person, code: str, secrets: Secrets) -> bool:
    """Whether the code is one of the authenticator's or a recovery code; it is used up by this."""
    factor = await store.find_second_factor(tx, person.id)
    if factor is None or factor.enrolled_at is None:
        return False
    accepted = _accepted(person, factor, code, secrets, tx)
    if accepted is not None:
        await store.save_second_factor(tx, accepted)
        return True
    return await store.take_recovery_code(tx, person.id, recovery_code_hash(code))


async def remove(tx: Transaction, person: Person) -> None:
    """The person removes it; `NotEnrolled` when there is none. Every session ends."""
    await _require_enrolled(tx, person)
    oneself = Actor(person.id, person.name, person.organisation_id)
    removed, event = people.remove_second_factor(person, by=oneself, at=tx.at)
    await store.remove_second_factor(tx, person.id)
    await accounts.keep(tx, person, removed, event, by=oneself)


async def reset(tx: Transaction, person: Person, *, by: Actor) -> Person:
    """Somebody else removes it, because the phone is lost. Every session ends."""
    await _require_enrolled(tx, person)
    changed, event = people.reset_second_factor(person, by=by, at=tx.at)
    await store.remove_second_factor(tx, person.id)
    await accounts.keep(tx, person, changed, event, by=by)
    return changed


async def _require_enrolled(tx: Transaction, person: Person) -> None:
    if person.id not in await store.enrolled_among(tx, [person.id]):
        raise NotEnrolled


def _accepted(
    person: Person, factor: SecondFactor, code: str, secrets: Secrets, tx: Transaction
) -> SecondFactor | None:
    secret = secrets.unseal(factor.sealed, name=seal_name(person.id)).decode()
    return domain.accept(factor, code, secret=secret, at=tx.at)


def seal_name(person_id: UUID) -> str:
    """What a person's secret is sealed under."""
    return f"second factor of {person_id}"
