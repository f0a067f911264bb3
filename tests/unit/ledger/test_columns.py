"""What the row says: who owns which column, and what follows from several."""

from datetime import timedelta

from services.contracts.event import EVENTS, publisher_of
from services.ledger.domain.case import Case
from services.ledger.domain.projection import PROJECTIONS
from services.ledger.domain.steps import WORDS, step
from tests.unit.ledger.builders import NOW, Life, an_id, local

CASE_PUBLISHERS = {"intake", "review", "dispatch", "closure", "media"}


def test_every_fact_about_a_case_has_its_words():
    told = {
        name
        for name, event in EVENTS.items()
        if publisher_of(name) in CASE_PUBLISHERS and "case_id" in event.model_fields
    }

    assert told == set(WORDS)


def test_every_fact_about_a_case_says_what_it_changes_but_photos_and_advice_about_them():
    changing = {event.type for event in PROJECTIONS}

    assert set(WORDS) - changing == {
        "media.photo.ready.v1",
        "media.photo.rejected.v1",
        "media.case.warned.v1",
    }


def test_what_warnings_say_is_for_verifiers_and_not_on_the_timeline():
    body = '{"case_id": "c", "warnings": [{"code": "screen-suspected"}], "round": 1}'

    line = step("media.case.warned.v1", version=1, at=NOW, body=body)

    assert line.details == {"round": 1}


def test_no_column_is_written_by_two_publishers():
    life, owners = Life().to_closing().reopened(), {}

    for fact in life.facts:
        empty = Case(life.case_id)
        changed = PROJECTIONS[type(fact)](empty, fact)
        for name, value in vars(changed).items():
            if value != getattr(empty, name):
                owners.setdefault(name, set()).add(publisher_of(fact.type))

    assert owners["number"] == {"dispatch"}
    assert [name for name, found in owners.items() if len(found) > 1] == []


def test_a_closing_by_the_due_date_is_on_time_and_a_later_one_is_not():
    due = local("2026-12-02 23:59:59")
    life = Life().reported().approved().dispatched(due=due).submitted().pre_closed()

    assert life.closed(at=due).case.on_time is True
    late = Life().reported().approved().dispatched(due=due).submitted().pre_closed()
    assert late.closed(at=due + timedelta(seconds=1)).case.on_time is False


def test_a_deferral_in_force_at_the_closing_sets_the_due_date():
    due, deferred_to = local("2026-12-02 23:59:59"), local("2026-12-20 23:59:59")
    life = Life().reported().approved().dispatched(due=due).deferred()
    life.due_date_set(deferred_to, cause="deferred").submitted().pre_closed()

    assert life.closed(at=local("2026-12-19 10:00")).case.on_time is True


def test_a_due_date_set_after_the_closing_does_not_judge_it():
    due = local("2026-12-02 23:59:59")
    life = Life().reported().approved().dispatched(due=due).submitted().pre_closed()
    life.closed(at=local("2026-12-05 10:00")).due_date_set(local("2026-12-31 10:00"))

    assert life.case.on_time is False


def test_the_hours_of_each_stage_add_up_over_the_rounds_and_leave_deferrals_out():
    life = Life().reported()
    start = life.now
    life.approved().dispatched()
    dispatched = life.now
    life.deferred().deferral_ended().submitted().returned().submitted().pre_closed().closed()

    case = life.case

    assert case.review_seconds == (dispatched - start).total_seconds()
    assert case.rectification_seconds == 3 * 3600
    assert case.verification_seconds == 2 * 3600
    assert case.approval_seconds == 3600


def test_the_comparison_is_ready_when_it_shows_the_present_round():
    life = Life().in_pool().submitted().compared(round=1)
    assert life.case.comparison_ready

    assert not life.returned().submitted().case.comparison_ready
    assert life.compared(round=2).case.comparison_ready
    assert life.case.comparison_id == an_id("case pair")


def test_the_reviewers_category_counts_before_the_reporters_and_the_judged_one():
    assert Life().reported().case.category == "ads"
    assert Life().reported(category_code="waste").case.category == "waste"
    approved = Life().reported(category_code="waste").approved(category_code="signs")
    assert approved.case.category == "signs"


def test_days_are_the_citys():
    late = Life(at=local("2026-11-23 23:30") - timedelta(hours=1)).reported()

    assert late.case.submitted_day == NOW.date()
