"""The city's words as intake holds them now, for whatever reads rows."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.chassis.directory import Directory, UnknownOrganisation
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.intake.sheets.organisations import Organisation
from services.intake.sheets.packing import Words
from services.intake.store import meanings, reference


async def words(tx: Transaction, runtime: Runtime, *, at: datetime) -> Words:
    """Organisations, categories and other standards' names, on the city's day of an instant."""
    directory = runtime.directory
    root = directory.root
    aliases = {}
    for name, code in (await meanings.aliases(tx)).items():
        organisation = known_code(directory, code)
        if organisation is not None:
            aliases[name] = organisation
    zone = runtime.settings.time_zone
    return Words(
        organisations=[
            Organisation(
                id=each.id,
                path=each.path,
                code=each.code,
                name=each.name,
                short_name=each.short_name,
                kind=each.kind,
            )
            for each in map(directory.find, sorted(directory.subtree(root) if root else ()))
            if each.active
        ],
        aliases=aliases,
        categories=await reference.categories(tx),
        mappings=await reference.mappings(tx),
        zone=zone,
        today=at.astimezone(ZoneInfo(zone)).date(),
    )


def known_code(directory: Directory, code: str) -> UUID | None:
    """The organisation of a code, or `None`."""
    try:
        return directory.find_code(code).id
    except UnknownOrganisation:
        return None
