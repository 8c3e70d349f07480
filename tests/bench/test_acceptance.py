"""What the benchmark of acceptance counts, and that it would notice a loss."""

from pathlib import Path

import pytest

from bench.acceptance import Rush
from bench.customers import Said, allow_open_files
from bench.report import quietly
from bench.writing import EACH, Pair, report, writing


def test_a_broken_connection_is_no_acceptance() -> None:
    rush = Rush([Said("one", 0.1, 202, "eu", "eu-1"), Said("two", 0.1, 0)], 1.0)
    assert rush.report([], 2).faults == ["1 were answered 0"]


async def test_the_writer_is_measured_in_pairs_and_all_is_in_the_file(tmp_path: Path) -> None:
    found = await writing(tmp_path, 4, 1, quietly)
    figures = {figure.what: figure for figure in found.figures}
    assert figures["grouped"].value > 0
    assert figures["one transaction each"].value > 0
    assert figures["written but not in the file"].value == 0


def test_a_row_that_is_not_in_the_file_and_a_low_ratio_are_told() -> None:
    assert report([Pair(900, 300)], 1, EACH, EACH).kept
    assert not report([Pair(900, 300)], 1, EACH, EACH - 1).kept
    assert not report([Pair(800, 300)], 1, EACH, EACH).kept


def test_more_files_than_the_machine_allows_are_refused_in_a_sentence() -> None:
    with pytest.raises(OSError, match="may be open here"):
        allow_open_files(10**9)
