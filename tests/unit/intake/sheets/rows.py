"""Rows of one table, as they are understood when every proposal is taken."""

from services.intake.sheets.cells import Sheet
from services.intake.sheets.dates import Calendar
from services.intake.sheets.entries import Mapped
from services.intake.sheets.layout import lay_out
from services.intake.sheets.mapping import propose
from tests.unit.intake.sheets.city import TODAY, ZONE, words

HEAD = ["编号", "问题描述", "地点", "日期"]
GOOD = ["A1", "占道经营", "新华大街1号", "2023-9-1"]


def the_table(rows):
    (table,) = lay_out(Sheet("表", rows)).tables
    return table


def fields(rows):
    """By heading the field that is proposed for it."""
    return {each.name: each.choice.field for each in propose(the_table(rows), words())}


def entries(rows, *, values=None, choices=None, year=None):
    table, known = the_table(rows), words(Calendar(ZONE, TODAY, year))
    proposed = {each.column: each.choice for each in propose(table, known)}
    return list(Mapped(table, {**proposed, **(choices or {})}, values or {}).entries(known))
