"""A department's tables, and what became of them."""

from services.contracts.intake import RecordImported, RecordRemoved
from tests.unit.intake.sheets.workbooks import xlsx

HEAD = ["编号", "问题描述", "地点", "街道", "发现时间", "状态", "资金"]
ROWS = [
    ["SC-2023-0001", "沿街商户占道经营", "新华大街12号", "新华街道", "2023-9-1", "未整改", "3"],
    ["SC-2023-0002", "垃圾无人清运", "将军堡小区东门", "将军堡", "2023.9.3", "√", "5"],
]


def sheet(*rows):
    return xlsx([HEAD, *rows])


def changed(row, **values):
    return [values.get(name, value) for name, value in zip(HEAD, row, strict=True)]


async def records_of(office):
    """The records as they were announced last, by number of the department."""
    found = {}
    for fact in await office.desk.announced():
        if isinstance(fact, RecordImported):
            found[fact.record_id] = fact
        elif isinstance(fact, RecordRemoved):
            found.pop(fact.record_id)
    return found
