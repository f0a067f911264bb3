"""How much of a spreadsheet is read (reliability rule 69)."""

FILE = 18_000_000
"""Bytes of a file: a hundred thousand rows of twenty columns take twelve million (ADR 30)."""
MEMBERS = 1_000
UNPACKED = 200_000_000
RATIO = 100
SMALL = 1_000_000
"""Bytes below which a member may be packed as tightly as it likes."""
ROWS = 100_000
"""Of all sheets together, blank ones aside."""
LINES = ROWS + 500
"""The same with titles, headers and notes."""
COLUMNS = 64
SHEETS = 50
PICTURES = 2_000
"""Cells with a picture, of all sheets together."""
PICTURE_BYTES = 100_000_000
"""Of all pictures together, each counted once."""
TEXT = 32_767
"""Characters of one cell: what a spreadsheet itself allows."""
