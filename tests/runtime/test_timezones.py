"""A sealed history says by which time-zone data it was reckoned, and says it honestly."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from string import ascii_lowercase

from runtime.settings import ROOT
from runtime.timezones import version_of

ASK = "from runtime.timezones import time_zone_data; print(time_zone_data())"


def asked(search_path: str) -> str:
    """What a process says that looks for zones there."""
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env={"PYTHONTZPATH": search_path},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


def zone(folder: Path, rules: bytes = b"TZif rules") -> None:
    (folder / "Europe").mkdir(parents=True, exist_ok=True)
    (folder / "Europe" / "Berlin").write_bytes(rules)


def test_without_a_folder_of_the_system_the_package_is_named() -> None:
    year, number, *_ = version("tzdata").split(".")  # 2026.2 is IANA's 2026b
    assert asked("") == f"{year}{ascii_lowercase[int(number) - 1]}, package tzdata"


def test_a_folder_of_the_system_goes_before_the_package(tmp_path: Path) -> None:
    empty, full = tmp_path / "empty", tmp_path / "full"
    zone(full)
    (full / "tzdata.zi").write_text("# version 2025b\n# more of it\n")
    assert asked(f"{empty}:{full}") == "2025b, the system's"


def test_a_folder_that_says_nothing_is_named_by_what_is_in_it(tmp_path: Path) -> None:
    zone(tmp_path)
    before = version_of(tmp_path)
    assert before.startswith("unnamed ")
    (tmp_path / "leapseconds").write_text("no zone")
    assert version_of(tmp_path) == before
    zone(tmp_path, b"TZif other rules")
    assert version_of(tmp_path) != before
