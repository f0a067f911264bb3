"""Parts of a workbook as XML, and what they refer to."""

import posixpath
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from services.intake.sheets.archive import Archive
from services.intake.sheets.unreadable import BrokenWorkbook

XML = 20_000_000
"""Bytes of a part that is read as XML: drawings and relations, never a sheet."""
RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def parsed(archive: Archive, part: str) -> Element:
    """The root of a part; `BrokenWorkbook` if it is no XML, or XML that reaches out."""
    try:
        root: Element = fromstring(archive.read(part, limit=XML), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BrokenWorkbook from error
    return root


def relations(archive: Archive, part: str) -> dict[str, str]:
    """The parts that a part refers to, by the ids it calls them."""
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive:
        return {}
    found = {}
    for each in parsed(archive, path):
        target = each.get("Target", "")
        joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        found[each.get("Id", "")] = posixpath.normpath(joined)
    return found


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
