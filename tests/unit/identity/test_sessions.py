"""Sessions and the family of refresh tokens."""

from uuid import UUID

import pytest

from services.contracts.identity import SessionRevoked
from services.identity.domain.sessions import (
    RefreshToken,
    SessionEnded,
    Use,
    access_ends,
    end,
    require_alive,
    touch,
    use,
)
from tests.unit.identity.builders import NOW, a_session, seconds

HALF_AN_HOUR = 1800
TWELVE_HOURS = 43_200


def test_a_session_lives_while_it_is_used():
    session = a_session()

    require_alive(session, at=NOW + seconds(HALF_AN_HOUR - 1))
    with pytest.raises(SessionEnded):
        require_alive(session, at=NOW + seconds(HALF_AN_HOUR))


def test_using_a_session_lets_it_live_on_but_not_past_twelve_hours():
    session = touch(a_session(), at=NOW + seconds(TWELVE_HOURS - 5))

    require_alive(session, at=NOW + seconds(TWELVE_HOURS - 1))
    with pytest.raises(SessionEnded):
        require_alive(session, at=NOW + seconds(TWELVE_HOURS))


def test_an_ended_session_is_over():
    session, event = end(a_session(), by=UUID(int=7), at=NOW)

    assert event == SessionRevoked(
        version=1, at=NOW, by=UUID(int=7), session_id=session.id, person_id=session.person_id
    )
    with pytest.raises(SessionEnded):
        require_alive(session, at=NOW)


@pytest.mark.parametrize(
    ("rotated", "meaning"),
    [(None, Use.FIRST), (0, Use.REPEATED), (29, Use.REPEATED), (30, Use.STOLEN)],
)
def test_a_used_token_is_good_for_half_a_minute_and_then_means_theft(rotated, meaning):
    token = RefreshToken(b"", UUID(int=1), None if rotated is None else NOW - seconds(rotated))

    assert use(token, at=NOW) is meaning


def test_an_access_token_lives_ten_minutes():
    assert access_ends(a_session(), borrowed_until=[], at=NOW) == NOW + seconds(600)


def test_an_access_token_outlives_neither_its_session_nor_a_deputation_in_it():
    soon, sooner = NOW + seconds(90), NOW + seconds(60)

    assert access_ends(a_session(ends_at=soon), borrowed_until=[], at=NOW) == soon
    assert access_ends(a_session(ends_at=soon), borrowed_until=[sooner], at=NOW) == sooner
