"""What Prometheus sees of the ledger beyond every service's own."""

from prometheus_client import Counter, Gauge

rollup_differences = Gauge(
    "shirong_ledger_rollup_differences",
    "Sums of the rollup that differ from the cases, at the last comparison",
)
checkpoints_refused = Counter(
    "shirong_ledger_checkpoints_refused",
    "Checkpoints not signed, because a chain is not what was signed before",
)
cases_standing = Gauge(
    "shirong_cases_standing",
    "Cases by the responsible organisation's code (empty while there is none) and stage",
    ["organisation", "stage"],
)
cases_oldest_age = Gauge(
    "shirong_cases_oldest_age_seconds", "Age of the oldest case at an unfinished stage", ["stage"]
)
cases_overdue = Gauge(
    "shirong_cases_overdue",
    "Cases past their due date, by the organisation's code",
    ["organisation"],
)
