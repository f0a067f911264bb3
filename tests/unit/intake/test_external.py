"""What a platform signs, what its secrets are made of, and how its records are read."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.chassis.clock import utc_now
from services.chassis.history import Actor
from services.intake.domain.external import ExternalSource, make_key, revoke
from services.intake.domain.refusals import TooManyKeys
from services.intake.external.reading import read
from services.intake.external.signing import Signature, secret_of, sign
from services.intake.sheets.mapping import Choice
from tests.unit.intake.sheets.city import words

KEY, OTHER = UUID(int=1), UUID(int=2)
SECRET = secret_of(KEY, use="signing", external_secret="only-for-tests-0123456789")
REQUEST = {"method": "POST", "path": "/api/intake/external/szcg", "body": b"{}"}
BY = Actor(UUID(int=9), "郑一")
SOURCE = ExternalSource(
    id=UUID(int=7),
    code="szcg",
    name="数字化城管平台",
    organisation_id=UUID(int=8),
    id_field="no",
    rule="ours",
    active=True,
    version=1,
    last_who="郑一",
    last_at=utc_now(),
    fields={"what": Choice("description"), "at/lng": Choice("longitude", system="wgs84")},
)


def test_a_signature_is_read_back_and_good_for_what_was_signed():
    made = sign(SECRET, key_id=KEY, time=1_764_000_000, **REQUEST)

    read_back = Signature.read(made.header)

    assert read_back == made
    assert read_back.is_of(SECRET, **REQUEST)


def test_a_signature_is_what_openssl_makes_of_the_four_lines():
    made = sign("secret", key_id=KEY, time=1_764_000_000, **REQUEST)

    assert made.value == "813f93b0d03987c25575a2bef3ad615ec94dbd948535d04e96577fc25d9b318b"


@pytest.mark.parametrize(
    "other",
    [{"method": "PUT"}, {"path": "/api/intake/external/szcg?x=1"}, {"body": b"{ }"}],
    ids=str,
)
def test_a_signature_is_good_for_nothing_else(other):
    made = sign(SECRET, key_id=KEY, time=1_764_000_000, **REQUEST)

    assert not made.is_of(SECRET, **{**REQUEST, **other})
    assert not replace(made, time=1_764_000_001).is_of(SECRET, **REQUEST)


@pytest.mark.parametrize(
    "header", ["", "Bearer x", "Shirong-HMAC-SHA256 key=1, time=2, signature=3"]
)
def test_another_header_is_no_signature(header):
    assert Signature.read(header) is None


def test_each_key_and_each_use_has_a_secret_of_its_own():
    made = {
        secret_of(key, use=use, external_secret=secret)
        for key in (KEY, OTHER)
        for use in ("signing", "open311")
        for secret in ("one-0123456789012", "two-0123456789012")
    }

    assert len(made) == 8
    assert {len(each) for each in made} == {43}


def test_a_revoked_key_makes_room_for_another():
    at, there = utc_now(), []
    for number in range(4):
        key_id = UUID(int=number)
        there.append(make_key(key_id, SOURCE, use="signing", there=there, by=BY, at=at))
    with pytest.raises(TooManyKeys):
        make_key(OTHER, SOURCE, use="signing", there=there, by=BY, at=at)

    there[0] = revoke(there[0], by=BY, at=at)

    assert make_key(OTHER, SOURCE, use="signing", there=there, by=BY, at=at).is_good


def told(*records):
    return list(read(records, SOURCE, words()))


def test_objects_within_a_record_are_fields_of_their_own_and_lists_are_text():
    (sent,) = told({"no": 7, "what": "占道", "more": {"a": {"b": 1}}, "tags": ["x", "y"]})

    assert (sent.own_id, sent.entry.value("source_id")) == ("7", "7")
    assert {name: said.raw for name, said in sent.entry.extra.items()} == {
        "more/a/b": "1",
        "tags": "x; y",
    }


def test_the_same_content_has_the_same_digest_in_whatever_order():
    one, other, changed = told(
        {"no": "1", "what": "占道"}, {"what": "占道", "no": "1"}, {"what": "占道 ", "no": "1"}
    )

    assert one.digest == other.digest != changed.digest


def test_a_record_is_refused_for_what_can_not_be_read_by_the_names_of_its_fields():
    long, deep, wide = told(
        {"no": "x" * 101, "what": "占道"},
        {"no": "1", "what": "占\ufffd道"},
        {"no": "2", "what": "占道", **{str(n): n for n in range(70)}},
    )

    assert [each.code for each in long.entry.faults] == ["own-id-missing"]
    assert [(each.code, each.column) for each in deep.entry.faults] == [("damaged-text", "what")]
    assert [each.code for each in wide.entry.faults] == ["too-many-fields"]
