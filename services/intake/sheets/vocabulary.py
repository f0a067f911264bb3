"""The city's words that values are recognised by."""

from dataclasses import dataclass

from services.intake.sheets.categories import Categories
from services.intake.sheets.dates import Calendar
from services.intake.sheets.organisations import Tree


@dataclass(frozen=True)
class Vocabulary:
    """The city's words that values are recognised by."""

    tree: Tree
    categories: Categories
    calendar: Calendar
