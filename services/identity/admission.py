"""Signing in and going on: each decides in one transaction who is let in, and for which session.

A refusal has effects too (a failure counted, a stolen session ended), so it is returned and
raised only after the commit.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

from services.chassis import logs
from services.chassis.refusals import Refusal
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.identity import second_factor, store
from services.identity.access_tokens import Standing, read_standing
from services.identity.announcing import announce, known_at_once
from services.identity.domain import second_factors, sessions, sign_in
from services.identity.domain.outside import OutsideAccountUnknown
from services.identity.domain.people import Person
from services.identity.domain.second_factors import CHALLENGE_LIVES, CodeFailed
from services.identity.domain.sessions import SessionEnded, Use
from services.identity.domain.sign_in import SignInFailed
from services.identity.hashing import Verdict
from services.identity.outside import Account
from services.identity.resources import Resources
from services.identity.second_factor import Beginning
from services.identity.secrets import new_token, token_hash

log = logs.get()


@dataclass(frozen=True)
class Admitted:
    """Who was let in, the refresh token to go on with, and the recovery codes if just enrolled."""

    standing: Standing
    refresh_token: str
    recovery_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Challenged:
    """Whose password was right, but who may do nothing before the second step."""

    challenge: str
    next: Literal["code", "enrolment"]


async def sign_in_with(
    runtime: Runtime, resources: Resources, *, username: str, password: str
) -> Admitted | Challenged:
    """A new session, or the challenge before it.

    `SignInFailed` whatever was wrong; `AccountLocked` while a delay runs.
    """
    account = resources.secrets.account_key(username)
    async with runtime.database.read() as tx:
        (await store.find_failures(tx, account)).require_open(at=tx.at)
        person = await store.find_username(tx, username)
    verdict = await resources.hashing.verify(password, person.password_hash if person else None)
    newer = await resources.hashing.hash(password) if verdict.outdated else None
    async with runtime.database.begin() as tx:
        outcome = await _admit(tx, account, person, verdict, resources)
        if person is not None and newer is not None and not isinstance(outcome, Refusal):
            await store.save_password_hash(tx, person.id, newer)
    if isinstance(outcome, Refusal):
        log.info("sign-in failed", account=account.hex()[:12])
        raise outcome
    return outcome


async def _admit(
    tx: Transaction,
    account: bytes,
    checked: Person | None,
    verdict: Verdict,
    resources: Resources,
) -> Admitted | Challenged | Refusal:
    person = await store.lock_person(tx, checked.id) if checked else None
    failures = await store.lock_failures(tx, account)
    # Attempts sent at once all passed the first look; the delay holds for the right one as well.
    failures.require_open(at=tx.at)
    still_right = person and checked and person.password_hash == checked.password_hash
    if person is None or not (verdict.good and still_right and person.active):
        await store.save_failures(tx, account, sign_in.failed(failures, at=tx.at))
        return SignInFailed()
    # Before a second step the failures stay: otherwise whoever has the password could guess codes
    # for ever.
    if needs := await _second_step(tx, person, resources):
        return await _challenge(tx, person, needs)
    await store.clear_failures(tx, account)
    return await _start(tx, person)


async def sign_in_from_outside(
    runtime: Runtime, resources: Resources, account: Account
) -> Admitted | Challenged:
    """As after a password, for whom the outside provider vouched. `OutsideAccountUnknown` where
    that is nobody here, or nobody any more."""
    async with runtime.database.begin() as tx:
        person_id = await store.find_outside_owner(tx, account.issuer, account.subject)
        person = await store.lock_person(tx, person_id) if person_id else None
        if person is None or not person.active:
            raise OutsideAccountUnknown
        if needs := await _second_step(tx, person, resources):
            return await _challenge(tx, person, needs)
        return await _start(tx, person)


async def _second_step(
    tx: Transaction, person: Person, resources: Resources
) -> Literal["code", "enrolment"] | None:
    if person.id in await store.enrolled_among(tx, [person.id]):
        return "code"
    return "enrolment" if await _lacks_factor(tx, person, resources) else None


async def begin_enrolment(runtime: Runtime, resources: Resources, *, challenge: str) -> Beginning:
    """The secret for somebody who has to enrol before their first session. `CodeFailed` if late."""
    async with runtime.database.begin() as tx:
        person = await _challenged(tx, challenge)
        if person is None:
            raise CodeFailed
        return await second_factor.begin(tx, person, resources.secrets)


async def finish_with(
    runtime: Runtime, resources: Resources, *, challenge: str, code: str
) -> Admitted:
    """A session for the challenge and a code. `CodeFailed` whatever was wrong."""
    async with known_at_once(runtime), runtime.database.begin() as tx:
        outcome = await _finish(tx, challenge, code, resources)
    if isinstance(outcome, Refusal):
        log.info("second step failed")
        raise outcome
    return outcome


async def _finish(
    tx: Transaction, challenge: str, code: str, resources: Resources
) -> Admitted | Refusal:
    person = await _challenged(tx, challenge)
    if person is None:
        return CodeFailed()
    account = resources.secrets.account_key(person.username)
    failures = await store.lock_failures(tx, account)
    failures.require_open(at=tx.at)
    recovery_codes = await second_factor.enrol(tx, person, code, resources.secrets)
    if not recovery_codes and not await second_factor.show(tx, person, code, resources.secrets):
        await store.save_failures(tx, account, sign_in.failed(failures, at=tx.at))
        return CodeFailed()
    await store.drop_challenge(tx, token_hash(challenge))
    await store.clear_failures(tx, account)
    admitted = await _start(tx, person)
    return Admitted(admitted.standing, admitted.refresh_token, recovery_codes)


async def _challenged(tx: Transaction, challenge: str) -> Person | None:
    """Who has to answer, held until commit; nobody when it is spent, too old or made up."""
    hashed = token_hash(challenge)
    person_id = await store.find_challenge(tx, hashed)
    if person_id is None:
        return None
    person = await store.lock_person(tx, person_id)
    # It may have been answered while this transaction waited for the person.
    return person if await store.find_challenge(tx, hashed) else None


async def _challenge(
    tx: Transaction, person: Person, needs: Literal["code", "enrolment"]
) -> Challenged:
    token = new_token()
    await store.add_challenge(tx, person.id, token_hash=token_hash(token), lives=CHALLENGE_LIVES)
    return Challenged(token, needs)


async def _start(tx: Transaction, person: Person) -> Admitted:
    session, token = sessions.start(uuid4(), person_id=person.id, at=tx.at), new_token()
    await store.add_session(tx, session, token_hash(token))
    return Admitted(await read_standing(tx, person, session), token)


async def _lacks_factor(tx: Transaction, person: Person, resources: Resources) -> bool:
    own = {grant.role for grant in person.grants}
    borrowed = {each.role for each in await store.list_borrowed(tx, person.id)}
    return second_factors.is_missing(
        await store.find_second_factor(tx, person.id),
        roles=own | borrowed,
        demanding=resources.second_factor_roles,
    )


async def go_on_with(runtime: Runtime, resources: Resources, *, token: str) -> Admitted:
    """The session goes on with a new token. `SessionEnded` when it can't."""
    async with known_at_once(runtime), runtime.database.begin() as tx:
        outcome = await _rotate(tx, token, resources)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


async def _rotate(tx: Transaction, token: str, resources: Resources) -> Admitted | Refusal:
    hashed = token_hash(token)
    # The person first, as everywhere: whoever disables an account holds it while ending sessions.
    person_id = await store.find_owner(tx, hashed)
    if person_id is None:
        return SessionEnded()
    person = await store.lock_person(tx, person_id)
    found = await store.lock_by_token(tx, hashed)
    if found is None or not person.active:
        return SessionEnded()
    session, presented = found
    sessions.require_alive(session, at=tx.at)
    # A role that demands a second factor may have come since the session began.
    if await _lacks_factor(tx, person, resources):
        return SessionEnded()
    match sessions.use(presented, at=tx.at):
        case Use.STOLEN:
            ended, revoked = sessions.end(session, by=None, at=tx.at)
            await store.save_session(tx, ended)
            await announce(tx, revoked)
            log.warning("refresh token used again, session ended", session_id=str(session.id))
            return SessionEnded()
        case Use.FIRST:
            await store.mark_rotated(tx, hashed)
        case Use.REPEATED:
            pass
    successor = resources.secrets.successor(token)
    await store.add_token(tx, session.id, token_hash(successor))
    session = sessions.touch(session, at=tx.at)
    await store.save_session(tx, session)
    return Admitted(await read_standing(tx, person, session), successor)
