"""Media's columns: the newest before/after comparison."""

from dataclasses import replace

from services.contracts.media import ComparisonReady
from services.ledger.domain.case import Case, Projections


def comparison_ready(case: Case, event: ComparisonReady) -> Case:
    """A later round replaces the comparison; told twice or out of turn, the later one stays."""
    held = (case.comparison_round, str(case.comparison_id or ""))
    if (event.round, str(event.comparison_id)) <= held:
        return case
    return replace(case, comparison_id=event.comparison_id, comparison_round=event.round)


PROJECTIONS: Projections = {ComparisonReady: comparison_ready}
