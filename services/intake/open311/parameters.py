"""What Open311's clients send: a request's parameters, and what a list of requests is asked by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps
from math import isfinite
from typing import Literal
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from services.contracts.place import Place
from services.intake.open311.refusals import BodyNotAForm, ParameterMalformed, ParameterMissing
from services.intake.sheets.cells import printable

Parameters = Mapping[str, str]
Standing = Literal["open", "closed"]

DESCRIPTION, ADDRESS, URL = 4_000, 400, 2_000
"""Characters of each at most."""
SPAN = timedelta(days=90)
IDS = 1_000
KEPT = ("service_code", "description", "lat", "long", "address_string", "media_url", "device_id")
"""By these a request is the same as one before. Names, mail and telephone aren't kept at all."""
DAY_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_form(body: bytes) -> dict[str, str]:
    """The parameters of a form; of one given twice the last."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=100
        )
    except ValueError as error:
        raise BodyNotAForm from error
    return {name: printable(value).strip() for name, value in pairs}


@dataclass(frozen=True)
class Wish:
    """A service request as somebody makes it; `digest` is the same for the same content."""

    service_code: str
    description: str
    place: Place
    media_url: str
    digest: bytes


def read_wish(given: Parameters) -> Wish:
    """What a request says; a refusal names the parameter that is missing or can't be right."""
    if not given.get("service_code"):
        raise ParameterMissing(name="service_code")
    description = given.get("description", "")
    if len(description) > DESCRIPTION:
        raise ParameterMalformed(name="description")
    told = dumps({name: given.get(name, "") for name in KEPT}).encode()
    return Wish(
        service_code=given["service_code"],
        description=description,
        place=_place(given),
        media_url=_url(given.get("media_url", "")),
        digest=sha256(told).digest(),
    )


@dataclass(frozen=True)
class Question:
    """What a list of requests is asked by. Given `ids`, nothing else counts."""

    since: datetime
    until: datetime
    ids: tuple[UUID, ...] | None = None
    service_codes: tuple[str, ...] = ()
    standing: Standing | None = None


def read_question(given: Parameters, *, now: datetime) -> Question:
    """The last ninety days where nothing is said; at most ninety days in any case."""
    since, until = _instant(given, "start_date"), _instant(given, "end_date")
    if since is None:
        since = (until or now) - SPAN
    until = min(until or since + SPAN, since + SPAN)
    standings = set(filter(None, given.get("status", "").split(",")))
    if not standings <= {"open", "closed"}:
        raise ParameterMalformed(name="status")
    standing: Standing | None = None
    if len(standings) == 1:
        standing = "open" if "open" in standings else "closed"
    return Question(
        since=since,
        until=until,
        ids=_ids(given.get("service_request_id", "")),
        service_codes=tuple(filter(None, given.get("service_code", "").split(",")))[:IDS],
        standing=standing,
    )


def _place(given: Parameters) -> Place:
    address = given.get("address_string", "")
    if len(address) > ADDRESS:
        raise ParameterMalformed(name="address_string")
    latitude, longitude = _degrees(given, "lat", 90), _degrees(given, "long", 180)
    if (latitude is None) != (longitude is None):
        raise ParameterMissing(name="lat" if latitude is None else "long")
    if latitude is None and not address:
        # An address_id names a place in a list of addresses, which there isn't.
        raise ParameterMissing(name="lat, long / address_string")
    return Place(address=address, longitude=longitude, latitude=latitude)


def _degrees(given: Parameters, name: str, most: int) -> float | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise ParameterMalformed(name=name) from None
    if not isfinite(value) or abs(value) > most:
        raise ParameterMalformed(name=name)
    return value


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ParameterMalformed(name="media_url") from None
    if text and (len(text) > URL or parts.scheme not in ("http", "https") or not parts.netloc):
        raise ParameterMalformed(name="media_url")
    return text


def _instant(given: Parameters, name: str) -> datetime | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        # A plus sign in a query that wasn't encoded arrives as a blank.
        at = datetime.fromisoformat(text.replace(" ", "+"))
        if DAY_ONLY.fullmatch(text) or at.tzinfo is None:
            raise ParameterMalformed(name=name)
        at - SPAN, at + SPAN
    except (ValueError, OverflowError):
        raise ParameterMalformed(name=name) from None
    return at


def _ids(text: str) -> tuple[UUID, ...] | None:
    if not text:
        return None
    found = []
    for each in text.split(",")[:IDS]:
        try:
            found.append(UUID(each.strip()))
        except ValueError:
            # An id that none can have names no request.
            continue
    return tuple(found)
