"""The words of notices: templates as data, with the fields they may name.

What leaves the house is a notice's title, so titles name only fields that tell of nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from string import Formatter
from typing import Any, Literal

from services.chassis.refusals import Invalid

Language = Literal["zh", "en"]
Facts = Mapping[str, Any]
"""What a notice knows of its fact, as JSON: instants and dates in ISO 8601."""

OUTSIDE = ("number", "organisation", "due", "until", "count", "channel", "about", "service")
INSIDE = (*OUTSIDE, "address", "reason")
"""Fields of a title, and of what is read after signing in only."""
UNKNOWN = "—"
SAMPLE: Mapping[Language, Facts] = {
    "zh": {
        "number": "XF-2026-0012",
        "organisation": "新抚区",
        "due": "2026-03-11 23:59",
        "until": "2026-04-01",
        "count": 3,
        "channel": "值班群",
        "about": "新抚区",
        "service": "采集",
        "address": "站前街 12 号",
        "reason": "未清理干净",
    },
    "en": {
        "number": "XF-2026-0012",
        "organisation": "Xinfu District",
        "due": "2026-03-11 23:59",
        "until": "2026-04-01",
        "count": 3,
        "channel": "duty group",
        "about": "Xinfu District",
        "service": "Intake",
        "address": "12 Zhanqian Street",
        "reason": "not cleared yet",
    },
}
"""What a template's preview is filled with."""


class TemplateFieldUnknown(Invalid):
    zh = "模板 {kind}（{language}）使用了未知字段 {field}；可用字段：{known}。"
    en = "Template {kind} ({language}) names the unknown field {field}; there are {known}."


class TitleTellsTooMuch(Invalid):
    zh = "模板 {kind}（{language}）的标题会发到系统之外，不能使用字段 {field}。"
    en = "The title of template {kind} ({language}) leaves the house and may not name {field}."


class TemplateMalformed(Invalid):
    zh = "模板 {kind}（{language}）的花括号不成对。"
    en = "The braces of template {kind} ({language}) don't match."


class TemplateKindUnknown(Invalid):
    zh = "没有通知种类 {kind}。"
    en = "There is no kind of notice {kind}."


class TemplateMissing(Invalid):
    zh = "缺少通知种类 {kind} 的模板（{language}）。"
    en = "There is no template of {kind} in {language}."


@dataclass(frozen=True)
class Template:
    """The words of one kind of notice in one language."""

    kind: str
    language: Language
    title: str
    body: str


@dataclass(frozen=True)
class Words:
    """A notice as it is read."""

    title: str
    body: str


def require_sound(template: Template) -> None:
    """Refused unless both texts name known fields, and the title only what tells of nobody."""
    where = {"kind": template.kind, "language": template.language}
    for text in (template.title, template.body):
        for field in _fields(text, where):
            if field not in INSIDE:
                raise TemplateFieldUnknown(field=field, known=", ".join(INSIDE), **where)
            if text is template.title and field not in OUTSIDE:
                raise TitleTellsTooMuch(field=field, **where)


def require_complete(templates: Iterable[Template], kinds: Iterable[str]) -> None:
    """Every kind has its words in both languages, and no other kind has any."""
    given = {(each.kind, each.language) for each in templates}
    known = set(kinds)
    for kind, _ in sorted(given):
        if kind not in known:
            raise TemplateKindUnknown(kind=kind)
    languages: tuple[Language, ...] = ("zh", "en")
    for kind in sorted(known):
        for language in languages:
            if (kind, language) not in given:
                raise TemplateMissing(kind=kind, language=language)


def told(template: Template, facts: Facts) -> Words:
    """The template filled in; what isn't known is a dash."""
    values = {field: facts.get(field) or UNKNOWN for field in INSIDE}
    return Words(template.title.format_map(values), template.body.format_map(values))


def in_zone(facts: Facts, zone: tzinfo) -> dict[str, Any]:
    """The facts with instants as people read them, in the city's time."""
    shown = dict(facts)
    if due := facts.get("due"):
        shown["due"] = f"{datetime.fromisoformat(due).astimezone(zone):%Y-%m-%d %H:%M}"
    if until := facts.get("until"):
        shown["until"] = date.fromisoformat(until).isoformat()
    return shown


def _fields(text: str, where: dict[str, Any]) -> list[str]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise TemplateMalformed(**where) from None
    # `{a.b}`, `{a!r}` and `{a:>9}` would reach beyond the plain value.
    fields = []
    for _, name, spec, conversion in parts:
        if name is not None:
            fields.append(
                name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
            )
    return fields


FAILURES: Mapping[str, tuple[str, str]] = {
    "timed-out": ("对方在规定时间内没有响应", "it did not answer in time"),
    "unreachable": ("无法连接到对方", "it can't be reached"),
    "refused": ("对方拒绝接收", "it refused the message"),
    "address-not-allowed": ("地址不在允许范围内", "channels may not lead there"),
    "address-unreadable": ("地址无法读取，请重新设置", "its address can't be read; set it anew"),
    "not-set-up": ("系统未配置此类渠道", "this installation has no such channels set up"),
    "failed": ("发送失败", "sending failed"),
}
"""Why a letter didn't get through, in Chinese and English."""
ROLES: Mapping[str, tuple[str, str]] = {
    "inspector": ("采集员", "inspector"),
    "reviewer": ("审核员", "reviewer"),
    "leader": ("分管领导", "leader"),
    "handler": ("处置员", "handler"),
    "supervisor": ("督导员", "supervisor"),
    "verifier": ("核查员", "verifier"),
    "lead_administrator": ("牵头部门管理员", "lead administrator"),
    "observer": ("督查", "observer"),
    "administrator": ("系统管理员", "administrator"),
}
"""The glossary's roles as people read them."""

SERVICES: Mapping[str, tuple[str, str]] = {
    "identity": ("账号", "Accounts"),
    "intake": ("采集", "Intake"),
    "review": ("审核", "Review"),
    "dispatch": ("派遣", "Dispatch"),
    "closure": ("整改销号", "Closure"),
    "media": ("照片", "Photos"),
    "ledger": ("台账", "Ledger"),
    "notice": ("通知", "Notices"),
}
"""The services as administrators read them."""


def failure(code: str) -> tuple[str, str]:
    """The same for any code, also one of a later version."""
    return FAILURES.get(code, FAILURES["failed"])
