"""The process in which a foreign workbook is read: `python -m services.intake.sheets.sandbox`.

A crafted file can make a reader take all memory or abort its process. This one reads a single file
from its input and ends; it has 900 MB of memory, a minute of processor, no new file and no socket.
"""

import codecs
import json
import resource
import struct
import sys

from services.chassis.refusals import Refusal
from services.intake.sheets.cells import packed
from services.intake.sheets.reading import read
from services.intake.sheets.unreadable import BrokenWorkbook, ReadingFailed

MEMORY = 900_000_000
PROCESSOR_SECONDS = 60
ENCODINGS = ("cp437", "utf-8-sig", "utf-16", "gb18030", "ascii", "latin-1")
"""Of texts, and of the names in a zip: Python reads them from files when they are first used."""
LENGTH = struct.Struct(">Q")


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


def answer(content: bytes, *, name: str) -> list[bytes]:
    """The workbook's JSON and its pictures, or why it can't be read."""
    try:
        workbook = read(content, name=name)
    except Refusal as refusal:
        return [_encoded({"refused": refusal.code, "facts": refusal.facts})]
    except MemoryError:
        return [_encoded({"refused": ReadingFailed().code, "facts": {}})]
    except Exception:
        # Whatever a reader stumbles over: the file is at fault, and only this process saw it.
        return [_encoded({"refused": BrokenWorkbook().code, "facts": {}})]
    told = {"workbook": packed(workbook), "pictures": list(workbook.pictures)}
    return [_encoded(told), *workbook.pictures.values()]


def _encoded(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    content = sys.stdin.buffer.read()
    confine()
    for part in answer(content, name=name):
        sys.stdout.buffer.write(LENGTH.pack(len(part)))
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
