"""Rules and templates, put as a whole by an administrator of the whole city."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing
from services.chassis.transaction import Transaction
from services.chassis.web import OwnDatabase, router
from services.contracts.identity import Role
from services.notice.domain import rules as domain
from services.notice.domain import words
from services.notice.domain.rules import Of, Rule, Urgency
from services.notice.domain.words import Language, Template, TemplateKindUnknown
from services.notice.handlers import TOLD
from services.notice.store import reference as store

Short = Annotated[str, StringConstraints(min_length=1, max_length=40)]
To = Literal[Role, "reporter", "rectifier", "asker", "owner"]

routes = router()


class RuleBody(BaseModel):
    """`when` is empty or `field=value` of the fact; `of` is empty for a person of the case."""

    model_config = ConfigDict(extra="forbid")

    kind: Short
    event: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    when: Annotated[str, StringConstraints(max_length=80)] = ""
    to: To
    of: Of = ""
    urgency: Urgency = "normal"


class Rules(BaseModel):
    model_config = ConfigDict(extra="forbid")

    rules: Annotated[list[RuleBody], Field(min_length=1, max_length=500)]


class TemplateBody(BaseModel):
    """`{number}` and the like stand for what a notice knows; titles leave the house and may not
    name `{address}` or `{reason}`."""

    model_config = ConfigDict(extra="forbid")

    kind: Short
    language: Language
    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    body: Annotated[str, StringConstraints(max_length=2000)] = ""


class Templates(BaseModel):
    model_config = ConfigDict(extra="forbid")

    templates: Annotated[list[TemplateBody], Field(min_length=1, max_length=1000)]


class Preview(BaseModel):
    """A template filled with made-up facts."""

    title: str
    body: str


@routes.get("/rules")
async def read_rules(caller: CurrentCaller, database: OwnDatabase) -> Rules:
    """Which fact concerns whom, and how urgent that is."""
    caller.require_everywhere("administrator")
    async with database.read() as tx:
        return _rules(await store.rules_in_use(tx))


@routes.put("/rules", response_model=Rules)
async def put_rules(body: Rules, command: Replacing) -> Response:
    """Replace all rules; they hold for facts that come from now on."""
    command.caller.require_everywhere("administrator")
    given = [Rule(**each.model_dump()) for each in body.rules]
    domain.require_sound(given, kinds=store.kinds(), events=TOLD)
    async with command.begin() as tx:
        await store.replace_rules(tx, given)
        return command.answer(200, _rules(given))


@routes.get("/templates")
async def read_templates(caller: CurrentCaller, database: OwnDatabase) -> Templates:
    """The words of every kind of notice in both languages."""
    caller.require_everywhere("administrator")
    async with database.read() as tx:
        return await _templates(tx)


@routes.put("/templates", response_model=Templates)
async def put_templates(body: Templates, command: Replacing) -> Response:
    """Replace the words of all kinds; notices that are there already are read in them, too."""
    command.caller.require_everywhere("administrator")
    given = [Template(**each.model_dump()) for each in body.templates]
    words.require_complete(given, store.kinds())
    for each in given:
        words.require_sound(each)
    async with command.begin() as tx:
        await store.replace_templates(tx, given)
        return command.answer(200, await _templates(tx))


@routes.post("/templates/preview")
async def preview(body: TemplateBody, caller: CurrentCaller) -> Preview:
    """What a template would say; nothing is changed."""
    caller.require("administrator")
    if body.kind not in store.kinds():
        raise TemplateKindUnknown(kind=body.kind)
    template = Template(**body.model_dump())
    words.require_sound(template)
    told = words.told(template, words.SAMPLE[body.language])
    return Preview(title=told.title, body=told.body)


def _rules(found: Sequence[Rule]) -> Rules:
    return Rules(rules=[RuleBody.model_validate(vars(each)) for each in found])


async def _templates(tx: Transaction) -> Templates:
    found = await store.templates_in_use(tx)
    return Templates(templates=[TemplateBody.model_validate(vars(each)) for each in found.values()])
