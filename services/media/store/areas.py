"""Areas with their outlines, as intake tells of them."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from services.chassis.geography import Rings
from services.chassis.inbox_store import insert
from services.chassis.transaction import Transaction
from services.media.domain import Position
from services.media.tables import areas


@dataclass(frozen=True)
class Area:
    name: str
    outline: tuple[Rings, ...]


async def keep(tx: Transaction, area_id: UUID, area: Area) -> None:
    """Remember an area's present outline; one without any is forgotten."""
    points = [point for rings in area.outline for point in rings[0]]
    if not points:
        await tx.execute(sa.delete(areas).where(areas.c.id == area_id))
        return
    longitudes, latitudes = zip(*points, strict=True)
    known = {
        "name": area.name,
        "outline": area.outline,
        "west": min(longitudes),
        "south": min(latitudes),
        "east": max(longitudes),
        "north": max(latitudes),
    }
    statement = insert(tx, areas).values(id=area_id, **known)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=known))


async def around(tx: Transaction, position: Position) -> list[Area]:
    """Areas whose box holds the point, the smallest first; their outlines have to be asked."""
    box = sa.and_(
        areas.c.west <= position.longitude,
        areas.c.east >= position.longitude,
        areas.c.south <= position.latitude,
        areas.c.north >= position.latitude,
    )
    size = (areas.c.east - areas.c.west) * (areas.c.north - areas.c.south)
    rows = await tx.execute(sa.select(areas.c.name, areas.c.outline).where(box).order_by(size))
    return [Area(row.name, row.outline) for row in rows]


async def any_known(tx: Transaction) -> bool:
    """Whether outlines were told at all."""
    return (await tx.execute(sa.select(areas.c.id).limit(1))).first() is not None
