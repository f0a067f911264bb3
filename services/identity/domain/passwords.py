"""What a password may be: long, not well known, not the name of the place. ASVS 6.2.1-6.2.12."""

import re
import unicodedata
from collections.abc import Iterator, Set

from services.chassis.refusals import Invalid

SHORTEST = 12
LONGEST = 128
CONTEXT_WORDS = ("shirong", "市容")
_SHORTEST_WORD = 3
"""A username of two letters occurs in too many good passwords to be looked for."""
_FEW_CHARACTERS = 5

_APPENDED = "0123456789!@#$%^&*?.,-_+= "
_LOOKALIKES = str.maketrans("@4031!$57", "aaoeiisst")


class PasswordTooShort(Invalid):
    zh = "密码至少需要 {shortest} 个字符。"
    en = "A password needs at least {shortest} characters."


class PasswordTooLong(Invalid):
    zh = "密码最多 {longest} 个字符。"
    en = "A password has at most {longest} characters."


class PasswordTooCommon(Invalid):
    zh = "这个密码太常见，容易被猜到，请换一个。"
    en = "This password is too common to be safe; choose another."


class PasswordNamesContext(Invalid):
    zh = "密码不能包含用户名、“shirong”或“市容”。"
    en = "A password may not contain the username, “shirong” or “市容”."


def require_good(password: str, *, username: str, blocked: Set[str]) -> None:
    """Refuse a password that guessers try first; any characters are allowed, none are required.

    `blocked` holds well-known passwords and words, each `bare`.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort(shortest=SHORTEST)
    if len(password) > LONGEST:
        raise PasswordTooLong(longest=LONGEST)
    plain = _plain(password)
    words = [word for word in (*CONTEXT_WORDS, _plain(username)) if _is_telling(word)]
    if any(word in plain for word in words):
        raise PasswordNamesContext
    if len(set(plain)) < _FEW_CHARACTERS or not blocked.isdisjoint(forms(password)):
        raise PasswordTooCommon


def bare(text: str) -> str:
    """Lower case and without decoration: how the blocked list is kept."""
    return re.sub(r"[\W_]+", "", _plain(text))


def forms(password: str) -> frozenset[str]:
    """A password as a guesser sees it: bare, lookalikes undone, what was appended taken off."""
    return frozenset(each for each in _forms(password) if each)


def _forms(password: str) -> Iterator[str]:
    for spelling in (bare(password), bare(_plain(password).translate(_LOOKALIKES))):
        yield spelling
        yield spelling.strip(_APPENDED)
        yield _unit(spelling)
    # "P@ssword2024!": the decoration goes before the lookalikes are undone, or it becomes letters.
    yield bare(_plain(password).strip(_APPENDED).translate(_LOOKALIKES))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _is_telling(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD or not word.isascii()


def _unit(text: str) -> str:
    """The shortest piece that the text repeats: `abc` for `abcabcabc`, otherwise the text."""
    return text[: (text + text).find(text, 1)] if text else ""
