"""When a message goes out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.notice.domain import timing
from services.notice.domain.timing import Due, Habits, Quiet, added, free_at, sent, wanted

ZONE = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)
NIGHT = Quiet(22 * 60, 7 * 60)


def at(clock: str, day: int = 2) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def free(habits: Habits, urgency, now: datetime) -> datetime:
    return free_at(habits, urgency, at=now, zone=ZONE)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at("21:59"), at("21:59")),
        (at("22:00"), at("07:00", 3)),
        (at("03:30"), at("07:00")),
        (at("07:00"), at("07:00")),
    ],
)
def test_quiet_hours_hold_a_message_until_they_end(now, then):
    assert free(Habits("normal", False, NIGHT), "normal", now) == then


def test_quiet_hours_may_lie_within_a_day():
    noon = Quiet(12 * 60, 13 * 60 + 30)

    assert free(Habits("normal", False, noon), "normal", at("12:15")) == at("13:30")
    assert free(Habits("normal", False, noon), "normal", at("23:00")) == at("23:00")


def test_a_digest_goes_out_at_half_past_eight():
    digest = Habits("normal", True, None)

    assert free(digest, "normal", at("08:29")) == at("08:30")
    assert free(digest, "normal", at("08:30")) == at("08:30", 3)


def test_what_is_urgent_waits_for_nothing():
    assert free(Habits("normal", True, NIGHT), "urgent", at("23:00")) == at("23:00")


def test_a_channel_for_what_is_urgent_takes_nothing_else():
    urgent_only = Habits("urgent", False, None)

    assert [wanted(urgent_only, each) for each in ("urgent", "normal", "silent")] == [
        True,
        False,
        False,
    ]


def test_a_burst_goes_out_a_second_after_its_last_notice():
    now, due = at("10:00"), Due()
    for step in range(4):
        due = added(due, "normal", free=now + step * SECOND / 2, at=now + step * SECOND / 2)

    assert due.send_at == now + 1.5 * SECOND + timing.SETTLED


def test_a_burst_without_end_is_told_after_ten_seconds():
    now, due = at("10:00"), Due()
    for step in range(30):
        due = added(due, "normal", free=now + step * SECOND / 2, at=now + step * SECOND / 2)
        if due.send_at <= now + step * SECOND / 2:
            break

    assert due.send_at == now + timing.LONGEST_GATHERING


def test_an_urgent_message_goes_at_once_though_others_are_gathered():
    now = at("10:00")

    assert (
        added(added(Due(), "normal", free=now, at=now), "urgent", free=now, at=now).send_at == now
    )


def test_what_is_held_does_not_delay_what_is_free():
    now = at("10:00")
    held = added(Due(), "normal", free=at("08:30", 3), at=now)

    assert held.send_at == at("08:30", 3)
    assert added(held, "normal", free=now, at=now).send_at == now + timing.SETTLED


def test_a_channel_rests_between_two_letters():
    now = at("10:00")
    rested = sent(None, urgent=False, at=now)

    assert rested == Due(None, None, now + timing.PAUSE)
    assert added(rested, "normal", free=now, at=now).send_at == now + timing.PAUSE
    assert sent(now, urgent=True, at=now).send_at == now
