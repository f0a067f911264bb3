"""Areas: the organisations' outlines, as the administrator last put them."""

from collections.abc import Sequence

import sqlalchemy as sa
from pydantic import TypeAdapter

from services.chassis.geography import Rings
from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.intake.domain.area import Area, KnownArea
from services.intake.tables import areas

_outline = TypeAdapter(tuple[Rings, ...])


async def known(tx: Transaction) -> list[KnownArea]:
    """Every area that was ever announced, those without an outline too."""
    rows = await tx.execute(sa.select(areas).order_by(areas.c.organisation_id))
    return [
        KnownArea(
            Area(row.organisation_id, row.name, _outline.validate_python(row.outline)),
            row.version,
        )
        for row in rows
    ]


async def save(tx: Transaction, changed: Sequence[KnownArea]) -> None:
    """Keep these areas as they now are."""
    for each in changed:
        values = {
            "name": each.area.name,
            "outline": _outline.dump_python(each.area.outline, mode="json"),
            "version": each.version,
        }
        statement = insert(tx, areas).values(organisation_id=each.area.organisation_id, **values)
        await tx.execute(
            statement.on_conflict_do_update(index_elements=["organisation_id"], set_=values)
        )
