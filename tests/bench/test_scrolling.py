"""That the benchmark of scrolling tells what keeps a page from following the hand."""

from dataclasses import replace

import pytest

from bench.scrolling import report
from tests.console.scrolling import Scrolled

SMOOTH = Scrolled(
    tickets=100_000,
    seen=9_000,
    rows=40,
    longest=12.0,
    longest_on_the_wall=20.0,
    long_tasks=0,
    trace=b"{}",
)


@pytest.mark.parametrize("change", [{"longest": 51.0}, {"rows": 61}], ids=["a long task", "rows"])
def test_what_makes_a_list_stutter_is_told(change: dict[str, float]) -> None:
    assert report(SMOOTH).kept
    assert not report(replace(SMOOTH, **change)).kept  # type: ignore[arg-type] # as they are named
