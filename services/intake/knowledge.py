"""What a process of intake holds in memory to judge by: lists, outlines, the model in use."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.chassis import logs, reference_lists
from services.chassis.database import Database
from services.chassis.directory import Directory, Organisation, UnknownOrganisation
from services.chassis.geography import Outline
from services.chassis.transaction import Transaction
from services.intake.domain.area import KnownArea
from services.intake.domain.reference import Category, RoutingRule
from services.intake.judgement.judge import Knowledge
from services.intake.judgement.location import Territory
from services.intake.judgement.model import Model
from services.intake.store import areas, models, reference

log = logs.get()

LOOK = 2.0
"""Seconds between looks whether another model is in use."""


@dataclass(frozen=True)
class Lists:
    """The reference lists of some versions."""

    versions: Mapping[str, int]
    categories: Sequence[Category]
    rules: Sequence[RoutingRule]
    outlines: Sequence[tuple[UUID, Outline]]


@dataclass
class Known:
    """Read anew when it changed. Until a model is there, keywords judge."""

    database: Database
    directory: Directory
    model: Model | None = None
    model_id: int | None = None
    _lists: Lists | None = None
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def lists(self, tx: Transaction) -> Lists:
        """The lists as they are now."""
        versions = await reference_lists.versions(tx)
        if self._lists is None or self._lists.versions != versions:
            self._lists = Lists(
                versions,
                await reference.categories(tx),
                await reference.rules(tx),
                [_ready(each) for each in await areas.known(tx) if each.area.outline],
            )
        return self._lists

    def knowledge(self, lists: Lists) -> Knowledge:
        """What a judgement is made by."""
        return Knowledge(
            categories=lists.categories,
            rules=lists.rules,
            find_organisation=self.active,
            model=self.model,
        )

    def territories(self, lists: Lists) -> list[Territory]:
        """The areas of the organisations that are still there."""
        return [
            Territory(id, len(chain), outline)
            for id, outline in lists.outlines
            if (chain := self.chain(id))
        ]

    def active(self, code: str) -> UUID | None:
        """The id behind a code; `None` when there is no such active organisation."""
        try:
            organisation = self.directory.find_code(code)
        except UnknownOrganisation:
            return None
        return organisation.id if organisation.active else None

    def chain(self, organisation_id: UUID) -> list[Organisation]:
        """The organisation and those above it; none for an unknown one."""
        try:
            return self.directory.chain(organisation_id)
        except UnknownOrganisation:
            return []

    async def refresh_model(self) -> None:
        """Load the model in use if it is another one than before."""
        async with self.database.read() as tx:
            model_id = await models.in_use(tx)
            if model_id is None or model_id == self.model_id:
                return
            content = await models.content(tx, model_id)
        self.model = await asyncio.to_thread(Model.load, content)
        self.model_id = model_id
        log.info("model in use", model=model_id)

    async def follow(self) -> None:
        """Keep the model fresh until `stop`."""
        while not self._stopping.is_set():
            try:
                await self.refresh_model()
            except Exception as error:
                log.warning("model not loaded", error=type(error).__name__)
            try:
                await asyncio.wait_for(self._stopping.wait(), LOOK)
            except TimeoutError:
                continue

    def stop(self) -> None:
        self._stopping.set()


def _ready(known: KnownArea) -> tuple[UUID, Outline]:
    return known.area.organisation_id, Outline(known.area.outline)
