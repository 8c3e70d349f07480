from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import console_rooms, leaks, reasons, shape
from tests.architecture.tree import ROOT

RULES = (
    console_rooms.upward_imports,
    shape.long_files,
    shape.long_functions,
    shape.vague_names,
    shape.fat_handlers,
    shape.sleeping_tests,
    reasons.silenced_without_reason,
    reasons.skipped_without_reason,
    reasons.settings_without_reason,
    leaks.machine_paths,
    leaks.download_hosts,
    leaks.untidy_files,
    leaks.heavy_files,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []
