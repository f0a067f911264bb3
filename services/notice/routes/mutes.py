"""What a person doesn't want to be told: it stands in the inbox as read, and goes no further."""

from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing
from services.chassis.problems import language_of
from services.chassis.transaction import Transaction
from services.chassis.web import OwnDatabase, router
from services.notice.domain.refusals import UrgentIsHeard
from services.notice.domain.words import TemplateKindUnknown
from services.notice.store import reference
from services.notice.store.reference import Mutes

routes = router()


class Muted(BaseModel):
    """Kinds of notices, and cases of which nothing is to be heard. Urgent notices are heard."""

    model_config = ConfigDict(extra="forbid")

    kinds: Annotated[set[str], Field(max_length=100)] = set()
    case_ids: Annotated[set[UUID], Field(max_length=1000)] = set()


class KindView(BaseModel):
    """`title` with its fields in braces; `urgent` kinds can't be muted."""

    kind: str
    title: str
    urgent: bool


@routes.get("/kinds")
async def list_kinds(
    request: Request, caller: CurrentCaller, database: OwnDatabase
) -> list[KindView]:
    """Every kind of notice there is."""
    language = language_of(request)
    async with database.read() as tx:
        templates = await reference.templates_in_use(tx)
        urgent = await _urgent(tx)
    return [
        KindView(kind=kind, title=templates[kind, language].title, urgent=kind in urgent)
        for kind in reference.kinds()
    ]


@routes.get("/mutes")
async def read_mutes(caller: CurrentCaller, database: OwnDatabase) -> Muted:
    """What the caller muted."""
    async with database.read() as tx:
        found = (await reference.mutes_of(tx, [caller.id])).get(caller.id, Mutes())
    return _view(found)


@routes.put("/mutes", response_model=Muted)
async def put_mutes(body: Muted, command: Replacing) -> Response:
    """Mute these kinds and cases, and no others."""
    known = set(reference.kinds())
    async with command.begin() as tx:
        urgent = await _urgent(tx)
        for kind in sorted(body.kinds):
            if kind not in known:
                raise TemplateKindUnknown(kind=kind)
            if kind in urgent:
                raise UrgentIsHeard(kind=kind)
        mutes = Mutes(frozenset(body.kinds), frozenset(body.case_ids))
        await reference.keep_mutes(tx, command.caller.id, mutes)
        return command.answer(200, _view(mutes))


async def _urgent(tx: Transaction) -> set[str]:
    """Kinds that are urgent for whomever they concern."""
    rules = await reference.rules_in_use(tx)
    return {each.kind for each in rules} - {each.kind for each in rules if each.urgency != "urgent"}


def _view(mutes: Mutes) -> Muted:
    return Muted(kinds=set(mutes.kinds), case_ids=set(mutes.case_ids))
