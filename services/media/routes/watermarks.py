"""Watermark templates: read by everyone, replaced by an administrator of the whole city."""

from base64 import b64decode, b64encode
from binascii import Error
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.chassis import reference_lists
from services.chassis.callers import CurrentCaller
from services.chassis.commands import Replacing, etag
from services.chassis.runtime import Runtime
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.media import WatermarkField, WatermarkLayout, WatermarkUse
from services.media import resources, templates
from services.media.pictures import Refused
from services.media.store import templates as store
from services.media.templates import (
    DENSEST,
    FAINTEST,
    LogoUnusable,
    Style,
    Template,
    UnwritableWatermark,
)

LIST = "watermark-templates"
LOGO_LIMIT = 100_000
"""Characters of a logo in base64."""
Colour = Annotated[
    str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$", to_upper=True, max_length=7)
]

routes = router()


class TemplateBody(BaseModel):
    """Colours are `#RRGGBB`; `opacity` is per cent of the ground's colour, `logo` a PNG in base64,
    and `uses` whose photos it is for: each use belongs to exactly one template."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    layout: WatermarkLayout
    title: Annotated[str, StringConstraints(max_length=60)] = ""
    fields: Annotated[list[WatermarkField], Field(max_length=20)]
    ink: Colour = "#FFFFFF"
    accent: Colour = "#FFC800"
    shade: Colour = "#000000"
    opacity: Annotated[int, Field(ge=FAINTEST, le=DENSEST)] = 60
    uses: Annotated[list[WatermarkUse], Field(max_length=20)] = []
    logo: Annotated[str | None, StringConstraints(max_length=LOGO_LIMIT)] = None


class Templates(BaseModel):
    templates: Annotated[list[TemplateBody], Field(min_length=1, max_length=9)]


class TemplatesView(Templates):
    version: int


@routes.get("/watermark-templates")
async def read_templates(
    caller: CurrentCaller, database: OwnDatabase, response: Response
) -> TemplatesView:
    """Every watermark template, for whoever is signed in: viewfinders draw it ahead. Before a city
    brought its own, the one that is used instead."""
    async with database.read() as tx:
        version = await reference_lists.version(tx, LIST)
        known = await store.read_all(tx) or [templates.STANDARD]
    response.headers["ETag"] = etag(version)
    return TemplatesView(templates=[_body(each) for each in known], version=version)


@routes.put("/watermark-templates", response_model=TemplatesView)
async def put_templates(body: Templates, command: Replacing, runtime: CurrentRuntime) -> Response:
    """An administrator replaces all watermark templates. Pictures that exist stay as they are
    until they are made anew for another reason, such as their case's number."""
    command.caller.require_everywhere("administrator")
    given = [_template(each) for each in body.templates]
    templates.require_sound(given)
    checked = [await _checked(runtime, each) for each in given]
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, LIST)
        command.require_version(state.version, state.last)
        version = await store.replace_all(tx, checked, state=state, by=command.caller.actor)
        known = [_body(each) for each in await store.read_all(tx)]
        view = TemplatesView(templates=known, version=version)
        return command.answer(200, view, version=version)


async def _checked(runtime: Runtime, template: Template) -> Template:
    """The template with its logo as it is kept; a logo is a foreign file like any photo."""
    parts = (template.logo,) if template.logo is not None else ()
    try:
        answer = await resources.of(runtime).sandboxes.run(
            "template", *parts, title=template.style.title
        )
    except Refused as refused:
        raise LogoUnusable(code=template.code) from refused
    if answer.header["missing"]:
        raise UnwritableWatermark(code=template.code, characters=answer.header["missing"])
    logo = answer.parts[0] if answer.parts else None
    return Template(
        template.code, template.name, template.style, template.fields, template.uses, logo
    )


def _template(body: TemplateBody) -> Template:
    style = Style(body.layout, body.title, body.ink, body.accent, body.shade, body.opacity)
    try:
        logo = b64decode(body.logo, validate=True) if body.logo else None
    except (Error, ValueError):
        raise LogoUnusable(code=body.code) from None
    return Template(body.code, body.name, style, tuple(body.fields), tuple(body.uses), logo)


def _body(template: Template) -> TemplateBody:
    return TemplateBody(
        code=template.code,
        name=template.name,
        fields=list(template.fields),
        uses=list(template.uses),
        logo=b64encode(template.logo).decode("ascii") if template.logo else None,
        **vars(template.style),
    )
