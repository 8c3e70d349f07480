"""The how-to for rosters: what it shows is read, taken and refused as it says."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.routing import Matter
from domain.vocabulary import Priority, Tier
from rulebook.topics import DeskRouting
from tests.architecture.tree import ROOT
from tests.rulebook.building import Copy, copied

PAGE = (ROOT / "docs" / "plan-a-roster.md").read_text(encoding="utf-8")
ROSTER, RULES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
(REFUSAL,) = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
NAME = "rosters/na-care.yaml"
FIRST = "  - name: technical matters in Europe\n"
MATTER = Matter("na", None, "en", Tier.STANDARD, Priority.NORMAL)


@pytest.fixture
def written(copy: Copy) -> Copy:
    """The sample desk with the files of the page."""
    rules = RULES.partition("rules:\n")[2]
    return copy.write(NAME, ROSTER).edit("routing.yaml", FIRST, f"{rules}{FIRST}")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copied(tmp_path)


@pytest.mark.parametrize(
    ("at", "on"),
    [
        ("2026-12-11T15:00", ("maya",)),
        ("2026-12-12T15:00", ()),  # a Saturday of week 1
        ("2026-12-05T15:00", ("maya",)),  # and of week 2, in the morning
        ("2026-12-05T18:00", ()),  # at noon
        ("2026-12-13T05:00", ("luc",)),  # the night of a Saturday of week 1
        ("2026-12-22T15:00", ("luc",)),  # in her place
        ("2026-12-24T15:00", ("sam",)),  # on a day off
        ("2026-12-24T18:00", ()),
        ("2026-12-25T15:00", ()),  # Christmas
    ],
)
def test_the_roster_of_the_page_says_who_is_on(written: Copy, at: str, on: tuple[str, ...]) -> None:
    roster = written.read().rosters["na-care"].around(2026)
    assert roster.on(datetime.fromisoformat(at).replace(tzinfo=UTC)) == on


def test_the_refusal_of_the_page_is_what_the_desk_says(written: Copy) -> None:
    written.edit(NAME, "agents: [luc], weeks: [1]", "agents: [luc], weeks: [3]")
    assert REFUSAL in written.complaints()


def test_the_rules_of_the_page_look_back_and_at_words(written: Copy) -> None:
    routing = DeskRouting(written.read())

    def found(text: str = "", **history: Any) -> tuple[str, list[str]]:
        candidates = routing.candidates(replace(MATTER, matches=routing.matches(text), **history))
        return candidates[0].rule, [one.team for one in candidates]

    back = "customers who come back"
    assert found(contacts_before=3, last_team="latam-care") == (back, ["latam-care", "na-care"])
    assert found(contacts_before=2)[0] == "everything in North America"
    assert found("I want a Chargeback")[0] == "money back"
    assert found("for order 123456")[0] == "money back"
