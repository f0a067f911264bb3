"""Watermark templates: a city's data that says how the words on its pictures look.

Time, date, weekday, a camera's time that differs and the verification code with its QR are on
every picture, since they are what makes it evidence; a template orders the rest.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from services.chassis.refusals import Invalid
from services.contracts.media import WatermarkField as Field
from services.contracts.media import WatermarkLayout as Layout
from services.contracts.media import WatermarkUse as Use

READABLE = 4.5
"""Least contrast of letters and their ground (WCAG 2.2, success criterion 1.4.3)."""
FAINTEST, DENSEST = 40, 90
"""Per cent of the ground's colour: less drowns the letters, more hides the photo."""
COLOUR = re.compile(r"#[0-9A-F]{6}")

Colour = tuple[int, int, int]


class NoWatermarkFor(Invalid):
    zh = "用途“{use}”必须恰好有一个水印模板，现有 {count} 个。"
    en = "The use {use} needs exactly one watermark template; it has {count}."


class RepeatedWatermark(Invalid):
    zh = "水印模板 {code} 出现了两次，或其内容项有重复。"
    en = "The watermark template {code} is given twice, or repeats a field."


class UnreadableWatermark(Invalid):
    zh = "水印模板 {code} 的文字颜色 {colour} 与底色 {shade} 对比度不足 {least}:1，难以辨认。"
    en = "In the watermark template {code}, {colour} on {shade} has a contrast below {least}:1."


class UnwritableWatermark(Invalid):
    zh = "水印模板 {code} 的标题含有无法显示的字符：{characters}。"
    en = "No font here can write these characters in the title of {code}: {characters}."


class LogoUnusable(Invalid):
    zh = "水印模板 {code} 的标志不是可用的 PNG 图片。"
    en = "The logo of the watermark template {code} is not a usable PNG picture."


@dataclass(frozen=True)
class Style:
    """How words are set. `opacity` is the ground's share in per cent."""

    layout: Layout = "strip"
    title: str = ""
    ink: str = "#FFFFFF"
    accent: str = "#FFC800"
    shade: str = "#000000"
    opacity: int = 60

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Style":
        """From JSON, as the sandbox receives it."""
        return cls(**content)


@dataclass(frozen=True)
class Template:
    """`fields` in their order; `uses` name whose photos it is for; `logo` is a PNG."""

    code: str
    name: str
    style: Style
    fields: tuple[Field, ...]
    uses: tuple[Use, ...]
    logo: bytes | None = None


STANDARD = Template("standard", "标准", Style(), get_args(Field), get_args(Use))
"""What is used until a city has brought its own."""


def require_sound(templates: Sequence[Template]) -> None:
    """Refuse templates given twice, uses without exactly one, and letters nobody can read."""
    codes = Counter(template.code for template in templates)
    for template in templates:
        fields, uses = Counter(template.fields), Counter(template.uses)
        if max([codes[template.code], *fields.values(), *uses.values()]) > 1:
            raise RepeatedWatermark(code=template.code)
        style = template.style
        for letters in (style.ink, style.accent):
            if contrast(rgb(letters), rgb(style.shade)) < READABLE:
                raise UnreadableWatermark(
                    code=template.code, colour=letters, shade=style.shade, least=READABLE
                )
    uses = Counter(use for template in templates for use in template.uses)
    for use in get_args(Use):
        if uses[use] != 1:
            raise NoWatermarkFor(use=use, count=uses[use])


def rgb(colour: str) -> Colour:
    """`#FFC800` as its three parts from 0 to 255."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
