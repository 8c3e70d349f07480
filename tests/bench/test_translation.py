import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.translation import ENTITIES, lines_of, main, measured
from domain.ports import Translation
from language.chain import Patience, TranslatorChain
from tests.language.fakes import FakeEngine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en.txt").write_text("Where is it?\nIt is late.\nThank you.\n")
    (tmp_path / "pt-BR.txt").write_text("Onde está?\nEstá atrasado.\nObrigado.\n")
    (tmp_path / "de.txt").write_text("Wo ist es?\n")
    return tmp_path


async def _worth(folder: Path, engine: FakeEngine) -> dict[str, object]:
    chain = TranslatorChain([engine], Patience(seconds=60))
    worth = await measured(chain, "en:pt", folder, 3)
    chain.close()
    return {name: getattr(worth, name) for name in worth.__slots__}


def _perfect(text: str) -> str:
    said = {"Where is it": "Onde está", "It is late": "Está atrasado", "Thank you": "Obrigado"}
    for english, portuguese in said.items():
        text = text.replace(english, portuguese)
    return text


async def test_a_perfect_engine_scores_a_hundred_and_keeps_everything(folder: Path) -> None:
    worth = await _worth(folder, FakeEngine(_perfect))
    assert (worth["chrf"], worth["entities"]) == (100.0, 1.0)
    assert (worth["untranslated"], worth["flagged"]) == (0, 0)
    assert isinstance(worth["copied"], float)
    assert worth["copied"] < 30


async def test_what_nobody_translates_counts_as_it_is(folder: Path) -> None:
    worth = await _worth(folder, FakeEngine(pairs=frozenset()))
    assert worth["untranslated"] == 3
    assert worth["chrf"] == worth["copied"]


class Losing:
    """A translator that leaves out all but words, and says so."""

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        return Translation("Não chegou ainda", "losing", ("entities_changed",))


async def test_what_a_translator_loses_is_seen(folder: Path) -> None:
    worth = await measured(Losing(), "en:pt", folder, 3)
    assert (worth.entities, worth.flagged, worth.untranslated) == (0.0, 3, 0)


async def test_an_engine_that_loses_them_is_made_up_for_by_the_chain(folder: Path) -> None:
    worth = await _worth(folder, FakeEngine(lambda text: "Não chegou ainda"))
    assert worth["entities"] == 1.0


def test_a_language_takes_the_file_of_its_variant(folder: Path) -> None:
    assert lines_of(folder, "pt", 1) == ["Onde está?"]


def test_the_local_engine_is_measured_on_lines_that_are_passed_in(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--pairs", "en:pt-BR", "--lines", str(folder), "--json", "--price", "20"])
    said = json.loads(capsys.readouterr().out)
    assert said["engine"] == "local"
    (pair,) = said["pairs"]
    assert pair["chrf"] > 40
    assert pair["entities"] > 0.7
    assert 10 < pair["characters"] < 30
    assert pair["cost"] == pytest.approx(20.0 * pair["characters"] / 1_000_000, rel=0.01)
    assert pair["cached"] == 1.0


@pytest.mark.parametrize(
    ("pair", "sentence"),
    [("en:ja", "there is no ja.txt"), ("en:de", "one file has 3 lines, the other 1")],
)
def test_lines_that_do_not_fit_are_refused_with_a_sentence(
    folder: Path, pair: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--pairs", pair, "--lines", str(folder)])
    assert sentence in capsys.readouterr().err


def test_the_entities_are_of_each_kind() -> None:
    assert any("@" in one for one in ENTITIES)
    assert any("://" in one for one in ENTITIES)
