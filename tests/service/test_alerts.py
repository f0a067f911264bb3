"""Each alert comes when it should and not before, as Prometheus itself reckons."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.servers.debian import program
from tests.servers.report import or_skip

PROMETHEUS = Path("deploy/prometheus")

pytestmark = pytest.mark.service


@contextmanager
def _program(name: str, *, package: str) -> Iterator[Path]:
    def find() -> Path | None:
        found = shutil.which(name)
        return Path(found) if found else None

    yield program(find, package=package)


@pytest.fixture(scope="module")
def promtool() -> Iterator[Path]:
    with or_skip("promtool", _program("promtool", package="prometheus")) as found:
        yield found


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_prometheus_takes_its_configuration(promtool):
    checked = run(promtool, "check", "config", PROMETHEUS / "prometheus.yml")

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_alerts_come_when_they_should(promtool):
    tested = run(promtool, "test", "rules", PROMETHEUS / "alerts_test.yml")

    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_every_alert_is_tested():
    rules, tests = (
        yaml.safe_load((PROMETHEUS / file).read_text("utf-8"))
        for file in ("alerts.yml", "alerts_test.yml")
    )
    come = {
        expected["alertname"]
        for test in tests["tests"]
        for expected in test["alert_rule_test"]
        if expected["exp_alerts"]
    }

    assert come == {rule["alert"] for group in rules["groups"] for rule in group["rules"]}
