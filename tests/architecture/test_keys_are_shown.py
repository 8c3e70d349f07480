from pathlib import Path

import pytest

from rulebook.schemas.exported import SHAPES, Kind
from rulebook.schemas.policies import PolicyFile
from tests.architecture.shown_keys import (
    every_key,
    keys_without_a_test,
    marks_without_a_key,
    shown_in,
)
from tests.architecture.tree import ROOT
from tests.rulebook.keys.schemas import properties

KEYS = every_key()
SHOWN = """
import pytest

@pytest.mark.shows_key("policies.targets", "policies.version")
def test_two_values_make_two_desks():
    assert one != other
"""


@pytest.fixture(scope="module")
def shown() -> list[tuple[str, str]]:
    return shown_in(ROOT)


def test_every_key_of_every_file_has_a_test_that_shows_its_effect(
    shown: list[tuple[str, str]],
) -> None:
    assert keys_without_a_test(shown, KEYS) == []


def test_every_mark_names_a_key(shown: list[tuple[str, str]]) -> None:
    assert marks_without_a_key(shown, KEYS) == []


def test_the_keys_that_are_counted_are_those_that_editors_know() -> None:
    known = {key for kind in Kind for key in properties(kind)}
    assert set(KEYS) == known
    assert len(KEYS) > 100


def planted(root: Path, text: str) -> list[tuple[str, str]]:
    """What a tree shows with this one file of tests."""
    (root / "tests").mkdir()
    (root / "tests" / "test_a.py").write_text(text, encoding="utf-8")
    return shown_in(root)


def test_a_key_without_a_test_is_found_by_its_name(tmp_path: Path) -> None:
    found = planted(tmp_path, SHOWN)
    assert keys_without_a_test(found, ["policies.targets", "policies.version"]) == []
    (sentence,) = keys_without_a_test(found, ["policies.targets", "policies.steps.at"])
    assert sentence.startswith("policies.steps.at has no test that shows its effect: mark one with")


def test_a_key_that_somebody_adds_is_found(shown: list[tuple[str, str]]) -> None:
    class Wider(PolicyFile):
        only_on_sundays: bool = False

    added = every_key({**SHAPES, Kind.POLICIES: Wider})
    assert set(added) - set(KEYS) == {"policies.only_on_sundays"}
    (sentence,) = {*keys_without_a_test(shown, added)} - {*keys_without_a_test(shown, KEYS)}
    assert sentence.startswith("policies.only_on_sundays has no test")


def test_a_mark_that_names_no_key_is_found(tmp_path: Path) -> None:
    found = planted(tmp_path, SHOWN.replace("policies.version", "policies.edition"))
    assert marks_without_a_key(found, KEYS) == [
        "tests/test_a.py::test_two_values_make_two_desks shows policies.edition, which is no key"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def test_two", "def two"),
        ("assert one != other", "compare(one, other)"),
        ("@pytest.mark.shows_key(", "@somebodys.mark.shows_key("),
    ],
)
def test_what_is_no_test_or_asserts_nothing_shows_nothing(
    tmp_path: Path, old: str, new: str
) -> None:
    found = planted(tmp_path, SHOWN.replace(old, new))
    assert len(keys_without_a_test(found, ["policies.targets"])) == 1
