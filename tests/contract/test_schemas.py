"""What services say to one another keeps its shape, whoever runs which version."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator

from services.chassis import envelope
from services.contracts.event import EVENTS, Event, Value, publisher_of
from tests.contract import record, recorded
from tests.contract.additive import additive
from tests.contract.declared import DECLARED, MODULES
from tests.contract.samples import SAMPLES, bare

every_event = pytest.mark.parametrize("event", DECLARED, ids=lambda event: event.type)
every_sample = pytest.mark.parametrize("sample", SAMPLES.values(), ids=lambda event: event.type)
every_message = pytest.mark.parametrize(
    "path",
    sorted(recorded.MESSAGES.rglob("*.json")),
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)

PERSONAL = {
    *("name", "names", "nickname", "username", "user", "login", "account", "password"),
    *("phone", "mobile", "telephone", "tel", "email", "mail", "wechat", "qq", "openid"),
    *("identity", "passport", "birthday", "gender", "avatar", "face", "ip", "device"),
}
"""Words in a field's name that would speak of a person."""
NAMES_OF_NO_PERSON = {
    *(("identity.organisation.changed.v1", field) for field in ("name", "name_en", "short_name")),
    *(("intake.category.listed.v1", field) for field in ("name", "name_en")),
    ("intake.area.outlined.v1", "name"),
}
PERSONAL_TEXT = re.compile(
    r"(?<![0-9A-Za-z])1[3-9]\d{9}(?!\d)"  # a mobile number
    r"|(?<!\d)\d{17}[\dXx](?!\w)"  # an identity card
    r"|\S@\S"  # a mail address or an account
    r"|先生|女士|同志|师傅|张三|李四|王五"
)


@every_event
def test_an_events_shape_is_as_recorded(event: type[Event]):
    path = recorded.schema_path(event.type)

    assert path.exists(), f"{event.type} is not recorded: run `make schemas`"
    assert recorded.read(path) == recorded.schema_of(event), (
        f"{event.type} is not as recorded: run `make schemas` and look at the difference"
    )


@every_event
def test_an_events_shape_only_grew(event: type[Event]):
    assert (
        additive(recorded.read(recorded.schema_path(event.type)), recorded.schema_of(event)) == []
    )


def test_no_recorded_event_was_removed():
    declared = {event.type for event in DECLARED}

    assert {path.stem for path in recorded.SCHEMAS.glob("*.json")} <= declared
    assert {path.name for path in recorded.MESSAGES.iterdir()} <= declared


def test_a_shape_that_would_hurt_is_not_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    event = DECLARED[0]
    monkeypatch.setattr(recorded, "SCHEMAS", tmp_path)
    before = recorded.schema_of(event)
    before["properties"]["gone"] = {"type": "string"}
    recorded.write(recorded.schema_path(event.type), before)

    assert record.record(event) == [f"{event.type}: gone is gone"]
    assert recorded.read(recorded.schema_path(event.type)) == before


def test_an_event_without_a_sample_is_not_recorded(monkeypatch: pytest.MonkeyPatch):
    event = DECLARED[0]
    monkeypatch.delitem(SAMPLES, event.type)

    assert record.record(event) == [f"{event.type}: it has no sample in tests/contract/samples.py"]


def test_a_grown_shape_gets_a_second_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    event = DECLARED[0]
    monkeypatch.setattr(recorded, "SCHEMAS", tmp_path / "schemas")
    monkeypatch.setattr(recorded, "MESSAGES", tmp_path / "messages")
    record.record(event)
    (first,) = recorded.messages_of(event.type)
    message = recorded.read(first)
    del message["data"]["by"]
    recorded.write(first, message)

    record.record(event)
    record.record(event)

    assert [path.stem for path in recorded.messages_of(event.type)] == ["001", "002"]
    assert recorded.read(first) == message


@every_event
def test_an_event_has_a_message_of_its_present_shape(event: type[Event]):
    shapes = [
        recorded.fields_in(recorded.read(path)["data"]) for path in recorded.messages_of(event.type)
    ]

    assert recorded.fields_in(SAMPLES[event.type].model_dump(mode="json")) in shapes


@every_message
def test_a_message_recorded_once_is_still_read(path: Path):
    message = envelope.decode(path.read_bytes())

    event = message.event

    assert event is not None
    assert event.type == path.parent.name
    assert (event.subject, event.version) == (message.subject, message.version)


@every_sample
def test_a_new_message_fits_the_recorded_shape(sample: Event):
    reader = Draft202012Validator(recorded.read(recorded.schema_path(sample.type)))

    for event in (sample, bare(sample)):
        reader.validate(event.model_dump(mode="json"))


@every_sample
def test_fields_from_the_future_are_ignored(sample: Event):
    data = _with_unknown_fields(sample.model_dump(mode="json"))

    assert type(sample).model_validate(data) == sample


@every_sample
def test_an_envelope_carries_every_attribute(sample: Event):
    body = recorded.message_of(sample)
    attributes = json.loads(body)
    data = attributes.pop("data")

    assert UUID(attributes.pop("id"))
    assert attributes == {
        "specversion": "1.0",
        "source": f"/shirong/{publisher_of(sample.type)}",
        "type": sample.type,
        "subject": str(sample.subject),
        "time": data["at"],
        "datacontenttype": "application/json",
        "sequence": str(sample.version),
        "traceparent": recorded.TRACEPARENT,
    }
    assert len(body) <= 64 * 1024
    assert envelope.decode(body).event == sample


def test_messages_are_cloudevents_in_json():
    assert envelope.CONTENT_TYPE == "application/cloudevents+json"


@every_event
def test_an_events_name_is_publisher_subject_verb_version(event: type[Event]):
    assert re.fullmatch(r"[a-z]+\.[a-z-]+\.[a-z-]+\.v[1-9]\d*", event.type)
    assert event.__module__ == f"services.contracts.{publisher_of(event.type)}"
    assert event.subject_field in event.model_fields
    assert event.__doc__ != Event.__doc__, "its docstring says what happened"


def test_every_event_is_declared_by_a_contract_of_its_own():
    assert {publisher_of(event.type) for event in DECLARED} <= set(MODULES)
    assert all(EVENTS[event.type] is event for event in DECLARED)


def test_every_event_has_a_sample():
    assert set(SAMPLES) == {event.type for event in DECLARED}


@every_sample
def test_a_sample_fills_every_field(sample: Event):
    assert list(_empty_fields(sample, sample.type)) == []


@every_event
def test_no_field_speaks_of_a_person(event: type[Event]):
    fields = {
        path.rpartition(".")[2].removesuffix("[]")
        for path in recorded.fields_in(SAMPLES[event.type].model_dump(mode="json"))
    }
    smelling = {field for field in fields if PERSONAL & set(field.split("_"))}

    assert {(event.type, field) for field in smelling} <= NAMES_OF_NO_PERSON


@every_message
def test_no_recorded_message_speaks_of_a_person(path: Path):
    assert PERSONAL_TEXT.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "text", ["请联系 13841300000", "210402199001011234", "who@example.org", "门卫王师傅"]
)
def test_the_guard_smells_a_person(text: str):
    assert PERSONAL_TEXT.search(text)


def _with_unknown_fields(data: Any) -> Any:
    if isinstance(data, dict):
        return {**{key: _with_unknown_fields(value) for key, value in data.items()}, "new": 1}
    if isinstance(data, list):
        return [_with_unknown_fields(each) for each in data]
    return data


def _empty_fields(value: object, path: str) -> Iterator[str]:
    if isinstance(value, Value):
        for name in type(value).model_fields:
            inside = getattr(value, name)
            if name not in value.model_fields_set or inside is None or inside in ("", ()):
                yield f"{path}.{name}"
            yield from _empty_fields(inside, f"{path}.{name}")
    elif isinstance(value, tuple):
        for each in value:
            yield from _empty_fields(each, f"{path}[]")
