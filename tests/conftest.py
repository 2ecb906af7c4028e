"""With TANYA_TESTS_FORBID_SKIPS set, as in CI, a test that was skipped fails the run."""

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _forbidden() and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("Tests were skipped, and here nothing may be.", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if _forbidden() and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _forbidden() -> bool:
    return bool(os.environ.get("TANYA_TESTS_FORBID_SKIPS"))
