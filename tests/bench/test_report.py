"""A benchmark says what it found, and fails where a bound was missed or something was wrong."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import structlog

from bench.report import Figure, Progress, Report, Sizes, command, quantile


@pytest.fixture(autouse=True)
def _logs_as_before() -> object:
    yield
    structlog.reset_defaults()


async def _measure(folder: Path, sizes: Sizes, progress: Progress) -> Sequence[Report]:
    progress("measured", 1, 1)
    assert folder.name
    return [Report("a rate", [Figure("of", sizes["tickets-a-day"], "/s", at_least=3)])]


def _asked(*given: str) -> int:
    return command("bench.test", "A test.", {"tickets-a-day": 5}, _measure, *given)


def test_a_bound_that_is_missed_fails_the_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    assert _asked("--tickets-a-day", "3") == 0
    assert _asked("--tickets-a-day", "2") == 1
    assert "missed" in capsys.readouterr().out


def test_json_is_all_that_stands_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert _asked("--json") == 0
    [report] = json.loads(capsys.readouterr().out)
    [figure] = report["figures"]
    assert (report["kept"], figure["value"], figure["bound"]) == (True, 5, "at least 3")
    assert len(report["load"].split()) == 3


def test_a_size_is_a_whole_number(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _asked("--tickets-a-day", "0")
    assert "from 1 on" in capsys.readouterr().err


def test_a_fault_fails_a_report_whose_bounds_are_kept() -> None:
    assert Report("", [Figure("", 1, at_most=1)]).kept
    assert not Report("", [Figure("", 1, at_most=1)], ["something is lost"]).kept
    assert not Report("", [Figure("", 2, at_most=1)]).kept


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100)]
)
def test_a_quantile_is_one_of_the_values(share: float, expected: int) -> None:
    assert quantile(range(100, 0, -1), share) == expected
    assert quantile([7], share) == 7
