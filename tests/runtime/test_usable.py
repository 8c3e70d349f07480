"""What keeps a desk from being worked by here, as far as its engines go."""

from dataclasses import replace
from pathlib import Path

import pytest

from rulebook.desk import read_desk
from rulebook.facts import Desk, EngineAccess, SecretReference
from runtime.settings import ROOT, Settings
from runtime.usable import not_seen_here, unusable


@pytest.fixture(scope="module")
def sample() -> Desk:
    return read_desk(ROOT / "desk")


def with_deepl(desk: Desk, source: str) -> Desk:
    eu = replace(desk.regions["eu"], translation_engines=("deepl",))
    reached = {"deepl": EngineAccess(key=SecretReference(source, "A_KEY"))}
    return replace(desk, regions={**desk.regions, "eu": eu}, engines=reached)


def sentences(desk: Desk, keys: Path) -> list[str]:
    found = unusable(Settings(keys=keys), desk, {"CALLBACK_SECRET": ""})
    return [
        str(one.sentence) for one in found if "A_KEY" in one.sentence or "deepl" in one.sentence
    ]


def test_an_engines_key_that_is_missing_is_told_once(sample: Desk, tmp_path: Path) -> None:
    desk = with_deepl(sample, "file")
    assert sentences(desk, tmp_path) == ["the secret A_KEY is not in the file that names it"]
    (tmp_path / "A_KEY").write_text("a key")
    assert sentences(desk, tmp_path) == []


def test_a_key_of_the_environment_may_be_where_the_workers_are(
    sample: Desk, tmp_path: Path
) -> None:
    desk = with_deepl(sample, "environment")
    assert sentences(desk, tmp_path) == []
    assert "A_KEY" in not_seen_here(desk, {})


def test_an_engine_that_cannot_be_reached_as_it_is_written_is_told(
    sample: Desk, tmp_path: Path
) -> None:
    (tmp_path / "A_KEY").write_text("schlüssel")
    [told] = sentences(with_deepl(sample, "file"), tmp_path)
    assert told.startswith("regions.yaml, translation_engines of eu: The key of `deepl` holds")
