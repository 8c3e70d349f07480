from datetime import UTC, datetime

import pytest

from rulebook.staffing import DeskStaffing
from tests.rulebook.building import Copy

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
NAME = "rosters/eu-engineering.yaml"
PLAIN = """team: eu-engineering
zone: Europe/Dublin
shifts:
  - {name: day, days: monday to friday, hours: 08:00-16:00, agents: [katarina]}
  - {name: late, days: monday to friday, hours: 16:00-20:00, agents: [katarina]}
overrides:
  - {replace: katarina, by: sam, days: 2026-11-19}
"""


def on(copy: Copy, team: str, at: datetime = WEDNESDAY) -> tuple[str, ...]:
    return DeskStaffing(copy.read()).view(at, {}).teams[team].on


@pytest.mark.shows_key("rosters.team")
def test_a_roster_is_that_of_the_team_it_names(copy: Copy) -> None:
    (copy.folder / "rosters/eu-lead.yaml").unlink()
    copy.write(NAME, PLAIN)
    assert on(copy, "eu-engineering") == ("katarina",)
    assert on(copy, "eu-lead") == ("henrik", "niamh", "sam")  # all of them: it has no roster
    copy.write(NAME, PLAIN.replace("eu-engineering", "eu-lead").replace("katarina", "henrik"))
    assert on(copy, "eu-lead") == ("henrik",)
    assert on(copy, "eu-engineering") == ("katarina", "sam")


@pytest.mark.shows_key("rosters.overrides.replace")
def test_who_is_replaced_is_not_on_and_the_other_is(copy: Copy) -> None:
    copy.write(NAME, PLAIN)
    assert on(copy, "eu-engineering", WEDNESDAY.replace(day=19)) == ("sam",)
    moved = PLAIN.replace("replace: katarina, by: sam", "replace: sam, by: katarina")
    copy.write(NAME, moved)
    assert on(copy, "eu-engineering", WEDNESDAY.replace(day=19)) == ("katarina",)


@pytest.mark.shows_key("rosters.shifts.name")
def test_complaints_name_a_shift_by_its_name_and_each_has_its_own(copy: Copy) -> None:
    copy.write(NAME, PLAIN.replace("name: day,", "name: day, weeks: [1],"))
    assert any("shift 'day'" in each for each in copy.complaints())
    copy.write(NAME, PLAIN.replace("name: late", "name: day"))
    assert any("two shifts are called 'day'" in each for each in copy.complaints())
    copy.write(NAME, PLAIN)
    assert on(copy, "eu-engineering") == ("katarina",)
