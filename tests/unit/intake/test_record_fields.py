"""What intake may tell of a record is what others know as its fields."""

from services.contracts.intake import RECORD_FIELDS
from services.intake.sheets.fields import FIELDS

NEVER_CELLS = {"serial", "longitude", "latitude"}


def test_the_contract_names_every_field_that_a_cell_may_have():
    told = {each.name for each in FIELDS.values() if each.kind != "picture" and not each.personal}

    assert told - NEVER_CELLS == RECORD_FIELDS
