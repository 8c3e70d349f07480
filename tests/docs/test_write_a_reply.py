"""The how-to for replies: what it shows is read and refused as it says."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.vocabulary import Tone
from rulebook.checking.examination import examine
from rulebook.replies.readers import Reader
from rulebook.replies.templates import compiled
from rulebook.replies.values import ALWAYS_THERE, FOR_AGENTS, FOR_CUSTOMERS, MOST_ITEMS
from rulebook.replies.wording import between, instant
from tests.architecture.tree import ROOT
from tests.rulebook import screenshots
from tests.rulebook.building import Copy, copied

PAGE = (ROOT / "docs" / "write-a-reply.md").read_text(encoding="utf-8")
BLOCKS = dict(reversed(re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)))
INLINE = re.findall(r"`(\{[{%#].*?[}%#]\})`", PAGE)
TABLE = re.findall(r"^\| (`.*?) \| (.*?) \|$", PAGE, re.MULTILINE)


@pytest.fixture
def written(tmp_path: Path) -> Copy:
    """The sample desk with the file of the page."""
    return copied(tmp_path).write("replies/progress/fi.j2", BLOCKS["jinja"])


def test_the_reply_of_the_page_is_a_reply_without_warnings(written: Copy) -> None:
    values = {"ticket": "eu-1", "name": "Aino", "latest": "2026-11-23T09:00:00+00:00"}
    reply = written.read().replies.render("progress", "fi", values)
    assert reply.text == "Hei Aino,\n\nVastaamme 23.11.2026 9.00 UTC mennessä. Viitteenne on eu-1."
    assert not reply.signed
    found = examine(written.folder, datetime(2026, 11, 23, tzinfo=UTC))
    assert [one for one in found.warnings if one.file.startswith("replies/")] == []


def test_the_refusal_of_the_page_is_what_the_desk_says(written: Copy) -> None:
    written.edit("replies/progress/fi.j2", "latest | instant", "lastest | instant")
    assert "".join(written.complaints()) == BLOCKS["text"].strip()


@pytest.mark.parametrize("snippet", INLINE)
def test_whatever_the_page_shows_of_a_template_can_be_used(snippet: str) -> None:
    template, known = ("digest", "count") if "lines" in snippet else ("progress", "ticket")
    ending = "{% endif %}" if snippet.startswith("{% if") else ""
    source = f"{snippet}{ending}{{{{ {known} }}}}"
    assert compiled(f"replies/{template}/en.j2", template, "en", source).uses


def test_the_page_shows_what_is_filled_in() -> None:
    at, later = "2026-11-23T11:05:00+00:00", "2026-11-23T11:18:00+00:00"
    reader = Reader(territory="JP", clocks=(("Asia/Tokyo",),))
    for shown in (instant("ja")(at, reader), between("en")(at, at, later)):
        assert f'"{shown}"' in re.sub(r"\s+", " ", PAGE)


def test_the_page_names_what_pictures_need() -> None:
    assert f"apt-get install {' '.join(screenshots.PACKAGES)}" in PAGE
    parts = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert f"  {' '.join(screenshots.PACKAGES)}\n" in parts


def test_what_the_page_says_of_values_and_tones_is_so() -> None:
    assert all(name in PAGE for name in FOR_CUSTOMERS)
    assert all(f"<language>.{tone}.j2" in PAGE for tone in Tone if tone is not Tone.CALM)
    assert f"after {MOST_ITEMS} items" in PAGE


def test_the_page_says_when_each_reply_of_the_sample_desk_is_sent(written: Copy) -> None:
    named = {name: when for names, when in TABLE for name in re.findall(r"`([a-z-]+)`", names)}
    assert sorted(named) == sorted(written.read().replies.for_customers)
    by_itself = {name for name, when in named.items() if "reply_with" not in when}
    assert by_itself == {*ALWAYS_THERE} - {*FOR_AGENTS}


def test_the_command_for_pictures_is_there() -> None:
    assert (
        f"python -m {screenshots.__name__} pictures {' '.join(screenshots.USUAL)}" in BLOCKS["sh"]
    )
