"""A code is forgiven its spelling, and a difference told by its place."""

import pytest

from services.media.domain import Level
from services.media.pages.words import WORDS
from services.media.verification import Difference, Verdict, plain


@pytest.mark.parametrize(
    "typed", ["23456789ABCD", "2345-6789-ABCD", "2345 6789 abcd", " 2345－6789—abcd。"]
)
def test_a_code_is_known_however_it_is_typed(typed: str):
    assert plain(typed) == "23456789ABCD"


@pytest.mark.parametrize("typed", ["", "2345", "23456789ABCD2", "O3456789ABCD", "验证码二三四五"])
def test_what_can_be_no_code_is_none(typed: str):
    assert plain(typed) is None


def test_differing_cells_are_told_as_ninths():
    found = Difference(((0, 0), (1, 0), (15, 11)), 0.02, 0.0, 3, b"")

    assert found.places == ("top-left", "bottom-right")
    assert set(found.places) <= set(WORDS)


@pytest.mark.parametrize("level", Level)
def test_every_reliability_has_words(level: Level):
    assert f"reliability_{level}" in WORDS


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words(verdict: Verdict):
    assert {verdict.value, f"{verdict}_more"} <= set(WORDS)
