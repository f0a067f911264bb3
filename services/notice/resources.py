"""What notice's processes hold beside their database: the way outside, and the watch."""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from services.chassis.http_client import open_client
from services.chassis.runtime import Runtime
from services.notice.sealing import Seals
from services.notice.sending.outside import Outside
from services.notice.settings import NoticeSettings
from services.notice.store import state
from services.notice.watch import Watch


@dataclass(frozen=True)
class Resources:
    """`runtime.resources` of notice."""

    outside: Outside
    watch: Watch

    @property
    def settings(self) -> NoticeSettings:
        return self.outside.settings

    @property
    def seals(self) -> Seals:
        return self.outside.seals


LOUD = ("apprise", "urllib3")
"""Their warnings hold addresses, with the tokens in them; tries are written down without."""


@asynccontextmanager
async def opened(runtime: Runtime) -> AsyncIterator[Resources]:
    """Keep the city's time zone beside the rows whose hours follow it; open the way outside."""
    settings = runtime.settings
    assert isinstance(settings, NoticeSettings)
    async with runtime.database.begin() as tx:
        await state.keep_zone(tx, settings.time_zone)
    for each in LOUD:
        logging.getLogger(each).setLevel(logging.CRITICAL)
    watch = Watch(runtime.database)
    # Not the runtime's client: in the one-process form that one leads to the gateway.
    async with open_client(follow_redirects=False, trust_env=False) as client:
        seals = Seals(settings.notice_secret, randomness=os.urandom)
        yield Resources(Outside(settings, seals, client), watch)
        await watch.close()


def of(runtime: Runtime) -> Resources:
    """The resources of a running notice service."""
    found = runtime.resources
    assert isinstance(found, Resources)
    return found
