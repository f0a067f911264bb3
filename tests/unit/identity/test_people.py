"""Accounts: what changes them, what ends their tokens, who may."""

from uuid import UUID, uuid4

import pytest

from services.chassis.callers import Scope
from services.chassis.history import Actor
from services.chassis.refusals import NotFound
from services.contracts.identity import PersonChanged
from services.identity.domain import people
from services.identity.domain.people import BeyondScope, OwnAccount, require_authority
from tests.unit.identity.builders import (
    ADMINISTRATOR,
    CITY,
    DISTRICT,
    NOW,
    STREET,
    a_grant,
    a_person,
)

DISTRICT_SCOPE = Scope(frozenset({DISTRICT, STREET}))


def change(person: people.Person, by: Actor = ADMINISTRATOR, **given: object):
    return people.change(person, by=by, at=NOW, **given)


def test_a_new_account_is_version_one_and_says_only_ids():
    person_id = uuid4()

    person, event = people.create(
        person_id,
        username="li.hua",
        name="李华",
        organisation_id=DISTRICT,
        grants=[a_grant()],
        password_hash=None,
        by=ADMINISTRATOR,
        at=NOW,
    )

    assert event == PersonChanged(
        version=1,
        at=NOW,
        by=ADMINISTRATOR.id,
        person_id=person_id,
        organisation_id=DISTRICT,
        grants=(a_grant(),),
        active=True,
        token_version=1,
    )
    assert person.last.in_words.who == "管理员"


def test_what_stays_the_same_is_no_change():
    person = a_person()

    assert change(person, name=person.name, grants=[a_grant()]) == (person, None)


@pytest.mark.parametrize(
    "loss",
    [
        {"active": False},
        {"grants": []},
        {"grants": [a_grant(organisation_id=STREET)]},
        {"organisation_id": STREET},
    ],
)
def test_whoever_loses_something_loses_their_tokens(loss):
    changed, event = change(a_person(), **loss)

    assert (changed.token_version, changed.version) == (2, 2)
    assert (event.token_version, event.version) == (2, 2)


@pytest.mark.parametrize("gain", [{"name": "李华华"}, {"grants": [a_grant(), a_grant("verifier")]}])
def test_whoever_loses_nothing_keeps_their_tokens(gain):
    changed, event = change(a_person(), **gain)

    assert (changed.token_version, event.version) == (1, 2)


def test_a_new_password_ends_every_token():
    changed, event = people.set_password(a_person(), password_hash="new", by=ADMINISTRATOR, at=NOW)

    assert (changed.password_hash, changed.token_version) == ("new", 2)
    assert event.token_version == 2


def test_nobody_disables_themselves_or_gives_up_their_own_administration():
    person = a_person(grants=(a_grant("administrator"),))
    oneself = Actor(person.id, person.name)

    for loss in ({"active": False}, {"grants": []}):
        with pytest.raises(OwnAccount):
            change(person, by=oneself, **loss)
        assert change(person, **loss)[1] is not None


def test_people_of_other_organisations_do_not_exist_for_an_administrator():
    with pytest.raises(NotFound):
        require_authority(a_person(organisation_id=CITY), DISTRICT_SCOPE)


def test_an_account_whose_roles_reach_further_needs_a_wider_administrator():
    wide = a_person(grants=(a_grant("reviewer", CITY),))

    with pytest.raises(BeyondScope):
        require_authority(wide, DISTRICT_SCOPE)
    require_authority(a_person(), DISTRICT_SCOPE)


def test_a_role_is_held_for_everything_below_its_organisation():
    person = a_person(grants=(a_grant("leader", DISTRICT),))

    assert person.holds("leader", path=f"/{CITY}/{DISTRICT}/{STREET}/")
    assert not person.holds("leader", path=f"/{CITY}/{UUID(int=4)}/")
    assert not person.holds("reviewer", path=f"/{CITY}/{DISTRICT}/")


def test_usernames_are_compared_without_case_and_width():
    assert people.plain_username("Ｌi.Hua ") == "li.hua"
