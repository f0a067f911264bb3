"""Words to search by: any part of a run of characters is found, and no phrase spans two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ledger.table.words import Phrase, phrases, words


def found(asked: str, *texts: str) -> bool:
    """What the databases do with the words, in plain Python."""
    kept = [word or "\0" for word in words(texts)]
    return all(_follows(phrase, kept) for phrase in phrases(asked)) and bool(phrases(asked))


def _follows(phrase: Phrase, kept: list[str]) -> bool:
    *first, last = phrase.words
    return any(
        kept[at : at + len(first)] == first
        and (
            kept[at + len(first)].startswith(last) if phrase.open else kept[at + len(first)] == last
        )
        for at in range(len(kept) - len(first))
    )


def test_a_run_is_kept_as_its_pairs_and_its_last_character():
    assert words(["共享单车"]) == ["共享", "享单", "单车", "车"]


def test_other_letters_and_digits_stay_whole_and_are_folded():
    assert words(["FS-2026 Ｂ栋"]) == ["fs", "2026", "b", "栋"]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("单车", "共享单车乱停"),
        ("车", "共享单车"),
        ("共", "共享单车"),
        ("单车12", "大单车12栋"),
        ("2026-0001", "XF-2026-000123"),
        ("站前 车", "站前街有车"),
        ("ｘｆ", "XF-1"),
        ("𠮷野", "𠮷野家门前"),
    ],
)
def test_what_is_there_is_found(asked, text):
    assert found(asked, text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [("单享", "共享单车"), ("共单", "共享单车"), ("享,车", "共享单车"), ("", "车"), ("，", "车，")],
)
def test_what_is_not_there_is_not_found(asked, text):
    assert not found(asked, text)


def test_no_phrase_goes_from_one_text_into_the_next():
    assert not found("单车", "共享单", "车辆")


@given(st.text(alphabet="共享单车栋a1 ，-", max_size=30), st.data())
def test_every_part_of_a_text_without_gaps_is_found(text, data):
    runs = [run for run in text.replace("，", " ").replace("-", " ").split() if run]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    end = data.draw(st.integers(start + 1, len(run)))
    if run[start].isascii() and start > 0 and run[start - 1].isascii():
        return  # the middle of a word of letters and digits is nobody's question
    assert found(run[start:end], text)
