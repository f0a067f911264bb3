"""The confined process: what it tells is what the reader finds, and its end is a refusal."""

import subprocess
import sys

import pytest

from services.intake.sheets import sandbox
from services.intake.sheets.packing import Request
from services.intake.sheets.parsing import read_entries, surveyed
from services.intake.sheets.reading import read
from services.intake.sheets.survey import Meanings, entries, survey
from services.intake.sheets.unreadable import NoTable, NotASpreadsheet, ReadingFailed
from tests.unit.intake.sheets.city import WORDS
from tests.unit.intake.sheets.departments import departments
from tests.unit.intake.sheets.workbooks import text

BY_NAME = {each.name: each for each in departments()}
KINDS = ("新抚区", "望花区", "东洲区", "城管中心", "业务四科")
"""One of each kind of file: .xlsx, .xls, GB18030, UTF-16, and with WPS's pictures."""

each_kind = pytest.mark.parametrize("name", KINDS)


def asked(name="", meanings=None):
    return Request(name, WORDS, {}, meanings)


def meanings_of(found):
    return Meanings([{each.column: each.choice for each in t.proposals} for t in found.tables])


@each_kind
async def test_the_confined_process_finds_what_the_reader_finds(name):
    content = BY_NAME[name].content
    workbook = read(content, name="表")

    found = await surveyed(content, asked("表"))

    assert found == survey(workbook, WORDS.vocabulary, remembered={}, name="表")
    meanings = meanings_of(found)
    told = [each async for each in read_entries(content, asked("表", meanings))]
    rows = [entry for batch in told for entry in batch.entries]
    assert rows == list(entries(workbook, WORDS.vocabulary, meanings, name="表"))
    assert told[-1].pictures == workbook.pictures


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"%PDF-1.7", NotASpreadsheet), (text([["你好"], ["再见"]]), NoTable)],
)
async def test_the_confined_process_tells_why_a_file_cannot_be_read(content, refusal):
    with pytest.raises(refusal):
        await surveyed(content, asked())


async def test_a_reader_that_takes_too_long_is_ended():
    with pytest.raises(ReadingFailed):
        await surveyed(BY_NAME["新抚区"].content, asked(), patience=0.001)


async def test_a_reader_that_ends_itself_is_a_refusal(monkeypatch):
    monkeypatch.setattr("services.intake.sheets.parsing.sys.executable", "/bin/false")

    with pytest.raises(ReadingFailed):
        await surveyed(BY_NAME["新抚区"].content, asked())


def test_the_reader_gives_up_what_it_does_not_need():
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CORE")
    code = (
        "import resource; from services.intake.sheets import sandbox; sandbox.confine();"
        f"print(*(resource.getrlimit(getattr(resource, name))[0] for name in {names}))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert list(map(int, ran.stdout.split())) == [
        *(sandbox.MEMORY, sandbox.PROCESSOR_SECONDS, 0, 0, 0)
    ]
