"""A deputy for one role and a bounded time."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from services.chassis.history import Actor
from services.contracts.identity import DelegationChanged
from services.identity.domain import delegations
from services.identity.domain.delegations import (
    AlreadyEnded,
    DeputyUnfit,
    NotHeld,
    PeriodTooLong,
    PeriodWrong,
    no_longer_held,
)
from tests.unit.identity.builders import CITY, DISTRICT, NOW, STREET, a_grant, a_person

LEADER = a_person(name="王局", grants=(a_grant("leader", DISTRICT),))
DEPUTY = a_person(username="deputy")
DAY = timedelta(days=1)
PATHS = {STREET: f"/{CITY}/{DISTRICT}/{STREET}/", CITY: f"/{CITY}/"}


def delegate(organisation=STREET, **given):
    fields = {
        "person": LEADER,
        "deputy": DEPUTY,
        "role": "leader",
        "starts_at": NOW,
        "ends_at": NOW + DAY,
        "by": Actor(LEADER.id, LEADER.name),
        "at": NOW,
    } | given
    return delegations.delegate(
        uuid4(), organisation_id=organisation, path=PATHS[organisation], **fields
    )


def test_a_leader_names_a_deputy_for_a_role_of_their_own():
    delegation, event = delegate()

    assert event == DelegationChanged(
        version=1,
        at=NOW,
        by=LEADER.id,
        delegation_id=delegation.id,
        person_id=LEADER.id,
        deputy_id=DEPUTY.id,
        role="leader",
        organisation_id=STREET,
        starts_at=NOW,
        ends_at=NOW + DAY,
        active=True,
    )


@pytest.mark.parametrize(("starts", "ends"), [(DAY, DAY), (2 * DAY, DAY), (-2 * DAY, timedelta(0))])
def test_a_deputation_begins_before_it_ends_and_ends_in_the_future(starts, ends):
    with pytest.raises(PeriodWrong):
        delegate(starts_at=NOW + starts, ends_at=NOW + ends)


def test_a_deputation_lasts_ninety_days_at_most():
    delegate(ends_at=NOW + 90 * DAY)
    with pytest.raises(PeriodTooLong):
        delegate(ends_at=NOW + 90 * DAY + timedelta(seconds=1))


def test_only_a_role_one_holds_oneself_for_that_organisation_can_be_lent():
    with pytest.raises(NotHeld):
        delegate(role="lead_administrator")
    with pytest.raises(NotHeld):
        delegate(organisation=CITY)


def test_the_deputy_is_another_person_with_a_working_account():
    for unfit in (LEADER, a_person(active=False)):
        with pytest.raises(DeputyUnfit):
            delegate(deputy=unfit)


def test_a_deputation_is_in_force_until_before_its_end():
    delegation, _ = delegate(starts_at=NOW + DAY, ends_at=NOW + 2 * DAY)

    assert not delegation.is_in_force(at=NOW)
    assert delegation.is_in_force(at=NOW + DAY)
    assert not delegation.is_in_force(at=NOW + 2 * DAY)


def test_a_deputation_taken_back_is_over_at_once():
    ended, event = delegations.end(delegate()[0], by=Actor(LEADER.id, "王局"), at=NOW)

    assert (event.version, event.active) == (2, False)
    assert not ended.is_in_force(at=NOW)


def test_taking_back_twice_names_who_was_first():
    ended, _ = delegations.end(delegate()[0], by=Actor(LEADER.id, "王局"), at=NOW)

    with pytest.raises(AlreadyEnded) as refused:
        delegations.end(ended, by=Actor(None, "别人"), at=NOW + DAY)
    assert "王局" in str(refused.value)


def test_a_deputation_falls_with_the_role_or_the_account_of_who_lent_it():
    lent = [delegate()[0]]

    assert no_longer_held(lent, LEADER, paths=PATHS) == []
    assert no_longer_held(lent, replace(LEADER, grants=()), paths=PATHS) == lent
    assert no_longer_held(lent, replace(LEADER, active=False), paths=PATHS) == lent
