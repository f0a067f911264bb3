"""The organisation tree, rule by rule."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.chassis.directory import UnknownOrganisation
from services.chassis.refusals import NotFound
from services.identity.domain.organisations import (
    DEEPEST,
    BelowItself,
    CodeRepeated,
    Entry,
    Organisation,
    SecondRoot,
    TooDeep,
    put,
)
from tests.unit.identity.builders import ADMINISTRATOR, NOW, a_tree, an_entry

CITY, EAST, WEST, STREET = (
    an_entry("city"),
    an_entry("east", "city"),
    an_entry("west", "city"),
    an_entry("street", "east"),
)


def changed(present: list[Organisation], *entries: Entry, within: set[UUID] | None = None):
    return put(present, entries, within=within, by=ADMINISTRATOR.id, at=NOW)


def by_code(organisations: list[Organisation]) -> dict[str, Organisation]:
    return {each.code: each for each in organisations}


def test_a_path_lists_the_ids_from_the_root_down():
    tree = by_code(a_tree(CITY, EAST, STREET))

    assert tree["city"].path == f"/{tree['city'].id}/"
    assert tree["street"].path == f"/{tree['city'].id}/{tree['east'].id}/{tree['street'].id}/"


def test_the_event_says_what_the_organisation_is_now():
    [(organisation, event)] = changed([], an_entry("city", kind="city", longitude=123.9))

    said = event.model_dump(exclude={"organisation_id", "at", "by"})
    held = {name: getattr(organisation, name) for name in said}
    assert said == held
    assert (event.version, event.at, event.by) == (1, NOW, ADMINISTRATOR.id)


def test_a_list_given_twice_changes_nothing():
    assert changed(a_tree(CITY, EAST, STREET), CITY, EAST, STREET) == []


def test_only_the_renamed_organisation_changes():
    [(east, event)] = changed(a_tree(CITY, EAST, STREET), replace(EAST, name="东洲区"))

    assert (east.name, east.version, event.version) == ("东洲区", 2, 2)


def test_moving_a_node_rewrites_the_paths_below_it():
    before = by_code(a_tree(CITY, EAST, WEST, STREET))

    changes = changed(list(before.values()), replace(EAST, parent_code="west"))

    after = {organisation.code: organisation for organisation, _ in changes}
    assert list(after) == ["east", "street"]
    assert after["street"].path.startswith(before["west"].path + str(before["east"].id))
    assert [event.version for _, event in changes] == [2, 2]


def test_a_node_moved_and_changed_in_one_list_changes_once():
    moved, renamed = replace(EAST, parent_code="west"), replace(STREET, name="新街道")

    changes = changed(a_tree(CITY, EAST, WEST, STREET), moved, renamed)

    assert [(each.code, each.version) for each, _ in changes] == [("east", 2), ("street", 2)]


def test_a_parent_comes_before_its_children_in_the_list():
    with pytest.raises(UnknownOrganisation):
        changed([], CITY, STREET, EAST)


def test_there_is_one_root():
    with pytest.raises(SecondRoot):
        changed(a_tree(CITY), an_entry("other"))


def test_nothing_moves_below_itself():
    with pytest.raises(BelowItself):
        changed(a_tree(CITY, EAST, STREET), replace(EAST, parent_code="street"))


def test_a_code_occurs_once_in_a_list():
    with pytest.raises(CodeRepeated):
        changed([], CITY, CITY)


def test_the_tree_is_not_deeper_than_a_path_can_say():
    chain = [an_entry("n0"), *(an_entry(f"n{n}", f"n{n - 1}") for n in range(1, DEEPEST))]
    a_tree(*chain)

    with pytest.raises(TooDeep):
        a_tree(*chain, an_entry("deeper", chain[-1].code))


def test_an_administrator_changes_only_below_their_own_organisations():
    tree = by_code(a_tree(CITY, EAST, WEST, STREET))
    east_only = {tree["east"].id}

    assert changed(list(tree.values()), replace(STREET, name="新"), within=east_only)
    for outside in (
        replace(WEST, name="新"),
        an_entry("new", "west"),
        replace(STREET, parent_code="west"),
    ):
        with pytest.raises(NotFound):
            changed(list(tree.values()), outside, within=east_only)
