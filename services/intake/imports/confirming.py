"""What somebody says a file's columns and words mean, checked against what the city knows."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from services.chassis.directory import Directory, UnknownOrganisation
from services.intake.domain.refusals import ImportNotThere, MeaningsMalformed
from services.intake.domain.spreadsheet_import import STATUS_WORDS, SpreadsheetImport
from services.intake.sheets import packing
from services.intake.sheets.entries import explained_value
from services.intake.sheets.fields import EXTRA, FIELDS, IGNORED, SEVERAL
from services.intake.sheets.mapping import Choice
from services.intake.sheets.survey import FoundTable, Meanings, Survey

Choices = Sequence[Mapping[int, Choice]]
Words = Mapping[str, Mapping[str, str]]


def surveyed(found: SpreadsheetImport) -> Survey:
    """What was found in the file; `ImportNotThere` before it was read."""
    if found.survey is None:
        zh, en = STATUS_WORDS[found.status]
        raise ImportNotThere(status_zh=zh, status=en)
    return packing.survey.validate_python(found.survey)


def confirmed(
    survey: Survey,
    *,
    choices: Choices | None,
    words: Words,
    directory: Directory,
    categories: frozenset[str],
    schemes: frozenset[str],
) -> Meanings:
    """The meanings to read rows by; without `choices` the proposals as they are."""
    if choices is None:
        choices = [{each.column: each.choice for each in t.proposals} for t in survey.tables]
    if len(choices) != len(survey.tables):
        raise MeaningsMalformed(reason=f"tables: {len(choices)} ≠ {len(survey.tables)}")
    for table, chosen in zip(survey.tables, choices, strict=True):
        _require_columns(table, chosen, schemes)
    return Meanings(choices, explained(words, directory=directory, categories=categories))


def explained(
    words: Words, *, directory: Directory, categories: frozenset[str]
) -> dict[str, dict[str, Any]]:
    """What texts mean by field, checked; `MeaningsMalformed` names the first that can't be."""
    return {
        field: {text: _value(field, value, directory, categories) for text, value in texts.items()}
        for field, texts in words.items()
    }


def by_heading(survey: Survey, meanings: Meanings) -> dict[str, Choice]:
    """The choices as they are remembered: by the columns' names."""
    found: dict[str, Choice] = {}
    for table, choices in zip(survey.tables, meanings.choices, strict=True):
        names = {each.column: each.name for each in table.proposals}
        found.update({names[column]: choice for column, choice in choices.items()})
    return found


def _require_columns(
    table: FoundTable, choices: Mapping[int, Choice], schemes: frozenset[str]
) -> None:
    known = {each.column for each in table.proposals}
    if not choices.keys() <= known:
        raise MeaningsMalformed(reason=f"column {min(choices.keys() - known)}")
    require_choices(choices.values(), schemes=schemes)


def require_choices(choices: Collection[Choice], *, schemes: frozenset[str]) -> None:
    """`MeaningsMalformed` unless every choice is a field, and none twice that is told once."""
    counts = Counter(each.field for each in choices)
    for field, times in counts.items():
        if field not in FIELDS and field not in (EXTRA, IGNORED):
            raise MeaningsMalformed(reason=f"field {field}")
        if times > 1 and field not in SEVERAL and field not in (EXTRA, IGNORED):
            raise MeaningsMalformed(reason=f"{field} × {times}")
    for choice in choices:
        if choice.scheme is not None and choice.scheme not in schemes:
            raise MeaningsMalformed(reason=f"scheme {choice.scheme}")


def _value(field: str, value: str, directory: Directory, categories: frozenset[str]) -> Any:
    explained = explained_value(field, value)
    kind = FIELDS[field].kind if field in FIELDS else ""
    if explained is None or (kind == "category" and value not in categories):
        raise MeaningsMalformed(reason=f"{field}: {value}")
    if kind == "organisation":
        try:
            directory.find(UUID(value))
        except (ValueError, UnknownOrganisation) as error:
            raise MeaningsMalformed(reason=f"{field}: {value}") from error
    return explained
