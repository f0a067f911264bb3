"""What people at dispatch do with a case."""

import pytest

from services.contracts.dispatch import (
    CaseDispatched,
    CaseHandedBack,
    CaseTransferred,
    RectifierNamed,
)
from services.dispatch.domain import case as cases
from services.dispatch.domain import pool
from services.dispatch.domain.case import AlreadyThere, NotPossibleNow, Status, WrongPool
from services.dispatch.domain.number import CaseNumber
from tests.unit.dispatch.builders import (
    BRIGADE,
    CALENDAR,
    CASE,
    DONGZHOU,
    DUE,
    HANDLER,
    NOW,
    REVIEWER,
    SEVEN_DAYS,
    SUPERVISOR,
    XINFU,
    a_case,
    a_problem,
    an_organisation,
    end_of,
    local,
)

LATER = local("2026-11-25 09:00")


def assign(case, *, organisation_id=DONGZHOU):
    return cases.assign(
        case,
        organisation_id=organisation_id,
        reason="属东洲",
        limit=SEVEN_DAYS,
        calendar=CALENDAR,
        by=REVIEWER,
        at=LATER,
    )


def handed_back():
    return cases.hand_back(a_case(), reason="不属我区", by=HANDLER, at=LATER)[0]


def test_a_dispatched_case_is_numbered_in_one_pool_and_its_clock_runs():
    problem = a_problem()

    case, event = cases.dispatch(
        CASE,
        problem,
        number=CaseNumber("XF-2026-00007", XINFU, 2026, 7),
        pool="list",
        limit=SEVEN_DAYS,
        calendar=CALENDAR,
        by=REVIEWER,
        at=NOW,
    )

    assert case.status is Status.IN_POOL
    assert [step.code for step in case.news] == ["dispatched"]
    assert event == CaseDispatched(
        case_id=CASE,
        version=1,
        at=NOW,
        by=REVIEWER.id,
        number="XF-2026-00007",
        organisation_id=XINFU,
        pool="list",
        mode="general",
        category_code=problem.category_code,
        description=problem.description,
        place=problem.place,
        photo_ids=problem.photo_ids,
        reporter_id=problem.reporter_id,
        reporter_organisation_id=problem.reporter_organisation_id,
        due_at=DUE,
        provisional=False,
    )


def test_a_handler_hands_back_with_a_reason_and_the_clock_runs_on():
    case, event = cases.hand_back(a_case(), reason="不属我区", by=HANDLER, at=LATER)

    assert (case.status, case.version, case.due.at) == (Status.HANDED_BACK, 2, DUE)
    assert event == CaseHandedBack(
        case_id=CASE,
        version=2,
        at=LATER,
        by=HANDLER.id,
        organisation_id=XINFU,
        reason="不属我区",
    )


def test_a_case_is_handed_back_once_and_the_second_learns_who_did_it():
    with pytest.raises(NotPossibleNow) as refused:
        cases.hand_back(handed_back(), reason="也不属我", by=HANDLER, at=LATER)

    assert refused.value.sentence("zh").startswith("案件当前为“已交回”")
    assert "赵处置 于 2026-11-25T09:00:00+08:00 交回了案件" in refused.value.sentence("zh")
    assert "赵处置 handed the case back" in refused.value.sentence("en")


def test_a_supervised_case_cannot_be_handed_back():
    with pytest.raises(WrongPool):
        cases.hand_back(a_case(pool="supervision"), reason="x", by=HANDLER, at=LATER)


def test_a_transfer_keeps_the_number_and_starts_the_full_limit_again():
    case, event = assign(handed_back())

    assert (case.status, case.organisation_id) == (Status.IN_POOL, DONGZHOU)
    assert case.number.text == "XF-2026-00001"
    assert event == CaseTransferred(
        case_id=CASE,
        version=3,
        at=LATER,
        by=REVIEWER.id,
        from_organisation_id=XINFU,
        organisation_id=DONGZHOU,
        reason="属东洲",
        transfers=1,
        due_at=end_of("2026-12-04"),
        provisional=False,
    )


def test_a_reviewer_may_correct_a_case_that_nobody_handed_back():
    case, event = assign(a_case())

    assert (case.organisation_id, event.version, event.transfers) == (DONGZHOU, 2, 1)


def test_a_handed_back_case_can_be_sent_back_to_where_it_came_from():
    case, _ = assign(handed_back(), organisation_id=XINFU)

    assert (case.status, case.organisation_id) == (Status.IN_POOL, XINFU)


def test_a_correction_has_to_move_the_case():
    with pytest.raises(AlreadyThere):
        assign(a_case(), organisation_id=XINFU)


@pytest.mark.parametrize(
    "status", [Status.SUBMITTED, Status.PRE_CLOSED, Status.DEFERRED, Status.CLOSED]
)
def test_a_case_that_is_not_worked_cannot_be_assigned(status):
    with pytest.raises(NotPossibleNow):
        assign(a_case(status=status))


def test_a_supervised_case_cannot_be_assigned():
    with pytest.raises(WrongPool):
        assign(a_case(pool="supervision"))


def test_the_brigade_names_who_rectifies():
    case, event = cases.name_rectifier(
        a_case(pool="supervision"), organisation_id=XINFU, by=SUPERVISOR, at=LATER
    )

    assert (case.organisation_id, case.rectifier_id) == (BRIGADE, XINFU)
    assert event == RectifierNamed(
        case_id=CASE, version=2, at=LATER, by=SUPERVISOR.id, organisation_id=XINFU
    )


def test_naming_the_same_rectifier_again_is_refused():
    named = a_case(pool="supervision", rectifier_id=XINFU)

    with pytest.raises(AlreadyThere):
        cases.name_rectifier(named, organisation_id=XINFU, by=SUPERVISOR, at=LATER)


def test_a_listed_case_has_no_named_rectifier():
    with pytest.raises(WrongPool):
        cases.name_rectifier(a_case(), organisation_id=DONGZHOU, by=SUPERVISOR, at=LATER)


def test_an_organisation_without_a_number_prefix_holds_no_pool():
    with pytest.raises(pool.NoNumberPrefix, match="xinfu has no number prefix"):
        pool.require_pool(an_organisation(number_prefix=""))


def test_an_inactive_organisation_takes_no_cases():
    with pytest.raises(pool.OrganisationInactive):
        pool.require_pool(an_organisation(active=False))


def test_a_closed_cases_lamp_shows_how_it_stood_at_the_closure():
    in_time = a_case(status=Status.CLOSED, closed_at=DUE)
    late = a_case(status=Status.CLOSED, closed_at=end_of("2026-12-03"))

    assert (in_time.lamp(end_of("2027-01-01")), late.lamp(NOW)) == ("yellow", "red")
