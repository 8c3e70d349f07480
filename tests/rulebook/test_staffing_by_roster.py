from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.facts import RouteCandidate
from domain.policy import StaffingView, TeamStaffing
from domain.routing import choose
from rulebook.facts import Desk
from rulebook.on_duty import DutyBook, TeamDuty
from rulebook.staffing import DeskStaffing
from tests.rulebook.building import Copy

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)  # Dublin is at UTC
NAME = "rosters/eu-care.yaml"
ROSTER = """team: eu-care
zone: Europe/Dublin
shifts:
  - {name: early, days: monday to friday, hours: 06:00-14:00, agents: [aoife]}
  - {name: late, days: monday to friday, hours: 14:00-22:00, agents: [jonas, ines]}
overrides:
  - {remove: ines, from: 2026-11-24T14:00Z, until: 2026-11-24T18:00Z}
"""
ALWAYS = """team: eu-care
zone: Europe/Dublin
shifts:
  - {name: all, days: monday to sunday, hours: 00:00-24:00, agents: [aoife]}
"""


@pytest.fixture
def desk(copy: Copy) -> Desk:
    """Only eu-care has a roster; every other team is on by its calendar."""
    return only_ours(copy, ROSTER)


def only_ours(copy: Copy, text: str) -> Desk:
    desk = copy.write(NAME, text).read()
    return replace(desk, rosters={"eu-care": desk.rosters["eu-care"]})


def hour(number: int, minute: int = 0) -> datetime:
    return MONDAY.replace(hour=number, minute=minute)


def view(desk: Desk, at: datetime) -> StaffingView:
    return DeskStaffing(desk).view(at, {})


def ours(desk: Desk, at: datetime) -> TeamStaffing:
    return view(desk, at).teams["eu-care"]


def test_those_are_on_whom_the_roster_names_until_others_are(desk: Desk) -> None:
    team = ours(desk, hour(10))
    assert (team.on, team.until, team.next_opening) == (("aoife",), hour(14), hour(14))


def test_demand_23_a_view_says_when_everybody_leaves_and_comes_back(desk: Desk) -> None:
    tomorrow = timedelta(days=1)
    team = ours(desk, hour(16))
    assert team.on == ("ines", "jonas")
    assert team.shift_ends == {"ines": hour(22), "jonas": hour(22)}
    assert team.next_shifts == {
        "aoife": hour(6) + tomorrow,
        "ines": hour(18) + tomorrow,  # the first hours were overridden
        "jonas": hour(14) + tomorrow,
    }  # sam has no shift


def test_a_view_says_when_whoever_is_off_left(desk: Desk) -> None:
    friday = MONDAY - timedelta(days=3)
    assert ours(desk, hour(10)).left_at == dict.fromkeys(("ines", "jonas"), friday.replace(hour=22))
    assert ours(desk, hour(16)).left_at == {"aoife": hour(14)}
    assert ours(desk, hour(23)).left_at == {
        "aoife": hour(14),
        "ines": hour(22),
        "jonas": hour(22),
    }  # sam was never on


def test_demand_24_nobody_on_means_a_queue_with_a_known_opening(desk: Desk) -> None:
    team = ours(desk, hour(23))
    assert (team.on, team.until, team.shift_ends) == ((), None, {})
    assert team.next_opening == hour(6) + timedelta(days=1)


def test_demand_24_of_teams_that_are_off_the_one_whose_roster_begins_first_is_chosen(
    desk: Desk,
) -> None:
    early = hour(5, 30)  # eu-engineering opens at eight o'clock
    wanted = [RouteCandidate(team, "any", True) for team in ("eu-engineering", "eu-care")]
    choice = choose(wanted, view(desk, early))
    assert choice is not None
    assert (choice.team, choice.reason) == ("eu-care", "opens next, at 2026-11-23 06:00 UTC")


def test_a_team_without_a_roster_goes_by_its_calendar(desk: Desk) -> None:
    team = view(desk, hour(10)).teams["eu-engineering"]
    assert (team.on, team.until) == (("katarina", "sam"), hour(18))


def test_an_empty_rota_has_nobody_and_no_opening(copy: Copy) -> None:
    empty = only_ours(copy, "team: eu-care\nzone: Europe/Dublin\nshifts: []\n")
    assert ours(empty, hour(10)) == TeamStaffing()


def test_a_team_in_which_nothing_ever_changes_is_open_now(copy: Copy) -> None:
    team = ours(only_ours(copy, ALWAYS), hour(10))
    assert (team.on, team.until, team.next_opening) == (("aoife",), None, hour(10))
    assert (team.shift_ends, team.next_shifts) == ({}, {})


def test_a_view_is_valid_until_a_roster_changes_and_for_fifteen_minutes_at_most(desk: Desk) -> None:
    assert view(desk, hour(13, 50)).valid_until == hour(14)
    assert view(desk, hour(5, 55)).valid_until == hour(6)
    assert view(desk, hour(10)).valid_until == hour(10, 15)
    override_ends = hour(18) + timedelta(days=1)
    assert view(desk, override_ends - timedelta(minutes=1)).valid_until == override_ends


def test_the_hash_tells_of_a_change_of_the_roster(copy: Copy, desk: Desk) -> None:
    assert view(desk, hour(10)) == view(only_ours(copy, ROSTER), hour(10))
    later = only_ours(copy, ROSTER.replace("22:00", "22:30"))
    assert ours(later, hour(10)).on == ours(desk, hour(10)).on
    assert view(later, hour(15)).hash != view(desk, hour(15)).hash


def instants(desk: Desk) -> Iterator[tuple[datetime, TeamDuty, TeamStaffing]]:
    book = DutyBook(desk)
    for number in range(0, 24, 3):
        at = hour(number)
        for team in book.at(at):
            yield at, team, view(desk, at).teams[team.team]


def test_demand_27_the_preview_says_what_the_staffing_says(desk: Desk) -> None:
    for at, duty, staffing in instants(desk):
        assert (duty.on, duty.until) == (staffing.on, staffing.until)
        assert duty.next_on is not None
        assert duty.next_on[1] == staffing.next_opening
        assert duty.gaps[0][0] == (at if not duty.on else duty.gaps[0][0])


def test_demand_27_a_week_of_a_team_without_a_roster_is_that_of_its_calendar(desk: Desk) -> None:
    [duty] = [one for one in DutyBook(desk).at(hour(10)) if one.team == "eu-engineering"]
    assert [(one.agent, one.start, one.end) for one in duty.shifts[:2]] == [
        ("katarina", hour(8), hour(18)),
        ("sam", hour(8), hour(18)),
    ]
    assert duty.gaps[0] == (hour(18), hour(8) + timedelta(days=1))
    assert len(duty.shifts) == 2 * 6  # today's, the next four working days', and next Monday's
    assert duty.next_on == (("katarina", "sam"), hour(8) + timedelta(days=1))


HOLES = """team: eu-care
zone: Europe/Dublin
shifts:
  - {name: morning, days: monday to friday, hours: 08:00-12:00, agents: [aoife]}
"""


def test_demand_27_a_week_says_where_nobody_is_on_and_the_calendar_is_open(copy: Copy) -> None:
    desk = only_ours(copy, HOLES)
    [duty] = [team for team in DutyBook(desk).at(MONDAY) if team.team == "eu-care"]
    opening = DeskStaffing(desk).hours(desk.teams["eu-care"].calendar, MONDAY)
    assert duty.unstaffed[0][0] == hour(12), "the calendar is open till the evening"
    for start, end in duty.unstaffed:
        assert opening.elapsed(start, end) == end - start
        assert any(gap[0] <= start and end <= gap[1] for gap in duty.gaps)
    missed = sum((end - start for start, end in duty.unstaffed), timedelta())
    worked = sum((opening.elapsed(*gap) for gap in duty.gaps), timedelta())
    assert missed == worked > timedelta()


def test_demand_27_where_the_whole_team_is_on_by_its_calendar_nobody_is_missing(desk: Desk) -> None:
    others = [team for team in DutyBook(desk).at(MONDAY) if team.team != "eu-care"]
    assert others
    assert all(team.unstaffed == () for team in others)


def test_demand_27_a_calendar_that_never_closes_has_no_next(copy: Copy) -> None:
    copy.edit("regions.yaml", "calendar: eu-business", "calendar: round-the-clock")
    desk = replace(copy.read(), rosters={})
    [duty] = [one for one in DutyBook(desk).at(hour(10)) if one.team == "eu-care"]
    assert (duty.until, duty.next_on, duty.gaps) == (None, None, ())
    assert {one.agent for one in duty.shifts} == set(duty.on)
