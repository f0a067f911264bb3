"""By what figures are grouped, and how organisations fall into the groups."""

from collections.abc import Iterable, Mapping
from typing import Literal
from uuid import UUID

from services.chassis.directory import Directory, UnknownOrganisation
from services.ledger.domain.entry import Ancestor, chain_of
from services.ledger.statistics.figures import Side

By = Literal["organisation", "district", "street", "category", "person", "source"]
REPORTERS: frozenset[By] = frozenset({"street", "person", "source"})
STREETS = {"street", "town"}


def side_of(by: By) -> Side:
    """Streets, persons and sources are the reporters'; everything else is counted for the
    responsible organisation."""
    return "reporter" if by in REPORTERS else "responsible"


def group_of(by: By, organisation_id: UUID, *, directory: Directory) -> UUID:
    """The group an organisation's cases are counted in.

    One that the directory doesn't know, or a reporter's outside every street, is its own group.
    """
    if by not in ("district", "street"):
        return organisation_id
    try:
        ancestors = directory.chain(organisation_id)
    except UnknownOrganisation:
        return organisation_id
    if by == "district":
        return chain_of([Ancestor(each.id, each.kind) for each in ancestors])
    return next((each.id for each in ancestors if each.kind in STREETS), organisation_id)


def grouping(
    by: By, organisation_ids: Iterable[UUID], *, directory: Directory
) -> Mapping[UUID, UUID]:
    """The group of each organisation."""
    return {each: group_of(by, each, directory=directory) for each in organisation_ids}
