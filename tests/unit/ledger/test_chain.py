"""The chain: nothing in it can be changed, left out or cut off unseen."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from services.ledger.chain import GENESIS, Head, Link, canonical, close, link, verify
from tests.unit.ledger.builders import NOW, XINFU, an_id

Chained = list[tuple[Link, bytes | None]]


def a_chain(length: int = 5) -> Chained:
    head, entries = Head(), []
    for number in range(length):
        body = canonical({"number": number})
        made = link(
            head,
            chain=XINFU,
            kind="closed",
            case_id=an_id(f"case {number}"),
            at=NOW + timedelta(minutes=number),
            payload=body,
        )
        entries.append((made, body))
        head = Head(made.seq, made.hash)
    return entries


def test_an_untouched_chain_is_whole_to_its_head():
    entries = a_chain()

    verdict = verify(entries)

    assert (verdict.broken, verdict.head.seq) == (None, 5)
    assert verdict.head.hash == entries[-1][0].hash


def test_the_first_entry_follows_thirty_two_zero_bytes_by_the_stated_formula():
    first, body = a_chain(1)[0]
    covered = (
        f'{{"at":"2026-11-23T02:00:00.000000+00:00","case_id":"{an_id("case 0")}",'
        f'"chain":"{XINFU}","kind":"closed","payload_hash":"{sha256(body).hexdigest()}","seq":1}}'
    )

    assert first.prev_hash == GENESIS
    assert first.hash == sha256(b"\x00" + bytes(32) + covered.encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"case_id": an_id("another")},
        {"kind": "reopened"},
        {"at": NOW},
        {"payload_hash": "11" * 32},
        {"prev_hash": "11" * 32},
        {"hash": "11" * 32},
        {"seq": 7},
        {"chain": an_id("another")},
    ],
)
def test_a_changed_entry_is_the_first_broken_one(change):
    entries = a_chain()
    entries[2] = (replace(entries[2][0], **change), entries[2][1])

    assert verify(entries).broken == 3


def test_a_changed_payload_breaks_its_entry():
    entries = a_chain()
    entries[1] = (entries[1][0], canonical({"number": 99}))

    assert verify(entries).broken == 2


def test_a_payload_taken_out_leaves_the_chain_whole_and_is_counted():
    entries = a_chain()
    entries[1] = (entries[1][0], None)

    verdict = verify(entries)

    assert (verdict.broken, verdict.redacted) == (None, 1)


def test_an_entry_left_out_or_moved_shows():
    entries = a_chain()

    assert verify(entries[:2] + entries[3:]).broken == 3
    assert verify([entries[0], entries[2], entries[1]]).broken == 2


def test_entries_cut_off_at_the_end_show_against_the_head():
    entries = a_chain()
    head = Head(5, entries[-1][0].hash)

    assert close(verify(entries), head).broken is None
    assert close(verify(entries[:3]), head).broken == 4


def test_a_chain_can_be_followed_in_pieces():
    entries = a_chain()

    assert verify(entries[2:], after=verify(entries[:2])) == verify(entries)


def test_one_value_has_one_spelling():
    assert canonical({"b": 1, "a": "市容"}) == '{"a":"市容","b":1}'.encode()


def test_floats_are_refused_at_any_depth():
    with pytest.raises(ValueError, match="many spellings"):
        canonical({"place": [{"longitude": 123.9}]})
