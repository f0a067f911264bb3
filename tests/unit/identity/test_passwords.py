"""What a password may be."""

import pytest

from services.identity.blocked_passwords import blocked_passwords
from services.identity.domain.passwords import (
    PasswordNamesContext,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    require_good,
)


def check(password: str, username: str = "li.hua") -> None:
    require_good(password, username=username, blocked=blocked_passwords())


@pytest.mark.parametrize(
    "password",
    ["quiet lamps over harbour", "浑河两岸的灯光都亮了起来吧", "tqvxmzkwbnrd", "719305846201"],
)
def test_any_long_password_that_nobody_guesses_is_good(password):
    check(password)


def test_twelve_characters_are_enough_and_eleven_are_not():
    check("vq7-harbour9")
    with pytest.raises(PasswordTooShort):
        check("vq7-harbour")


def test_chinese_characters_count_as_one_each():
    with pytest.raises(PasswordTooShort):
        check("浑河两岸的灯光都亮了")


def test_a_password_has_at_most_128_characters():
    long = "quiet lamps over harbour " * 6
    check(long[:128])
    with pytest.raises(PasswordTooLong):
        check(long[:129])


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "1q2w3e4r5t6y",
        "qwertyuiopasdf",
        "Password2024!",
        "P@ssw0rd2024!!",
        "passwordpassword",
        "admin-123456",
        "WoAiNi1314520",
        "aaaaaaaaaaaaa",
        "abababababab",
        "我爱你我爱你我爱你我爱你",
        "１２３４５６７８９０１２",
    ],
)
def test_well_known_passwords_are_refused_however_they_are_dressed_up(password):
    with pytest.raises(PasswordTooCommon):
        check(password)


@pytest.mark.parametrize(
    ("password", "username"),
    [
        ("my-Shirong-login", "li.hua"),
        ("抚顺的市容越来越好看了呀", "li.hua"),
        ("harbour WANGWU lamps", "wangwu"),
    ],
)
def test_a_password_names_neither_the_place_nor_the_person(password, username):
    with pytest.raises(PasswordNamesContext):
        check(password, username)


def test_the_blocked_list_is_long_enough_to_matter():
    assert len(blocked_passwords()) >= 200
