from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.attack_list import ATTACKS
from tests.attacks_table import PAGE, faults, shown_in, written

SHOWN = """
import pytest

@pytest.mark.attack(12, 36)
async def test_it_is_not_there():
    assert answer.status_code == 404
"""


@pytest.fixture(scope="module")
def shown() -> list[tuple[str, str, int]]:
    return shown_in(ROOT)


def test_every_attack_is_shown_or_says_why_it_cannot_be(shown: list[tuple[str, str, int]]) -> None:
    assert faults(shown) == []
    assert list(ATTACKS) == list(range(1, 41))


def test_the_page_says_what_the_tests_show(shown: list[tuple[str, str, int]]) -> None:
    command = "`python -m tests.attacks_table` writes it anew"
    assert PAGE.read_text(encoding="utf-8") == written(shown), command


def planted(root: Path, text: str) -> list[tuple[str, str, int]]:
    (root / "tests").mkdir()
    (root / "tests" / "test_a.py").write_text(text, encoding="utf-8")
    return shown_in(root)


def test_a_mark_is_read_with_all_its_numbers(tmp_path: Path) -> None:
    found = planted(tmp_path, SHOWN)
    assert found == [
        ("tests/test_a.py", "test_it_is_not_there", 12),
        ("tests/test_a.py", "test_it_is_not_there", 36),
    ]
    assert "attack 13 has no test: mark one with @pytest.mark.attack(13)" in faults(found)
    assert not any("attack 12 " in one for one in faults(found))


def test_a_mark_of_a_whole_file_is_one_of_each_of_its_tests(tmp_path: Path) -> None:
    whole = SHOWN.replace("@pytest.mark.attack(12, 36)", "pytestmark = [pytest.mark.attack(37)]\n")
    assert planted(tmp_path, whole) == [("tests/test_a.py", "test_it_is_not_there", 37)]


def test_a_mark_that_names_no_attack_is_found(tmp_path: Path) -> None:
    found = planted(tmp_path, SHOWN.replace("36", "41"))
    assert "tests/test_a.py::test_it_is_not_there shows attack 41, which is none" in faults(found)


@pytest.mark.parametrize(("old", "new"), [("def test_it", "def it"), ("assert answer", "answer")])
def test_what_is_no_test_or_asserts_nothing_shows_nothing(
    tmp_path: Path, old: str, new: str
) -> None:
    assert planted(tmp_path, SHOWN.replace(old, new)) == []
