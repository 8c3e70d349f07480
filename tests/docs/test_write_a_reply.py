"""The how-to for replies: what it shows is read and refused as it says."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.vocabulary import Tone
from rulebook.checking.examination import examine
from rulebook.replies.values import ALWAYS_THERE, FOR_AGENTS, FOR_CUSTOMERS, MOST_ITEMS
from tests.architecture.tree import ROOT
from tests.rulebook import screenshots
from tests.rulebook.building import Copy, copied

PAGE = (ROOT / "docs" / "write-a-reply.md").read_text(encoding="utf-8")
BLOCKS = dict(reversed(re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)))
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
