"""Answers as GeoReport v2 writes them: one content, in XML or in JSON."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from starlette.responses import Response

Form = Literal["xml", "json"]
TYPES: dict[Form, str] = {
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
ONE_OF: dict[str, str] = {
    "services": "service",
    "attributes": "attribute",
    "service_requests": "request",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""What an element of a list is called, by the list's name."""
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(form: Form, name: str, content: Any, *, status: int = 200) -> Response:
    """The content under its name in XML, and without it in JSON."""
    write = _xml if form == "xml" else _json
    return Response(write(name, content), status, media_type=TYPES[form])


def instant(at: datetime) -> str:
    """ISO 8601 with its offset, to the second."""
    return at.isoformat(timespec="seconds")


def _json(name: str, content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, default=instant).encode()


def _xml(name: str, content: Any) -> bytes:
    root = Element(name)
    _fill(root, content)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _fill(element: Element, content: Any) -> None:
    if isinstance(content, Mapping):
        for name, value in content.items():
            _fill(SubElement(element, name), value)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for value in content:
            _fill(SubElement(element, ONE_OF[element.tag]), value)
    elif content is not None:
        element.text = NOT_IN_XML.sub("", _text(content))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return instant(value) if isinstance(value, datetime) else str(value)
