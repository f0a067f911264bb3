"""What can be made: the kinds of documents, and the formats of their files."""

from collections.abc import Mapping
from typing import Literal

Document = Literal["table", "ledger", "weekly", "album", "edition"]
"""A view of the super table; the official ledger of a month; the report of a week; chosen
comparisons; a frozen month."""

Format = Literal["xlsx", "csv", "geojson", "docx", "zip"]
MEDIA_TYPES: Mapping[Format, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
