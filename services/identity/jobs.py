"""What identity does by the clock: keys follow one another, what is over is forgotten."""

from datetime import timedelta
from typing import cast

from services.chassis.blueprint import Job
from services.chassis.runtime import Runtime
from services.identity import store
from services.identity.domain.sign_in import FORGOTTEN_AFTER
from services.identity.resources import Resources

SESSIONS_KEPT = timedelta(days=1)
"""After their end; a token of theirs used until then is still recognised."""


async def renew_keys(runtime: Runtime) -> None:
    """Make the next signing key in time; drop those no living token can be signed with."""
    await cast(Resources, runtime.resources).keyring.renew()


async def forget_what_is_over(runtime: Runtime) -> None:
    """Drop ended sessions, in small steps, and old failures, unused links and challenges."""
    forgotten = 1
    while forgotten:
        async with runtime.database.begin() as tx:
            forgotten = await store.forget_sessions(tx, ended_before=tx.at - SESSIONS_KEPT)
    async with runtime.database.begin() as tx:
        await store.forget_failures(tx, before=tx.at - FORGOTTEN_AFTER)
        await store.forget_challenges(tx)
        await store.forget_outside_sign_ins(tx)


JOBS = [
    Job("renew-keys", timedelta(minutes=10), renew_keys),
    Job("forget-what-is-over", timedelta(hours=1), forget_what_is_over),
]
