"""How much of a spreadsheet is read (reliability rule 69)."""

FILE = 10_000_000
"""Bytes of a file."""
MEMBERS = 1_000
UNPACKED = 200_000_000
RATIO = 100
SMALL = 1_000_000
"""Bytes below which a member may be packed as tightly as it likes."""
ROWS = 100_000
"""Of all sheets together, blank ones aside."""
COLUMNS = 64
SHEETS = 50
TEXT = 32_767
"""Characters of one cell: what a spreadsheet itself allows."""
