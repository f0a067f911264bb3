"""Where no collector is named, nothing of an exporter is loaded."""

import os
import subprocess
import sys

import pytest

LOADED = """
import sys
from services.chassis import tracing
tracing.start("review")
with tracing.span("work", service="review", parent=None):
    print(tracing.traceparent())
tracing.stop("review")
sys.exit("opentelemetry.exporter" in sys.modules)
"""


@pytest.mark.parametrize("endpoint", [{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": ""}])
def test_without_a_collector_spans_only_carry_their_ids(endpoint: dict[str, str]):
    given = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=given | endpoint,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("00-")
