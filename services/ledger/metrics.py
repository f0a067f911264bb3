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
