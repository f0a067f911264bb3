"""The organisation tree: one root, a path on every node, put as a whole."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from services.chassis.directory import UnknownOrganisation
from services.chassis.refusals import Conflict, Invalid, NotFound
from services.contracts.identity import OrganisationChanged, OrganisationKind

DEEPEST = 12
"""Levels; a path of more would not fit the column it is kept in."""


class CodeRepeated(Invalid):
    zh = "单位代码 {code} 在清单中出现了不止一次。"
    en = "The organisation code {code} is in the list more than once."


class SecondRoot(Conflict):
    zh = "{code} 没有上级单位，但根单位已是 {root}。一个系统只有一个根单位。"
    en = "{code} has no parent, but {root} is the root already; there is only one."


class BelowItself(Invalid):
    zh = "单位 {code} 不能移到自己的下级之中。"
    en = "{code} can't be moved below itself."


class TooDeep(Invalid):
    zh = "单位 {code} 的层级超过 {deepest} 级。"
    en = "{code} would be more than {deepest} levels deep."


@dataclass(frozen=True)
class Organisation:
    """A node. `path` lists the ids from the root down to it; version 0 is one not yet kept."""

    id: UUID
    parent_id: UUID | None
    path: str
    code: str
    name: str
    name_en: str
    short_name: str
    kind: OrganisationKind
    number_prefix: str
    longitude: float | None
    latitude: float | None
    active: bool
    version: int


@dataclass(frozen=True)
class Entry:
    """What a list says of one organisation."""

    code: str
    name: str
    kind: OrganisationKind
    parent_code: str | None = None
    name_en: str = ""
    short_name: str = ""
    number_prefix: str = ""
    longitude: float | None = None
    latitude: float | None = None
    active: bool = True


Change = tuple[Organisation, OrganisationChanged]


def put(
    present: Iterable[Organisation],
    entries: Sequence[Entry],
    *,
    within: Collection[UUID] | None,
    by: UUID | None,
    at: datetime,
) -> list[Change]:
    """Bring the tree to what the entries say; only what changed, parents first.

    Organisations that no entry names stay, but move with those above them. `within` are the
    organisations whose subtrees may be touched, `None` for all; outside them is `NotFound`.
    """
    before = {each.code: each for each in present}
    after = _entered(before, entries)
    _require_one_root(after)
    paths = _paths({each.id: each for each in after.values()})
    changes = []
    for organisation in sorted(after.values(), key=lambda each: (len(paths[each.id]), each.code)):
        placed = replace(organisation, path=paths[organisation.id])
        known = before.get(placed.code)
        if placed == known:
            continue
        for path in (placed.path, known.path if known else placed.path):
            _require_within(path, within)
        placed = replace(placed, version=placed.version + 1)
        changes.append((placed, _changed(placed, by=by, at=at)))
    return changes


def _entered(
    before: Mapping[str, Organisation], entries: Sequence[Entry]
) -> dict[str, Organisation]:
    after = dict(before)
    seen: set[str] = set()
    for entry in entries:
        if entry.code in seen:
            raise CodeRepeated(code=entry.code)
        seen.add(entry.code)
        parent_id = None
        if entry.parent_code is not None:
            if entry.parent_code not in after:
                raise UnknownOrganisation(organisation=entry.parent_code)
            parent_id = after[entry.parent_code].id
        known = before.get(entry.code)
        after[entry.code] = Organisation(
            id=known.id if known else uuid4(),
            parent_id=parent_id,
            path=known.path if known else "",
            code=entry.code,
            name=entry.name,
            name_en=entry.name_en,
            short_name=entry.short_name,
            kind=entry.kind,
            number_prefix=entry.number_prefix,
            longitude=entry.longitude,
            latitude=entry.latitude,
            active=entry.active,
            version=known.version if known else 0,
        )
    return after


def _require_one_root(after: Mapping[str, Organisation]) -> None:
    roots = [each for each in after.values() if each.parent_id is None]
    if len(roots) > 1:
        raise SecondRoot(code=roots[1].code, root=roots[0].code)


def _paths(nodes: Mapping[UUID, Organisation]) -> dict[UUID, str]:
    """Every node's path, by walking up from it."""
    paths = {}
    for node in nodes.values():
        chain, above = [node.id], node.parent_id
        while above is not None:
            if above in chain:
                raise BelowItself(code=nodes[above].code)
            if len(chain) == DEEPEST:
                raise TooDeep(code=node.code, deepest=DEEPEST)
            chain.append(above)
            above = nodes[above].parent_id
        paths[node.id] = "/" + "/".join(str(each) for each in reversed(chain)) + "/"
    return paths


def _require_within(path: str, within: Collection[UUID] | None) -> None:
    if within is not None and not any(f"/{each}/" in path for each in within):
        raise NotFound


def _changed(organisation: Organisation, *, by: UUID | None, at: datetime) -> OrganisationChanged:
    return OrganisationChanged(
        version=organisation.version,
        at=at,
        by=by,
        organisation_id=organisation.id,
        parent_id=organisation.parent_id,
        path=organisation.path,
        code=organisation.code,
        name=organisation.name,
        name_en=organisation.name_en,
        short_name=organisation.short_name,
        kind=organisation.kind,
        number_prefix=organisation.number_prefix,
        longitude=organisation.longitude,
        latitude=organisation.latitude,
        active=organisation.active,
    )
