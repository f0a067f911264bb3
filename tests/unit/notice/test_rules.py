"""Rules that are data: which fact concerns whom."""

from dataclasses import replace

import pytest

from services.notice.domain.rules import RuleUnsound, matching, require_sound
from services.notice.handlers import TOLD
from services.notice.store.reference import kinds, rules_brought
from tests.unit.notice.builders import a_report, an_id, an_urgent_report, dispatched, escalated

RULES = rules_brought()
GOOD = next(each for each in RULES if each.of)


def told(event):
    return [(rule.kind, rule.to, rule.urgency) for rule in matching(RULES, event)]


def test_a_general_report_concerns_a_reviewer():
    assert told(a_report()) == [("problem_waiting", "reviewer", "normal")]


def test_an_urgent_application_concerns_a_leader_urgently():
    assert told(an_urgent_report()) == [("urgent_application", "leader", "urgent")]


def test_a_case_concerns_the_people_of_its_pool():
    assert told(dispatched()) == [("case_in_list_pool", "handler", "normal")]
    assert told(dispatched(pool="supervision")) == [
        ("case_in_supervision_pool", "supervisor", "urgent")
    ]


def test_an_escalation_climbs_from_the_organisations_leader_to_the_one_above():
    found = [
        [(rule.to, rule.of) for rule in matching(RULES, escalated(an_id("case"), step))]
        for step in ("overdue_head", "overdue_leader")
    ]

    assert found == [[("leader", "responsible")], [("leader", "above")]]


def test_the_rules_this_house_brings_are_sound():
    require_sound(RULES, kinds=kinds(), events=TOLD)


def test_every_fact_that_may_be_told_has_a_rule():
    assert {rule.event for rule in RULES} == TOLD


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "no_such_kind"},
        {"kind": "channel_failing"},
        {"event": "review.problem.praised.v1"},
        {"event": "identity.person.changed.v1"},
        {"when": "colour=red"},
        {"when": "mode="},
        {"to": "king"},
        {"to": "reporter"},
        {"of": ""},
    ],
    ids=str,
)
def test_a_rule_that_names_something_unknown_is_refused_with_its_row(wrong):
    rule = replace(GOOD, **wrong)

    with pytest.raises(RuleUnsound, match="Rule 2 "):
        require_sound([GOOD, rule], kinds=kinds(), events=TOLD)
