"""Codes of the authenticator: RFC 6238, one step of drift, each good once."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from pyotp import TOTP

from services.identity.domain.second_factors import (
    AlreadyEnrolled,
    SecondFactor,
    accept,
    address,
    begin,
    enrol,
    is_missing,
)
from services.identity.secrets import new_code_secret, new_recovery_code, recovery_code_hash
from tests.unit.identity.builders import NOW, seconds

PERSON = UUID(int=7)
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of RFC 6238's examples."""
WAITING = SecondFactor(PERSON, b"sealed")
ENROLLED = replace(WAITING, enrolled_at=NOW)


def code(at, steps: int = 0) -> str:
    return TOTP(SECRET).at(at, counter_offset=steps)


@pytest.mark.parametrize(
    ("instant", "last_six_digits"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_the_codes_are_those_of_rfc_6238(instant, last_six_digits):
    at = datetime.fromtimestamp(instant, UTC)

    assert accept(ENROLLED, last_six_digits, secret=SECRET, at=at) is not None


@pytest.mark.parametrize(
    ("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_clock_may_be_one_step_early_or_late(steps, good):
    accepted = accept(ENROLLED, code(NOW, steps), secret=SECRET, at=NOW)

    assert (accepted is not None) is good


def test_a_code_is_accepted_once():
    accepted = accept(ENROLLED, code(NOW), secret=SECRET, at=NOW)

    assert accepted is not None
    assert accept(accepted, code(NOW), secret=SECRET, at=NOW) is None


def test_a_code_before_the_last_one_is_used_up_too():
    accepted = accept(ENROLLED, code(NOW), secret=SECRET, at=NOW)

    assert accepted is not None
    assert accept(accepted, code(NOW, -1), secret=SECRET, at=NOW) is None
    assert accept(accepted, code(NOW, 1), secret=SECRET, at=NOW + seconds(30)) is not None


def test_beginning_again_replaces_what_waited_but_never_what_is_enrolled():
    assert begin(WAITING, person_id=PERSON, sealed=b"new") == SecondFactor(PERSON, b"new")
    with pytest.raises(AlreadyEnrolled):
        begin(enrol(WAITING, at=NOW), person_id=PERSON, sealed=b"new")


@pytest.mark.parametrize(
    ("factor", "roles", "missing"),
    [
        (None, {"reviewer"}, True),
        (WAITING, {"reviewer"}, True),
        (ENROLLED, {"reviewer"}, False),
        (None, {"handler"}, False),
        (None, set(), False),
    ],
)
def test_a_role_that_demands_a_factor_misses_it_until_it_is_enrolled(factor, roles, missing):
    assert is_missing(factor, roles=roles, demanding={"reviewer", "leader"}) is missing


def test_the_address_is_what_authenticators_scan():
    assert address(SECRET, username="li.hua") == (
        f"otpauth://totp/Shirong:li.hua?secret={SECRET}&issuer=Shirong"
    )


def test_secrets_and_recovery_codes_are_long_and_never_twice_the_same():
    assert len(new_code_secret()) == 32
    groups = new_recovery_code().split("-")
    assert [len(group) for group in groups] == [6, 6, 6, 6]
    assert len({new_recovery_code() for _ in range(1000)}) == 1000


def test_a_recovery_code_may_be_typed_in_any_case_and_without_dashes():
    written = new_recovery_code()

    typed = written.upper().replace("-", " ")

    assert recovery_code_hash(typed) == recovery_code_hash(written)
