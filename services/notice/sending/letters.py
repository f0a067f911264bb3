"""A letter: all that waits on a channel, told in one message. It holds titles and links only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal
from uuid import UUID, uuid5

from services.chassis.directory import Directory, UnknownOrganisation
from services.contracts.media import photo_refusal
from services.notice.domain import words
from services.notice.domain.words import Facts, Template, Words
from services.notice.store.messages import Waiting

SHOWN = 10
"""Titles that a letter lists; how many more there are, it says."""
LETTERS = UUID("9f6a3a50-0d8f-4c1c-9d0a-8a9f0e7b6a11")


@dataclass(frozen=True)
class Told:
    """One notice as the outside is told of it."""

    id: UUID
    kind: str
    urgency: str
    case_id: UUID | None
    at: datetime
    title: str
    link: str


@dataclass(frozen=True)
class Letter:
    """`id` is the same whenever the same notices are sent again."""

    id: UUID
    title: str
    lines: tuple[str, ...]
    link: str
    urgent: bool
    notices: tuple[Told, ...]


def link_to(case_id: UUID | None, facts: Facts) -> str:
    """Where a screen opens what a notice is about, after signing in."""
    about = facts.get("opens") or ("inbox" if case_id is None else f"case/{case_id}")
    return f"/open/{about}"


def in_words(
    kind: str,
    facts: Mapping[str, Any],
    *,
    language: Literal["zh", "en"],
    templates: Mapping[tuple[str, str], Template],
    directory: Directory,
    zone: tzinfo,
) -> Words:
    """A notice as it is read in a language."""
    shown = words.in_zone(facts, zone)
    side = 0 if language == "zh" else 1
    for field in ("organisation", "about"):
        if field in shown:
            shown[field] = _name(UUID(shown[field]), language, directory)
    if "code" in shown:
        shown["reason"] = words.failure(shown["code"])[side]
    if "service" in shown:
        shown["service"] = words.SERVICES[shown["service"]][side]
    if "role" in shown:
        shown["reason"] = words.ROLES[shown["role"]][side]
    if kind == "photo_refused":
        shown["reason"] = photo_refusal(str(shown.get("reason", "")))[side]
    template = templates.get((kind, language))
    return words.told(template, shown) if template else Words(kind, "")


def compose(
    waiting: Sequence[Waiting],
    *,
    language: Literal["zh", "en"],
    templates: Mapping[tuple[str, str], Template],
    directory: Directory,
    zone: tzinfo,
    public_url: str,
) -> Letter:
    """One message for all that waits."""
    told = tuple(
        Told(
            each.event_id,
            each.kind,
            each.urgency,
            each.case_id,
            each.at,
            in_words(
                each.kind,
                each.facts,
                language=language,
                templates=templates,
                directory=directory,
                zone=zone,
            ).title,
            public_url + link_to(each.case_id, each.facts),
        )
        for each in waiting
    )
    urgent = any(each.urgency == "urgent" for each in told)
    name = uuid5(LETTERS, " ".join(str(each.id) for each in waiting))
    if len(told) == 1:
        return Letter(name, told[0].title, (), told[0].link, urgent, told)
    more = len(told) - SHOWN
    first = sorted(told, key=lambda each: each.urgency != "urgent")[:SHOWN]
    lines = [each.title for each in first]
    if more > 0:
        lines.append(f"……另有 {more} 条" if language == "zh" else f"… and {more} more")
    count = len(told)
    title = f"您有 {count} 条新通知" if language == "zh" else f"You have {count} new notices"
    return Letter(name, title, tuple(lines), public_url + link_to(None, {}), urgent, told)


def _name(organisation_id: UUID, language: str, directory: Directory) -> str:
    try:
        found = directory.find(organisation_id)
    except UnknownOrganisation:
        return words.UNKNOWN
    return found.name if language == "zh" else found.name_en or found.name
