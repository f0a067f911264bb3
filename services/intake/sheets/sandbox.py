"""The process in which a foreign workbook is read: `python -m services.intake.sheets.sandbox`.

A crafted file can make a reader take all memory or abort its process. This one reads a single file
from its input and ends; it has 900 MB of memory, a minute of processor, no new file and no socket.
What comes in are two frames, the request and the file; what goes out are frames, each a length and
its bytes: JSON, and last of all pictures.
"""

import codecs
import gc
import resource
import struct
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from pydantic_core import to_json

from services.chassis.refusals import Refusal
from services.intake.sheets import packing
from services.intake.sheets.packing import Request
from services.intake.sheets.reading import read
from services.intake.sheets.survey import Meanings, entries, survey
from services.intake.sheets.unreadable import BrokenWorkbook, NoTable, ReadingFailed

MEMORY = 900_000_000
PROCESSOR_SECONDS = 60
ENCODINGS = ("cp437", "utf-8-sig", "utf-16", "gb18030", "ascii", "latin-1")
"""Of texts, and of the names in a zip: Python reads them from files when they are first used."""
LENGTH = struct.Struct(">Q")
SMALL = "编号,问题描述,地点,日期,状态\n1,占道经营,新华大街1号,2023-9-1,是\n"
AT_ONCE = 500
"""Entries of a frame."""


def rehearse(asked: Request) -> None:
    """Do everything once, so that no word list, time zone or module is left to be opened."""
    found = survey(
        read(SMALL.encode(), name=""), asked.words.vocabulary, remembered={}, name=asked.name
    )
    choices = [{each.column: each.choice for each in found.tables[0].proposals}]
    for _ in answer(replace(asked, meanings=Meanings(choices)), SMALL.encode()):
        pass


def confine() -> None:
    """Give up everything a reader doesn't need. There is no way back."""
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    limits = {
        resource.RLIMIT_AS: (MEMORY, MEMORY),
        resource.RLIMIT_CPU: (PROCESSOR_SECONDS, PROCESSOR_SECONDS + 1),
        resource.RLIMIT_NOFILE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
    }
    for kind, limit in limits.items():
        resource.setrlimit(kind, limit)


def answer(asked: Request, content: bytes) -> Iterator[bytes]:
    """The frames of an answer; why the file can't be read is one too."""
    try:
        yield from _answer(asked, content)
    except Refusal as refusal:
        yield _encoded({"refused": refusal.code, "facts": refusal.facts})
    except MemoryError:
        yield _encoded({"refused": ReadingFailed().code, "facts": {}})
    except Exception:
        # Whatever a reader stumbles over: the file is at fault, and only this process saw it.
        yield _encoded({"refused": BrokenWorkbook().code, "facts": {}})


def _answer(asked: Request, content: bytes) -> Iterator[bytes]:
    workbook, words = read(content, name=asked.name), asked.words.vocabulary
    if asked.meanings is None:
        found = survey(workbook, words, remembered=asked.remembered, name=asked.name)
        if not found.tables:
            raise NoTable
        yield _encoded({"survey": packing.survey.dump_python(found, mode="json")})
        return
    rows = map(packing.packed_entry, entries(workbook, words, asked.meanings, name=asked.name))
    while some := list(islice(rows, AT_ONCE)):
        yield _encoded({"entries": some})
    yield _encoded({"pictures": list(workbook.pictures)})
    yield from workbook.pictures.values()


def _encoded(told: object) -> bytes:
    return to_json(told)


def main() -> None:
    # Nothing is dropped before the process ends, so there is nothing to look for.
    gc.disable()
    (length,) = LENGTH.unpack(sys.stdin.buffer.read(LENGTH.size))
    asked = packing.request.validate_json(sys.stdin.buffer.read(length))
    content = sys.stdin.buffer.read()
    rehearse(asked)
    confine()
    for frame in answer(asked, content):
        sys.stdout.buffer.write(LENGTH.pack(len(frame)) + frame)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
