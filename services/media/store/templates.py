"""Watermark templates: all of them, and the one for a photo."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.chassis import reference_lists
from services.chassis.history import Actor
from services.chassis.reference_lists import ListState
from services.chassis.transaction import Transaction
from services.media.domain import Photo
from services.media.store.cases import REPORT
from services.media.tables import links, watermark_templates
from services.media.templates import STANDARD, Style, Template


async def read_all(tx: Transaction) -> list[Template]:
    """The city's templates by code; none before it brought its own."""
    rows = await tx.execute(sa.select(watermark_templates).order_by(watermark_templates.c.code))
    return [_template(row) for row in rows]


async def replace_all(
    tx: Transaction, templates: Sequence[Template], *, state: ListState, by: Actor
) -> int:
    """These templates and no others; their version, which only another content raises."""
    if set(templates) == set(await read_all(tx)):
        return state.version
    rows = [_row(each) for each in templates]
    return await reference_lists.replace(tx, watermark_templates, rows, state=state, by=by)


async def of_photo(tx: Transaction, photo: Photo) -> Template:
    """The template for the use that its case has for the photo: what first named it there."""
    mine = (links.c.photo_id == photo.id) & (links.c.case_id == photo.case_id)
    found = await tx.execute(sa.select(links.c.kind).where(mine).order_by(links.c.at).limit(1))
    use = found.scalar() or REPORT
    known = await read_all(tx)
    return next((each for each in known if use in each.uses), STANDARD)


def _row(template: Template) -> dict[str, Any]:
    return {
        "code": template.code,
        "name": template.name,
        "fields": list(template.fields),
        "uses": list(template.uses),
        "logo": template.logo,
        **vars(template.style),
    }


def _template(row: Any) -> Template:
    return Template(
        code=row.code,
        name=row.name,
        style=Style(row.layout, row.title, row.ink, row.accent, row.shade, row.opacity),
        fields=tuple(row.fields),
        uses=tuple(row.uses),
        logo=row.logo,
    )
