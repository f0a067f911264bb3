"""What stands round a table's rows and holds for them: a group's heading, the sheet's name, the
table's title."""

import re
from collections.abc import Iterator
from uuid import UUID

from services.intake.sheets.organisations import Tree
from services.intake.sheets.readings import Reading

NUMBERING = re.compile(r"^[（(]?[一二三四五六七八九十\d]+[)）、.．]+\s*")
COUNTED = re.compile(r"[（(【:：].*$|共?\d+\s*[处个项条件].*$")
"""What follows a group's name in its heading: 顺城区（共3处）."""
SURE = 0.85
FIELD = {"district": "district", "county": "district", "street": "street", "town": "street"}
"""By an organisation's kind the field that it is told in; any other is who is responsible."""


class Surroundings:
    """The organisations that are named round rows, each with its field, its text and where."""

    def __init__(self, tree: Tree, *, sheet: str, title: str) -> None:
        self._tree = tree
        self._sheet = self._named(sheet, "sheet-name")
        named = tree.street_in(title)
        self._title = ("street", Reading(named, 0.7, "title"), title) if named else None

    def of(self, section: str) -> Iterator[tuple[str, Reading[UUID], str]]:
        """The nearest first."""
        for each in (self._named(section, "section"), self._sheet, self._title):
            if each is not None:
                yield each

    def _named(self, text: str, how: str) -> tuple[str, Reading[UUID], str] | None:
        found = self._tree.read(COUNTED.sub("", NUMBERING.sub("", text))) if text else None
        if found is None or found.confidence < SURE:
            return None
        organisation = self._tree.find(found.value)
        field = FIELD.get(organisation.kind if organisation else "", "organisation")
        return field, Reading(found.value, 0.8 * found.confidence, how), text
