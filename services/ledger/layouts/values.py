"""What a case says under a department's heading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from services.chassis.directory import Directory, UnknownOrganisation
from services.ledger.domain.case import Case
from services.ledger.exports.cells import Cell
from services.ledger.layouts.layout import Column
from services.ledger.statistics.groups import group_of
from services.ledger.table.choices import CHOICES

STATUS = {
    "closed": "closed",
    "deferred": "deferred",
    "rejected": "rejected",
    "withdrawn": "rejected",
    "merged": "rejected",
    "submitted": "rectified",
    "pre_closed": "rectified",
    "in_pool": "under_way",
}
"""How far a department would say that a case of the workflow has come; others are open."""


@dataclass(frozen=True)
class Values:
    """Tells what a spreadsheet told in its own words, and the workflow's columns in the city's."""

    zone: tzinfo
    directory: Directory
    categories: Mapping[str, tuple[str, str]]

    def row(self, case: Case, columns: tuple[Column, ...], *, number: int) -> list[Cell]:
        """The cells under some headings; `number` counts the rows from 1."""
        told = case.told or {}
        return [
            told.get(each.heading)
            if each.field is None
            else number
            if each.field == "serial"
            else self._value(case, each.field, told)
            for each in columns
        ]

    def _value(self, case: Case, field: str, told: Mapping[str, str]) -> Cell:
        if field in told:
            return told[field]
        match field:
            case "number":
                return case.number or case.told_number
            case "description":
                return case.approved_description or case.description
            case "solution" | "return_reason":
                return getattr(case, field)  # type: ignore[no-any-return]
            case "address":
                return self._place(case).get("address") or None
            case "longitude" | "latitude":
                return getattr(case, field)  # type: ignore[no-any-return]
            case "point":
                point = (case.longitude, case.latitude)
                return None if None in point else f"{point[0]},{point[1]}"
            case "found_at":
                return case.found_on or self._day(case.submitted_at)
            case "due_at":
                return self._day(case.due_at)
            case "rectified_at":
                return self._day(case.rectified_at)
            case "street" | "district":
                return self._group(field, case.reporter_organisation_id)
            case "organisation":
                return self._name(case.organisation_id)
            case "category":
                return self.categories.get(case.category or "", (case.category, ""))[0]
            case "status":
                status = case.told_status or STATUS.get(case.stage, "open")
                return CHOICES["told_status"][status][0]
            case "origin":
                return CHOICES["source"].get(case.source or "", (case.source, ""))[0]
        # Who is named stays in intake, and pictures are in the documents that are made for them.
        return None

    def _place(self, case: Case) -> Mapping[str, Any]:
        return case.approved_place or case.place or {}

    def _day(self, moment: datetime | None) -> date | None:
        return None if moment is None else moment.astimezone(self.zone).date()

    def _group(self, field: str, organisation_id: UUID | None) -> str | None:
        if organisation_id is None:
            return None
        by: Any = field
        return self._name(group_of(by, organisation_id, directory=self.directory))

    def _name(self, organisation_id: UUID | None) -> str | None:
        if organisation_id is None:
            return None
        try:
            return self.directory.find(organisation_id).name
        except UnknownOrganisation:
            return None
