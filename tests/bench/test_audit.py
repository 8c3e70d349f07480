"""That the benchmark of the trail measures a trail which is sound."""

from pathlib import Path

from bench.audit import audit
from bench.report import quietly


async def test_trails_of_both_sizes_are_filled_verified_and_proved(tmp_path: Path) -> None:
    [report] = await audit(tmp_path, {"entries": 2_500, "small": 1_200}, quietly)
    assert report.faults == []
    said = {figure.what: figure.value for figure in report.figures}
    assert said["entries"] == 2_500
    assert said["meridian audit verify"] > 0
