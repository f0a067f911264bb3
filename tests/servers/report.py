"""What could not be run is named at the end; in CI it fails the run."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

import pytest

from tests.servers.finding import Unavailable

Server = TypeVar("Server")


@contextmanager
def or_skip(name: str, server: AbstractContextManager[Server]) -> Iterator[Server]:
    """The server; where it cannot be had, the tests that ask for it are skipped, saying why."""
    with ExitStack() as stack:
        try:
            had = stack.enter_context(server)
        except Unavailable as reason:
            pytest.skip(f"{name} could not be had: {reason}")
        yield had


class NotRun:
    """Counts skipped tests by their reason. With CI=true, a run with any has failed."""

    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._count(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._count(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        passed = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        if self.reasons and passed and _in_ci():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.reasons:
            terminalreporter.section("not run", red=_in_ci(), yellow=not _in_ci(), bold=True)
            for reason, count in self.reasons.most_common():
                tests = "test" if count == 1 else "tests"
                terminalreporter.line(f"could not run: {count} {tests}, because {reason}")
            if _in_ci():
                terminalreporter.line("In CI a test that was not run counts as failed.", red=True)

    def _count(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            _, _, reason = report.longrepr
            self.reasons[reason.removeprefix("Skipped: ")] += 1


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"
