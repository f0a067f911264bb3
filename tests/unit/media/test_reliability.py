"""What can be said for and against a photo, and that it is said in both languages."""

from datetime import timedelta
from string import Formatter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from services.media.domain import Level, Position, Reason, Reliability
from services.media.reliability import WORDS, Ground, Shown, judged, words
from services.media.tickets import Ticket
from tests.unit.media.builders import NOON, PERSON, SOMEBODY_ELSE, STREET, a_photo, an_original

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)


def a_ticket(**changed: Any) -> Ticket:
    facts: dict[str, Any] = {
        "nonce": UUID(int=0x71),
        "person_id": PERSON,
        "organisation_id": STREET,
        "issued_at": NOON - 3 * MINUTE,
        "expires_at": NOON + timedelta(hours=72),
    }
    return Ticket(**facts | changed)


def judge(
    *,
    ticket: Ticket | None = None,
    shown: Shown | None = None,
    ground: Ground | None = None,
    told_at: Any = NOON,
    camera: Any = None,
    found: Position | None = None,
    **photo: Any,
) -> Reliability:
    """A photo at noon with a ticket of three minutes before, but for what the test is about."""
    original = an_original(taken_at=camera, position=found)
    return judged(
        a_photo(original=original, **photo),
        shown=shown or Shown(ticket or a_ticket()),
        told_at=told_at,
        ground=ground,
        zone=ZONE,
    )


def codes(found: Reliability) -> list[str]:
    return [reason.code for reason in found.reasons]


def test_a_photo_sent_at_once_whose_place_agrees_is_live():
    found = judge(
        camera=NOON - MINUTE, found=Position(123.9105, 41.88), ground=Ground("古城子街道")
    )

    assert found.level is Level.LIVE
    assert codes(found) == ["ticket-at-once", "clock-agrees", "position-agrees", "in-area"]
    assert words(found.reasons[0])[0] == "拍摄凭证签发 3 分钟内即上传。"
    assert (
        words(found.reasons[2])[1] == "The position in the file is 41 metres from the stated one."
    )
    assert words(found.reasons[3])[0] == "位置在古城子街道范围内。"


def test_a_photo_sent_later_is_delayed_and_says_how_long():
    found = judge(ticket=a_ticket(issued_at=NOON - 5 * 60 * MINUTE), camera=NOON - 200 * MINUTE)

    assert found.level is Level.DELAYED
    assert found.reasons[0] == Reason(
        "ticket-later", {"issued": "2026-11-03 07:00", "minutes": 300}
    )
    assert found.reasons[1] == Reason("clock-behind", {"minutes": 200})


def test_an_upload_that_takes_hours_counts_from_its_announcement():
    late = judge(told_at=NOON - 2 * MINUTE, received_at=NOON + 300 * MINUTE)

    assert late.level is Level.LIVE


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        (Shown(None), "ticket-unknown"),
        (Shown(a_ticket(person_id=SOMEBODY_ELSE)), "ticket-of-another"),
        (Shown(a_ticket(expires_at=NOON)), "ticket-expired"),
        (Shown(a_ticket(), used_by_another=True), "ticket-used"),
    ],
)
def test_a_ticket_that_is_not_good_leaves_the_senders_word_alone(shown: Shown, code: str):
    found = judge(shown=shown)

    assert found.level is Level.IMPORTED
    assert found.reasons[0].code == code


def test_a_photo_without_a_ticket_is_imported():
    found = judged(a_photo(), shown=None, told_at=NOON, ground=None, zone=ZONE)

    assert found.level is Level.IMPORTED
    assert codes(found) == ["no-ticket", "clock-unknown", "position-stated"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"camera": NOON - 60 * MINUTE}, "clock-before-ticket"),
        ({"camera": NOON + 60 * MINUTE}, "clock-ahead"),
        ({"found": Position(123.92, 41.88)}, "position-differs"),
        ({"position": None, "found": Position(123.91, 41.88)}, "position-in-file"),
        ({"position": None}, "position-unknown"),
    ],
)
def test_what_does_not_agree_keeps_a_photo_from_being_live(changed: dict[str, Any], code: str):
    found = judge(**changed)

    assert found.level is Level.DELAYED
    assert code in codes(found)


def test_a_position_outside_every_area_is_said():
    assert codes(judge(ground=Ground(None)))[-1] == "in-no-area"


@pytest.mark.parametrize("code", WORDS)
def test_every_reason_tells_the_same_facts_in_both_languages(code: str):
    zh, en = ({name for _, name, _, _ in Formatter().parse(each)} for each in WORDS[code])

    assert zh - {None} == en - {None}
