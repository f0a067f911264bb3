"""Pictures that Excel placed in cells: the value of such a cell is an error to whoever doesn't
know of them, and a picture four parts further on.

A cell's `vm` counts the values of `metadata.xml` from 1; such a value names a rich value, that one
a relation by its number, and the relation the picture's part ([MS-XLSX] 2.3.6).
"""

from collections.abc import Iterator
from typing import TypeVar
from xml.etree.ElementTree import Element

from services.intake.sheets.archive import Archive
from services.intake.sheets.parts import RELATION_ID, local, parsed, relations

METADATA = "xl/metadata.xml"
VALUES = "xl/richData/rdrichvalue.xml"
STRUCTURES = "xl/richData/rdrichvaluestructure.xml"
PICTURES = "xl/richData/richValueRel.xml"
RICH = "XLRICHVALUE"
PICTURE = "_rvRel:LocalImageIdentifier"

T = TypeVar("T")


def pictures_by_value(archive: Archive) -> dict[int, str]:
    """The parts of pictures by the `vm` of the cells that show them."""
    if not all(each in archive for each in (METADATA, VALUES, STRUCTURES, PICTURES)):
        return {}
    parts = list(_pictures_of_values(archive))
    named = enumerate(_values_of_cells(parsed(archive, METADATA)), start=1)
    found = {vm: _at(parts, number) for vm, number in named}
    return {vm: part for vm, part in found.items() if part}


def _pictures_of_values(archive: Archive) -> Iterator[str | None]:
    """Of every rich value the picture's part; `None` for stocks, places and the like."""
    targets = relations(archive, PICTURES)
    parts = [targets.get(each.get(RELATION_ID, "")) for each in parsed(archive, PICTURES)]
    keys = [
        [key.get("n") for key in structure if local(key) == "k"]
        for structure in _named(parsed(archive, STRUCTURES), "s")
    ]
    for value in _named(parsed(archive, VALUES), "rv"):
        told = _at(keys, value.get("s")) or []
        said = [each.text for each in value if local(each) == "v"]
        number = said[told.index(PICTURE)] if PICTURE in told[: len(said)] else None
        yield _at(parts, number)


def _values_of_cells(metadata: Element) -> Iterator[str | None]:
    """Of every value that cells name, the number of its rich value; `None` for other values."""
    types = [each.get("name") for each in _named(metadata, "metadataType")]
    rich = [
        block.get("i")
        for future in _named(metadata, "futureMetadata")
        if future.get("name") == RICH
        for block in _named(future, "rvb")
    ]
    for values in _named(metadata, "valueMetadata"):
        for value in values:
            named = [each for each in value if _at(types, each.get("t"), first=1) == RICH]
            yield _at(rich, named[0].get("v")) if named else None


def _named(root: Element, name: str) -> Iterator[Element]:
    return (each for each in root.iter() if local(each) == name)


def _at(some: list[T], number: str | None, *, first: int = 0) -> T | None:
    at = int(number) - first if number and number.isdecimal() else -1
    return some[at] if 0 <= at < len(some) else None
