"""That the benchmark of backtests records what it tries, and tells what would miss its bounds."""

from dataclasses import replace
from pathlib import Path

from bench.backtest import LONGEST, MONTH, MOST_MEMORY, Memory, Tried, backtest, report
from bench.report import quietly
from rulebook.backtesting.report import Report as Found


async def test_both_desks_are_tried_on_what_was_recorded(tmp_path: Path) -> None:
    [found] = await backtest(tmp_path, {"tickets": 12}, quietly)
    said = [(figure.what, figure.value) for figure in found.figures]
    assert found.faults == []
    assert ("tickets", 12) in said
    assert ("tickets that it changes", 0) in said


def test_a_change_by_the_same_desk_a_slow_one_and_much_memory_are_missed_bounds() -> None:
    good, little = Tried(Found(MONTH.since, MONTH.until, ("eu",)), 1.0), Memory(100, 100)
    slow, much = replace(good, seconds=LONGEST + 1), Memory(100, MOST_MEMORY + 1)
    assert report(0, good, good, 0, little).kept
    assert not report(0, good, slow, 0, little).kept
    assert not report(1, good, good, 0, little).kept
    assert not report(0, good, good, 0, much).kept
