"""How the service and its sandbox talk through pipes: a line of JSON, then the files it counts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

HEADER_LIMIT = 64 * 1024


class BrokenFrame(Exception):
    """The pipe ended, or holds something else than a frame."""


@dataclass(frozen=True)
class Frame:
    header: Mapping[str, Any]
    parts: tuple[bytes, ...] = ()


def pack(header: Mapping[str, Any], *parts: bytes) -> bytes:
    """A frame as bytes."""
    line = json.dumps({"header": header, "sizes": [len(part) for part in parts]})
    return b"".join([line.encode(), b"\n", *parts])


def unpack_line(line: bytes) -> tuple[dict[str, Any], list[int]]:
    """A frame's header and the sizes of the parts that follow it."""
    try:
        content = json.loads(line)
        return dict(content["header"]), [int(size) for size in content["sizes"]]
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenFrame from error


def read(file: BinaryIO) -> Frame | None:
    """The next frame of a blocking file; `None` at its end."""
    line = file.readline(HEADER_LIMIT)
    if not line:
        return None
    header, sizes = unpack_line(line)
    parts = tuple(file.read(size) for size in sizes)
    if [len(part) for part in parts] != sizes:
        raise BrokenFrame
    return Frame(header, parts)
