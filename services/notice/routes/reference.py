"""Rules and templates, put as a whole by an administrator of the whole city."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.chassis import reference_lists
from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing, etag
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

RULES, TEMPLATES = "rules", "templates"

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
    rules: Annotated[list[RuleBody], Field(min_length=1, max_length=500)]


class RulesView(Rules):
    version: int


class TemplateBody(BaseModel):
    """`{number}` and the like stand for what a notice knows; titles leave the house and may not
    name `{address}` or `{reason}`."""

    model_config = ConfigDict(extra="forbid")

    kind: Short
    language: Language
    title: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    body: Annotated[str, StringConstraints(max_length=2000)] = ""


class Templates(BaseModel):
    templates: Annotated[list[TemplateBody], Field(min_length=1, max_length=1000)]


class TemplatesView(Templates):
    version: int


class Preview(BaseModel):
    """A template filled with made-up facts."""

    title: str
    body: str


@routes.get("/rules")
async def read_rules(caller: CurrentCaller, database: OwnDatabase, response: Response) -> RulesView:
    """Which fact concerns whom, and how urgent that is."""
    caller.require_everywhere("administrator")
    async with database.read() as tx:
        version = await reference_lists.version(tx, RULES)
        found = await store.rules_in_use(tx)
    response.headers["ETag"] = etag(version)
    return _rules(found, version)


@routes.put("/rules", response_model=RulesView)
async def put_rules(body: Rules, command: Replacing) -> Response:
    """Replace all rules; they hold for facts that come from now on."""
    command.caller.require_everywhere("administrator")
    given = [Rule(**each.model_dump()) for each in body.rules]
    domain.require_sound(given, kinds=store.kinds(), events=TOLD)
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, RULES)
        command.require_version(state.version, state.last)
        version = await store.replace_rules(tx, given, state=state, by=command.caller.actor)
        return command.answer(200, _rules(given, version), version=version)


@routes.get("/templates")
async def read_templates(
    caller: CurrentCaller, database: OwnDatabase, response: Response
) -> TemplatesView:
    """The words of every kind of notice in both languages."""
    caller.require_everywhere("administrator")
    async with database.read() as tx:
        version = await reference_lists.version(tx, TEMPLATES)
        found = await store.templates_in_use(tx)
    response.headers["ETag"] = etag(version)
    return _templates(found.values(), version)


@routes.put("/templates", response_model=TemplatesView)
async def put_templates(body: Templates, command: Replacing) -> Response:
    """Replace the words of all kinds; notices that are there already are read in them, too."""
    command.caller.require_everywhere("administrator")
    given = [Template(**each.model_dump()) for each in body.templates]
    words.require_complete(given, store.kinds())
    for each in given:
        words.require_sound(each)
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, TEMPLATES)
        command.require_version(state.version, state.last)
        version = await store.replace_templates(tx, given, state=state, by=command.caller.actor)
        found = await store.templates_in_use(tx)
        return command.answer(200, _templates(found.values(), version), version=version)


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


def _rules(found: Sequence[Rule], version: int) -> RulesView:
    return RulesView(rules=[RuleBody.model_validate(vars(each)) for each in found], version=version)


def _templates(found: Iterable[Template], version: int) -> TemplatesView:
    bodies = [TemplateBody.model_validate(vars(each)) for each in found]
    return TemplatesView(templates=bodies, version=version)
