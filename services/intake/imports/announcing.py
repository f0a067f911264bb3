"""What is announced of a record: all that spreadsheets say of a problem, people aside."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json

from services.contracts.intake import RecordImported, RecordRemoved
from services.intake.domain.record import Cells, Record, Source, Told, kind_of, photo_id
from services.intake.sheets.dates import Moment
from services.intake.sheets.fields import FIELDS

LARGEST = 56_000
"""Bytes of a fact's data: the bus takes 64 KiB, and the envelope needs some."""
FORMER = 5
"""Former values of a field that are told; intake keeps them all."""
PERSONAL = frozenset(name for name, each in FIELDS.items() if each.personal)
LENGTHS = (4_000, 500, 100, 20)
"""Characters of a value that are told, if the whole fits only so."""
Fact = RecordImported | RecordRemoved


def announce(record: Record, *, at: datetime, by: UUID | None) -> Fact:
    """The fact about a record's present state; values are shortened until it fits the bus."""
    if record.removed:
        return RecordRemoved(record_id=record.id, version=record.version, at=at, by=by)
    for length in LENGTHS:
        fact = _imported(record, at=at, by=by, length=length)
        if len(to_json(fact)) <= LARGEST:
            return fact
    return _imported(replace(record, extra={}), at=at, by=by, length=LENGTHS[-1])


def _imported(record: Record, *, at: datetime, by: UUID | None, length: int) -> RecordImported:
    sources = _told_of(record, former=_former(length))
    numbers = {source: number for number, source in enumerate(sources)}
    point, found_at = record.value("point"), record.value("found_at")
    told = {
        "record_id": record.id,
        "told_case_id": record.case_id,
        "organisation_id": record.organisation_id,
        "place": {
            "address": record.text("address")[:length],
            "longitude": point["longitude"] if point else None,
            "latitude": point["latitude"] if point else None,
        },
        "given_point": _given(point) if point else None,
        "category_code": record.value("category") or record.value("major"),
        "street_id": record.value("street") or record.value("district"),
        "responsible_organisation_id": record.value("organisation"),
        "status": record.value("status"),
        "found_on": Moment.read(found_at).day if found_at else None,
        "cells": _cells(record.cells, numbers, length),
        "extra": _cells(record.extra, numbers, length),
        "photos": [
            {
                "kind": kind_of(name),
                "sha256": digest,
                "source": numbers[source],
                "photo_id": photo_id(source, kind_of(name), digest),
            }
            for name, told in record.photos.items()
            for digest, source in told
        ],
        "sources": [
            {
                "import_id": each.import_id,
                "organisation_id": each.organisation_id,
                "sheet": each.sheet,
                "row": each.row,
                "at": each.at,
                "platform": each.platform,
            }
            for each in sources
        ],
        "version": record.version,
        "at": at,
        "by": by,
    }
    # Made at once: a model for each of its forty values takes three times as long.
    return RecordImported.model_validate(told)


def _former(length: int) -> int:
    return FORMER if length == LENGTHS[0] else 1


def _told_of(record: Record, *, former: int) -> tuple[Source, ...]:
    """The sources of the values that are told, and the last one of every department: a record
    that is told anew each month would else outgrow the bus."""
    told = {
        each.source
        for cells in (record.cells, record.extra)
        for values in cells.values()
        for each in values[-1 - former :]
    }
    told |= {source for values in record.photos.values() for _, source in values}
    told |= set({each.organisation_id: each for each in record.sources}.values())
    return tuple(each for each in record.sources if each in told)


def _given(point: Mapping[str, Any]) -> dict[str, Any]:
    longitude, latitude = point["given"]
    return {"longitude": longitude, "latitude": latitude, "system": point["system"]}


def _cells(cells: Cells, numbers: Mapping[Source, int], length: int) -> list[dict[str, Any]]:
    found = []
    former = _former(length)
    for name, told in cells.items():
        if name in PERSONAL:
            continue
        *beneath, top = [_value(each, numbers, length) for each in told[-1 - former :]]
        found.append({"field": name, "holds": top, "former": beneath[::-1]})
    return found


def _value(told: Told, numbers: Mapping[Source, int], length: int) -> dict[str, Any]:
    value = told.value
    if isinstance(value, dict):
        value = f"{value['longitude']},{value['latitude']}"
    text = None if value is None else str(value)[:length]
    raw = None if text == told.raw else told.raw[:length]
    return {"value": text, "raw": raw, "source": numbers[told.source]}
