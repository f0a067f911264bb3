"""What an entry of the official ledger states."""

from datetime import UTC

import pytest

from services.ledger.chain import canonical
from services.ledger.domain.entry import (
    EntryRedacted,
    FieldUnknown,
    NothingToCorrect,
    correction,
    payload,
    waiting,
)
from tests.unit.ledger.builders import Life, an_id, local

CORRECTS = {"chain": "c", "seq": 1, "hash": "00"}


def an_entry(life: Life) -> dict:
    return payload(life.case, waiting(life.case, life.facts[-1]))


def corrected(entry: dict | None, changes: dict) -> dict:
    return correction(entry, corrects=CORRECTS, changes=changes, reason="笔误", by=an_id("boss"))


def test_a_closing_states_number_place_solution_people_and_photos():
    life = Life().to_closing()

    entry = an_entry(life)

    assert entry["number"] == "XF-2026-case"
    assert entry["description"] == "墙面小广告"
    assert entry["place"] == {"address": "站前路1号", "longitude": "123.957", "latitude": "41.88"}
    assert entry["solution"] == "已清理"
    assert entry["verifier_id"] == str(an_id("verifier"))
    assert entry["after_photo_ids"] == [str(an_id("case after"))]
    assert entry["closed_at"] == life.now.astimezone(UTC).isoformat(timespec="microseconds")
    assert entry["on_time"] is True


def test_an_entry_can_be_spelled_canonically():
    assert canonical(an_entry(Life().to_closing()))
    assert canonical(an_entry(Life().to_closing().reopened()))


def test_the_due_date_is_the_one_in_force_at_the_closing():
    due = local("2026-12-02 23:59:59")
    life = Life().reported().approved().dispatched(due=due).submitted().pre_closed().closed()
    closing = waiting(life.case, life.facts[-1])
    life.reopened().due_date_set(local("2027-01-05 23:59:59"), cause="reopened")

    entry = payload(life.case, closing)

    assert entry["due_at"] == "2026-12-02T15:59:59.000000+00:00"


def test_a_case_is_complete_when_intake_review_and_dispatch_were_heard():
    assert not Life().reported().approved().case.is_complete
    assert not Life().reported().dispatched().case.is_complete
    assert not Life().approved().dispatched().case.is_complete
    assert Life().in_pool().case.is_complete


def test_a_correction_points_to_the_entry_and_says_what_was_and_what_is():
    assert corrected({"solution": "已清理", "round": 1}, {"solution": "已拆除", "round": 1}) == {
        "corrects": CORRECTS,
        "changes": {"solution": {"was": "已清理", "is": "已拆除"}},
        "reason": "笔误",
        "by": str(an_id("boss")),
    }


def test_a_correction_must_change_something_the_entry_has():
    with pytest.raises(FieldUnknown):
        corrected({"solution": "x"}, {"colour": "red"})
    with pytest.raises(NothingToCorrect):
        corrected({"solution": "x"}, {"solution": "x"})


def test_a_redacted_entry_cannot_be_corrected():
    with pytest.raises(EntryRedacted):
        corrected(None, {"solution": "x"})
