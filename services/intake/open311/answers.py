"""Our words as GeoReport v2 has them: categories, reports, and how far they have come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.intake.domain.reference import Category
from services.intake.domain.report import Report, Status
from services.intake.open311.parameters import Standing

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-26T00:00:00Z"

STANDING: dict[Status, Standing] = {
    Status.WAITING: "open",
    Status.APPROVED: "open",
    Status.CONFIRMED: "open",
    Status.REOPENED: "open",
    Status.REJECTED: "closed",
    Status.MERGED: "closed",
    Status.WITHDRAWN: "closed",
    Status.CLOSED: "closed",
}
NOTES: dict[Status, str] = {
    Status.WAITING: "待审核 Waiting for review",
    Status.APPROVED: "已受理，整改中 Accepted, being dealt with",
    Status.CONFIRMED: "已确认为紧急，督导中 Confirmed as urgent",
    Status.REOPENED: "重新整改中 Being dealt with again",
    Status.REJECTED: "不受理 Not accepted",
    Status.MERGED: "已并入另一上报 Goes on in another request",
    Status.WITHDRAWN: "已撤回 Withdrawn",
    Status.CLOSED: "已整改销号 Dealt with and closed",
}
PUBLIC = frozenset({Status.APPROVED, Status.CONFIRMED, Status.CLOSED, Status.REOPENED})
"""Requests that a reviewer has seen and accepted: others are nobody's but their sender's."""


@dataclass(frozen=True)
class Made:
    """A service request: the report that it became, and what Open311 alone knows of it."""

    report: Report
    service_code: str
    media_url: str


def services(categories: Sequence[Category]) -> list[dict[str, Any]]:
    """Every category that has none below it."""
    names = {each.code: each.name for each in categories}
    above = {each.parent_code for each in categories}
    return [
        {
            "service_code": each.code,
            "service_name": each.name,
            "description": each.name_en,
            "metadata": False,
            "type": "realtime",
            "keywords": ", ".join(each.keywords),
            "group": names.get(each.parent_code or "", ""),
        }
        for each in categories
        if each.code not in above
    ]


def definition(code: str) -> dict[str, Any]:
    """No service asks for more than every request has."""
    return {"service_code": code, "attributes": []}


def requests(
    found: Iterable[Made], categories: Sequence[Category], *, agency: str, all_shown: bool
) -> list[dict[str, Any]]:
    """Requests as anyone may see them; `all_shown` is for the platform that made them."""
    names = {each.code: each.name for each in categories}
    return [_request(each, names.get(each.service_code), agency, all_shown) for each in found]


def made(report_id: UUID) -> dict[str, Any]:
    """The answer to a request that was made."""
    return {
        "service_request_id": str(report_id),
        "service_notice": "已收到，审核后处理。 Received; it will be reviewed.",
        "account_id": None,
    }


def discovery(*, url: str, contact: str) -> dict[str, Any]:
    """Where what is spoken."""
    return {
        "changeset": CHANGESET,
        "contact": contact,
        "key_service": "请向系统管理员申请 api_key。 Ask the administrator for an api_key.",
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": url,
                "changeset": CHANGESET,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def _request(each: Made, name: str | None, agency: str, all_shown: bool) -> dict[str, Any]:
    report = each.report
    is_public = report.status in PUBLIC
    place = report.content.place
    updated: datetime = report.last.at
    return {
        "service_request_id": str(report.id),
        "status": STANDING[report.status],
        "status_notes": NOTES[report.status],
        "service_name": name or each.service_code,
        "service_code": each.service_code,
        "description": report.content.description,
        "agency_responsible": agency,
        "service_notice": None,
        "requested_datetime": report.reported_at,
        "updated_datetime": updated,
        "expected_datetime": None,
        "address": place.address or None,
        "address_id": None,
        "zipcode": None,
        "lat": place.latitude,
        "long": place.longitude,
        "media_url": each.media_url or None if is_public or all_shown else None,
    }
