"""What Prometheus sees of the ledger beyond every service's own."""

from prometheus_client import Gauge

rollup_differences = Gauge(
    "shirong_ledger_rollup_differences",
    "Sums of the rollup that differ from the cases, at the last comparison",
)
