"""The guard of the events' shapes: red for every change that would hurt, green for the others."""

from typing import Literal
from uuid import UUID

import pytest

from services.contracts.event import EVENTS, Event, Value
from tests.contract.additive import additive
from tests.contract.recorded import Schema, schema_of


class Spot(Value):
    street: str = ""
    metres: float | None = None


class LampBroke(Event, type="toy.lamp.broke.v1", subject="lamp_id"):
    """A lamp broke."""

    lamp_id: UUID
    kind: Literal["street", "park"]
    spot: Spot
    photo_ids: tuple[UUID, ...]
    note: str = ""


EVENTS.pop(LampBroke.type)  # a toy is no contract


def test_the_same_shape_is_no_change():
    assert additive(a_shape(), a_shape()) == []


def test_other_words_are_no_change():
    reworded = a_shape()
    reworded["description"] = "A lamp went out."
    reworded["properties"]["note"]["title"] = "Remark"

    assert additive(a_shape(), reworded) == []


def test_an_optional_field_may_be_added():
    wider = a_shape()
    wider["properties"]["urgent"] = {"type": "boolean", "default": False}
    wider["$defs"]["Spot"]["properties"]["height"] = {"type": "number", "default": 0}

    assert additive(a_shape(), wider) == []


@pytest.mark.parametrize("place", ["event", "value"])
def test_a_removed_field_is_told(place: str):
    narrower = a_shape()
    fields, name, told = {
        "event": (narrower["properties"], "note", "note"),
        "value": (narrower["$defs"]["Spot"]["properties"], "street", "spot.street"),
    }[place]
    del fields[name]

    assert additive(a_shape(), narrower) == [f"{told} is gone"]


def test_a_new_required_field_is_told():
    stricter = a_shape()
    stricter["properties"]["watts"] = {"type": "integer"}
    stricter["required"].append("watts")

    assert additive(a_shape(), stricter) == ["watts is new and required"]


def test_a_required_field_inside_a_value_is_told():
    stricter = a_shape()
    stricter["$defs"]["Spot"]["required"] = ["street"]

    assert additive(a_shape(), stricter) == ["spot.street was optional and is required"]


def test_a_field_that_is_no_longer_required_is_told():
    laxer = a_shape()
    laxer["required"].remove("photo_ids")

    assert additive(a_shape(), laxer) == ["photo_ids was required and is optional"]


def test_a_changed_type_is_told():
    other = a_shape()
    other["properties"]["note"]["type"] = "integer"

    assert additive(a_shape(), other) == [
        'note was {"default": "", "type": "string"} and is {"default": "", "type": "integer"}'
    ]


def test_a_changed_type_of_a_lists_items_is_told():
    other = a_shape()
    other["properties"]["photo_ids"]["items"] = {"type": "integer"}

    assert additive(a_shape(), other) == [
        'each of photo_ids was {"format": "uuid", "type": "string"} and is {"type": "integer"}'
    ]


def test_a_field_that_may_now_be_empty_is_told():
    other = a_shape()
    other["properties"]["lamp_id"] = {
        "anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]
    }

    assert len(additive(a_shape(), other)) == 1


def test_a_field_that_may_no_longer_be_empty_is_told():
    other = a_shape()
    other["$defs"]["Spot"]["properties"]["metres"]["anyOf"].pop()

    assert len(additive(a_shape(), other)) == 1


def test_a_narrowed_enumeration_is_told():
    narrower = a_shape()
    narrower["properties"]["kind"]["enum"].remove("park")

    assert additive(a_shape(), narrower) == ["kind may no longer be 'park'"]


def test_a_widened_enumeration_is_told():
    wider = a_shape()
    wider["properties"]["kind"]["enum"].append("tunnel")

    assert additive(a_shape(), wider) == ["kind may be 'tunnel', which older readers refuse"]


def test_a_renamed_event_is_told():
    renamed = a_shape()
    renamed["$id"] = "toy.light.broke.v1"

    assert additive(a_shape(), renamed) == [
        "the event is called toy.light.broke.v1; it was toy.lamp.broke.v1"
    ]


def test_another_subject_is_told():
    other = a_shape()
    other["x-subject"] = "spot_id"

    assert len(additive(a_shape(), other)) == 1


def a_shape() -> Schema:
    return schema_of(LampBroke)
