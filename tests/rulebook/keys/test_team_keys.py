from dataclasses import replace
from datetime import timedelta

import pytest

from domain.policy import StaffingView
from domain.routing import Matter, choose
from domain.vocabulary import Priority, Tier
from rulebook.directory import staff_of
from rulebook.facts import Desk
from rulebook.on_duty import DutyBook
from rulebook.staffing import DeskStaffing
from rulebook.topics import DeskRouting
from tests.rulebook.building import FRIDAY, Copy

TEAMS = "teams.yaml"
KATARINA = "{id: katarina, languages: [en, de], skills: [technical], capacity: 4, notify: inbox}"
BOTH = "    teams: [eu-care]\n  - name: everything in North America"
MATTER = Matter("eu", "payment", "en", Tier.STANDARD, Priority.NORMAL)


def seen(desk: Desk, **loads: int) -> StaffingView:
    named = {team.replace("_", "-"): load for team, load in loads.items()}
    return DeskStaffing(desk).view(FRIDAY, named)


def without_roster(copy: Copy, team: str) -> Copy:
    (copy.folder / f"rosters/{team}.yaml").unlink()
    return copy


@pytest.mark.shows_key("teams.teams")
def test_a_team_that_is_written_down_can_have_tickets(copy: Copy) -> None:
    assert "night-watch" not in seen(copy.read()).teams
    team = (
        "\nteams:\n  night-watch:\n    region: eu\n    calendar: round-the-clock\n"
        "    languages: [en]\n    members:\n"
        "      - {id: sam, languages: [en], capacity: 4, notify: inbox}\n"
    )
    copy.edit(TEAMS, "\nteams:\n", team)
    midnight = FRIDAY.replace(hour=0)
    view = DeskStaffing(copy.read()).view(midnight, {})
    assert view.teams["night-watch"].on == ("sam",)


@pytest.mark.shows_key("teams.teams.region")
def test_the_region_says_whose_tickets_a_team_sees(copy: Copy) -> None:
    assert "apac-engineering" in staff_of(copy.read(), "apac")
    copy.edit(TEAMS, "in Manila; they get what others hand over to them\n    region: apac", (
        "in Manila\n    region: eu"
    ))  # fmt: skip
    assert "apac-engineering" not in staff_of(copy.read(), "apac")
    assert "apac-engineering" in staff_of(copy.read(), "eu")


@pytest.mark.shows_key("teams.teams.calendar")
def test_a_team_without_a_roster_is_on_while_its_calendar_is_open(copy: Copy) -> None:
    evening = FRIDAY.replace(hour=22)
    before = DeskStaffing(without_roster(copy, "eu-engineering").read()).view(evening, {})
    assert before.teams["eu-engineering"].on == ()
    engineering = "  eu-engineering:\n    region: eu\n    calendar: "
    copy.edit(TEAMS, f"{engineering}of the region", f"{engineering}round-the-clock")
    after = DeskStaffing(copy.read()).view(evening, {})
    assert after.teams["eu-engineering"].on == ("katarina", "sam")


@pytest.mark.shows_key("teams.teams.members", "teams.teams.members.id")
def test_members_are_on_by_their_names(copy: Copy) -> None:
    without_roster(copy, "eu-engineering")
    assert seen(copy.read()).teams["eu-engineering"].on == ("katarina", "sam")
    copy.edit(TEAMS, KATARINA, KATARINA.replace("katarina", "kim"))
    assert seen(copy.read()).teams["eu-engineering"].on == ("kim", "sam")
    copy.edit(TEAMS, f"      - {KATARINA.replace('katarina', 'kim')}\n", "")
    assert seen(copy.read()).teams["eu-engineering"].on == ("sam",)


@pytest.mark.shows_key("teams.teams.members.languages")
def test_on_duty_says_which_languages_an_agent_speaks(copy: Copy) -> None:
    def spoken() -> tuple[str, ...]:
        [team] = [one for one in DutyBook(copy.read()).at(FRIDAY) if one.team == "eu-engineering"]
        return {one.id: one.languages for one in team.members}["katarina"]

    assert spoken() == ("en", "de")
    copy.edit(TEAMS, KATARINA, KATARINA.replace("[en, de]", "[en, cs]"))
    assert spoken() == ("en", "cs")


def chosen(copy: Copy, **loads: int) -> tuple[str, str]:
    """The team that gets a payment matter in Europe, and why."""
    desk = copy.read()
    matter = replace(MATTER)
    choice = choose(DeskRouting(desk).candidates(matter), seen(desk, **loads), matter.topic)
    assert choice is not None
    return choice.team, choice.reason


@pytest.fixture
def two(copy: Copy) -> Copy:
    """Care and engineering may both have what is written in Europe."""
    wanted = "everything else in Europe\n    when: {region: [eu]}\n    teams: "
    return copy.edit("routing.yaml", f"{wanted}[eu-care]", f"{wanted}[eu-care, eu-engineering]")


@pytest.mark.shows_key("teams.teams.members.skills")
def test_a_team_of_which_somebody_knows_the_topic_comes_before_one_of_which_nobody_does(
    two: Copy,
) -> None:
    loads = {"eu_care": 3, "eu_engineering": 0}
    assert chosen(two, **loads) == (
        "eu-care",
        "on now, speaks the customer's language, knows payment, with 3 open tickets",
    )
    two.edit(TEAMS, KATARINA, KATARINA.replace("[technical]", "[technical, payment]"))
    assert chosen(two, **loads)[0] == "eu-engineering"


def test_only_the_skills_of_those_who_are_on_count(two: Copy) -> None:
    night = FRIDAY - timedelta(hours=8)
    view = DeskStaffing(two.read()).view(night, {})
    assert (view.teams["eu-care"].skills, view.teams["eu-care"].room) == ((), None)


@pytest.mark.shows_key("teams.teams.members.capacity")
def test_a_team_whose_people_have_as_many_as_they_take_comes_last(two: Copy) -> None:
    room = seen(two.read()).teams["eu-engineering"].room
    assert room == 8
    loads = {"eu_care": 30, "eu_engineering": 5}
    two.edit(TEAMS, "skills: [account], capacity: 8", "skills: [account], capacity: 80")
    two.edit(TEAMS, KATARINA, KATARINA.replace("[technical]", "[payment]"))
    assert chosen(two, **loads)[0] == "eu-engineering"
    two.edit(TEAMS, "[payment], capacity: 4", "[payment], capacity: 1")
    assert chosen(two, **loads)[0] == "eu-care"
    full = chosen(two, eu_care=300, eu_engineering=300)
    assert full[1].endswith("with 300 open tickets, though its people have as many as they take")
