"""Signing in and going on: each decides in one transaction who is let in, and for which session.

A refusal has effects too (a failure counted, a stolen session ended), so it is returned and
raised only after the commit.
"""

from dataclasses import dataclass
from uuid import uuid4

from services.chassis import logs
from services.chassis.refusals import Refusal
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.identity import store
from services.identity.access_tokens import Standing, read_standing
from services.identity.announcing import announce, known_at_once
from services.identity.domain import sessions, sign_in
from services.identity.domain.people import Person
from services.identity.domain.sessions import SessionEnded, Use
from services.identity.domain.sign_in import SignInFailed
from services.identity.hashing import Verdict
from services.identity.resources import Resources
from services.identity.secrets import new_token, token_hash

log = logs.get()


@dataclass(frozen=True)
class Admitted:
    """Who was let in, and the refresh token to go on with."""

    standing: Standing
    refresh_token: str


async def sign_in_with(
    runtime: Runtime, resources: Resources, *, username: str, password: str
) -> Admitted:
    """A new session. `SignInFailed` whatever was wrong; `AccountLocked` while a delay runs."""
    account = resources.secrets.account_key(username)
    async with runtime.database.read() as tx:
        (await store.find_failures(tx, account)).require_open(at=tx.at)
        person = await store.find_username(tx, username)
    verdict = await resources.hashing.verify(password, person.password_hash if person else None)
    newer = await resources.hashing.hash(password) if verdict.outdated else None
    async with runtime.database.begin() as tx:
        outcome = await _admit(tx, account, person, verdict)
        if newer is not None and isinstance(outcome, Admitted):
            await store.save_password_hash(tx, outcome.standing.person.id, newer)
    if isinstance(outcome, Refusal):
        log.info("sign-in failed", account=account.hex()[:12])
        raise outcome
    return outcome


async def _admit(
    tx: Transaction, account: bytes, checked: Person | None, verdict: Verdict
) -> Admitted | Refusal:
    person = await store.lock_person(tx, checked.id) if checked else None
    failures = await store.lock_failures(tx, account)
    # Attempts sent at once all passed the first look; the delay holds for the right one as well.
    failures.require_open(at=tx.at)
    still_right = person and checked and person.password_hash == checked.password_hash
    if person is None or not (verdict.good and still_right and person.active):
        await store.save_failures(tx, account, sign_in.failed(failures, at=tx.at))
        return SignInFailed()
    await store.clear_failures(tx, account)
    session, token = sessions.start(uuid4(), person_id=person.id, at=tx.at), new_token()
    await store.add_session(tx, session, token_hash(token))
    return Admitted(await read_standing(tx, person, session), token)


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
