"""What one row of `watermarks.csv` means, with the logo that lies beside it."""

import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, cast, get_args

from deploy.cities.table import Row
from services.contracts.media import WatermarkField, WatermarkLayout, WatermarkUse

_COLOUR = re.compile(r"#[0-9A-F]{6}")
_LOGO = re.compile(r"[a-z0-9-]+\.png")


@dataclass(frozen=True)
class Watermark:
    """How the words on pictures look. `logo` is a PNG in base64, given by its file's name."""

    at: str
    code: str
    name: str
    layout: WatermarkLayout
    title: str
    fields: tuple[WatermarkField, ...]
    ink: str
    accent: str
    shade: str
    opacity: int
    uses: tuple[WatermarkUse, ...]
    logo: str | None

    COLUMNS: ClassVar = (
        *("code", "name_zh", "layout", "title", "fields", "ink", "accent", "shade", "opacity"),
        *("uses", "logo", "note"),
    )

    @classmethod
    def of(cls, row: Row, *, folder: Path) -> "Watermark":
        layout, opacity = row.required("layout"), row.whole("opacity")
        if layout not in get_args(WatermarkLayout):
            row.refuse(f"layout {layout} is none of {', '.join(get_args(WatermarkLayout))}")
        for column in ("ink", "accent", "shade"):
            if not _COLOUR.fullmatch(row.required(column)):
                row.refuse(f"{column} {row.text(column)} is not written like #FFC800")
        if opacity is None or not 40 <= opacity <= 90:
            row.refuse("opacity is not a number from 40 to 90")
        return cls(
            at=row.at,
            code=row.required("code"),
            name=row.required("name_zh"),
            layout=cast(WatermarkLayout, layout),
            title=row.text("title"),
            fields=tuple(
                cast(WatermarkField, each) for each in _known(row, "fields", WatermarkField)
            ),
            ink=row.text("ink"),
            accent=row.text("accent"),
            shade=row.text("shade"),
            opacity=opacity,
            uses=tuple(cast(WatermarkUse, each) for each in _known(row, "uses", WatermarkUse)),
            logo=_logo(row, folder),
        )


def _known(row: Row, column: str, words: Any) -> tuple[str, ...]:
    """The words of a cell, all of which must be among those that the literal type lists."""
    given = row.words(column)
    for word in given:
        if word not in get_args(words):
            row.refuse(f"{column} has {word}, which is none of {', '.join(get_args(words))}")
    return given


def _logo(row: Row, folder: Path) -> str | None:
    name = row.reference("logo")
    if name is None:
        return None
    if not _LOGO.fullmatch(name):
        row.refuse(f"logo {name} is not the name of a PNG beside this file")
    try:
        return b64encode((folder / name).read_bytes()).decode("ascii")
    except FileNotFoundError:
        row.refuse(f"logo {name} is missing")
