"""What every test run does: it says loudly what was skipped, and in CI a skip is a failure.

And what tests of all folders share: a PostgreSQL server, started when the first of them needs it.
"""

import gc
import os
from collections.abc import Iterator

import pytest

from tests.postgres import NO_POSTGRES, Postgres, a_server, programs

SCRIPTS = 60
RED = pytest.ExitCode.TESTS_FAILED
# Files of minutes, begun first: one that is left for the end is worked on alone.
LONG = (
    "tests/workflows/test_simulated.py",
    "tests/e2e/",
    "tests/api/test_schemathesis.py",
    "tests/cli/",
    "tests/storage/test_contracts.py",
    "tests/workflows/",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What can be asked for beyond the usual run."""
    # Where the regions of end-to-end tests are; everything else is tested on both in any case.
    told = "the databases of tests/e2e"
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help=told)
    # The usual ones try every policy in every zone once; each costs a second of work.
    told = "how many random scripts tests/workflows/test_simulated.py lives"
    parser.addoption("--scripts", type=int, default=SCRIPTS, help=told)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if programs() is None:
        pytest.skip(NO_POSTGRES)
    yield from a_server()


def pytest_configure(config: pytest.Config) -> None:
    """Tests say which keys of the desk's files they show the effect of, and which attacks."""
    config.addinivalue_line(
        "markers",
        "attack(*numbers): shows the expected answer to these of the forty attacks; "
        "`python -m tests.attacks_table` makes docs/attacks.md from the marks",
    )
    config.addinivalue_line(
        "markers",
        "channel(name, *abilities): shows that the channel can do these; the README's table of "
        "channels and abilities is made from the marks",
    )
    config.addinivalue_line(
        "markers",
        "shows_key(*keys): another value of these keys, such as policies.targets, makes another "
        "desk; tests/architecture/test_keys_are_shown.py counts them",
    )


def pytest_sessionstart() -> None:
    """Thousands of tests are collected without Python's search for cycles among them: it takes as
    long as all else of it, in each process.
    """
    gc.disable()


def pytest_collection_finish() -> None:
    """What was collected stays, and is not searched again."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files come first, in that order; of the others the order stays."""

    def rank(item: pytest.Item) -> int:
        found = (place for place, start in enumerate(LONG) if item.nodeid.startswith(start))
        return next(found, len(LONG))

    items.sort(key=rank)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """List each reason with the tests that it kept from running, above the last line."""
    skipped = dict(_skipped(config))
    if not skipped:
        return
    terminalreporter.section(f"NOT PROVED HERE: {len(skipped)} skipped", red=True, bold=True)
    for reason in sorted(set(skipped.values())):
        terminalreporter.line(reason, yellow=True)
        for test in sorted(name for name, why in skipped.items() if why == reason):
            terminalreporter.line(f"    {test}")
    if _in_ci():
        terminalreporter.line("CI has every part installed: a skip is a failure.", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI nothing may go unproved."""
    if exitstatus == pytest.ExitCode.OK and _in_ci() and any(_skipped(session.config)):
        session.exitstatus = RED


def _in_ci() -> bool:
    return os.environ.get("CI") == "true"


def _skipped(config: pytest.Config) -> Iterator[tuple[str, str]]:
    """Each skipped test or module, with the reason."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    for report in reporter.stats.get("skipped", ()) if reporter else ():
        if hasattr(report, "wasxfail"):
            continue
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
        yield report.nodeid, reason.removeprefix("Skipped: ")
