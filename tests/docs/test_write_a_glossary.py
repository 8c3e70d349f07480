"""The how-to for glossaries: what it shows is read, put in, refused and explained as it says."""

import re
from pathlib import Path

import pytest

from language.masking import protected
from language.slang import glosses
from rulebook.facts import Desk
from tests.architecture.tree import ROOT
from tests.rulebook.building import Copy, copied

PAGE = (ROOT / "docs" / "write-a-glossary.md").read_text(encoding="utf-8")
TERMS, SLANG = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
(REFUSED,) = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
WRITTEN = "glossary/own.csv"


@pytest.fixture
def written(tmp_path: Path) -> Copy:
    """The sample desk with the terms of the page."""
    return copied(tmp_path).write(WRITTEN, TERMS)


def _through_an_idle_engine(desk: Desk, text: str, source: str, target: str) -> str:
    made = protected(lambda masked: masked, text, source, target, desk.glossary)
    assert made.flags == ()
    return made.text


def test_terms_come_out_as_the_page_writes_them(written: Copy) -> None:
    desk = written.read()
    assert _through_an_idle_engine(desk, "Two Flat Racks, GDP", "en", "pt") == (
        "Two contêiner plataforma, GDP"
    )
    assert _through_an_idle_engine(desk, "框架集装箱在哪", "zh-Hans", "en") == "flat rack在哪"
    assert _through_an_idle_engine(desk, "das GDP, das gdp", "de", "fr") == "das GDP, das gdp"


def test_a_form_that_means_two_things_is_refused_as_the_page_says(tmp_path: Path) -> None:
    head, rack, *_ = TERMS.splitlines(keepends=True)
    shelf = "shelf,no,flat rack,estante,\n"
    copy = copied(tmp_path).write(WRITTEN, f"{head}{rack}{shelf}")
    assert copy.complaints() == (REFUSED,)


def test_slang_is_explained_as_the_page_says(tmp_path: Path) -> None:
    slang = copied(tmp_path).write("glossary/slang/pt.csv", SLANG).read().slang
    (german,) = glosses("Tá ligado?", "pt-BR", "de", slang)
    (english,) = glosses("tlgd", "pt", "fr", slang)
    assert (german.meaning, english.meaning) == ("weißt du", "you know what I mean")
