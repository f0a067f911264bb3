"""What Prometheus sees of media beyond every service's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from prometheus_client import Counter, Gauge, Histogram

stage_seconds = Histogram(
    "shirong_media_stage_seconds",
    "Seconds of a picture's or comparison's making: fetch, decode, draw, encode, put",
    ["stage"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
refusals = Counter("shirong_media_refusals", "Photos refused, by the reason's code", ["reason"])
audit_findings = Gauge(
    "shirong_media_audit_findings",
    "What the last comparison of store and rows found: orphan, missing-picture, missing-original, "
    "altered-original",
    ["kind"],
)
retention_removals = Counter(
    "shirong_media_retention_removals", "Files removed by a retention rule", ["kind", "state"]
)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time the block as one stage."""
    started = monotonic()
    yield
    stage_seconds.labels(name).observe(monotonic() - started)
