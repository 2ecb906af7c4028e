"""With TANYA_TESTS_FORBID_SKIPS set, as in CI, a test that was skipped fails the run."""

import os

import pytest

# Taken out of the environment: the command line names every variable of its prefix that it does not know.
FORBIDDEN = bool(os.environ.pop("TANYA_TESTS_FORBID_SKIPS", ""))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FORBIDDEN and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("Tests were skipped, and here nothing may be.", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if FORBIDDEN and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
