"""The super table, timelines, statistics, achievements and the tamper-evident ledger."""
