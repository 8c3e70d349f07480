"""Rota gaps are said as people say them, and only where somebody counts on the desk."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.ticket import same_language
from rulebook.checking.rota import WEEKS, Cover, coming_shifts
from rulebook.checking.weeks import spoken
from rulebook.checking.workable import workable
from rulebook.reading.folders import folder_of
from rulebook.reading.sources import read_sources
from rulebook.staffing import DeskStaffing
from tests.rulebook.building import SAMPLE
from tests.rulebook.faults.planting import SUNDAY, found_in, sample_files

HALF_HOUR = timedelta(minutes=30)
ROSTER = "rosters/cn-care.yaml"
SAM_IN_CHINA = (
    "{id: sam, languages: [en], skills: [delivery], capacity: 12, notify: inbox}\n"
    "      - {id: meiling"
)
ALWAYS = "{name: day, days: monday to sunday, hours: 00:00-24:00, agents: [meiling]}"


def told(*shifts: str, calendar: str = "round-the-clock", more: str = "") -> list[str]:
    """What is said of a China that speaks Chinese and German, where sam speaks German."""
    files = dict(sample_files())
    files["regions.yaml"] = files["regions.yaml"].replace(
        "languages: [zh]\n    calendar: cn-business",
        f"languages: [zh, de]\n    calendar: {calendar}",
    )
    speaks = SAM_IN_CHINA.replace("[en]", "[de]")
    files["teams.yaml"] = files["teams.yaml"].replace(SAM_IN_CHINA, speaks)
    lines = "".join(f"  - {shift}\n" for shift in shifts)
    files[ROSTER] = f"team: cn-care\nzone: UTC\nshifts:\n{lines}{more}"
    return [str(one) for one in found_in(files)]


def test_a_gap_is_said_as_people_say_it() -> None:
    (said,) = told(
        ALWAYS,
        "{name: a, days: monday to saturday, hours: 00:00-24:00, agents: [sam]}",
        "{name: b, days: sunday, hours: [00:00-02:00, 04:00-24:00], agents: [sam]}",
    )
    line = sample_files()["regions.yaml"].partition("languages: [zh]")[0].count("\n") + 1
    assert said == (
        f"regions.yaml, line {line}: in cn, Sunday 02:00-04:00 nobody speaks German, by the clock "
        "of UTC; give a shift then to somebody who does (sam)"
    )


def test_who_are_on_all_the_time_leave_no_gap() -> None:
    assert told(ALWAYS, ALWAYS.replace("name: day", "name: too").replace("meiling", "sam")) == []


def test_where_nobody_is_on_that_is_said_once_and_not_for_each_language() -> None:
    hours = "hours: [00:00-02:00, 04:00-24:00], agents: [meiling, sam]"
    (said,) = told(f"{{name: both, days: monday to sunday, {hours}}}")
    assert "in cn, Monday to Sunday 02:00-04:00 nobody is on, by the clock of UTC" in said


def test_what_is_not_every_week_says_how_often() -> None:
    weekend = "{name: w, days: saturday to sunday, hours: 00:00-24:00, agents: [sam], weeks: [1]}"
    workdays = "{name: d, days: monday to friday, hours: 00:00-24:00, agents: [sam]}"
    rotation = "rotation: {weeks: 2, from: 2026-11-16}\n"
    (said,) = told(ALWAYS, workdays, weekend, more=rotation)
    assert "in cn, Saturday and Sunday 00:00-24:00 in 2 of 4 weeks nobody speaks German" in said


def test_a_single_day_is_named_with_its_date() -> None:
    both = ALWAYS.replace("[meiling]", "[meiling, sam]")
    away = "overrides:\n  - {remove: sam, days: 2026-11-24}\n"
    (said,) = told(both, more=away)
    assert "in cn, on Tuesday 2026-11-24 00:00-24:00 nobody speaks German" in said


def test_nobody_is_missed_while_the_calendar_is_closed() -> None:
    working = "days: monday to friday, hours: 09:00-18:00, agents: [meiling, sam]"
    shift = f"{{name: day, {working}}}"
    assert told(shift, calendar="cn-business", more="overrides: []\n") != []  # Chinese clock, UTC
    files = dict(sample_files())
    assert "China" not in str(found_in(files))


def test_a_policy_of_the_region_counts_beyond_its_calendar() -> None:
    files = dict(sample_files())
    file = "policies/eu-vip.yaml"
    files[file] = files[file].replace("calendar: eu-business", "calendar: round-the-clock")
    said = [one.sentence for one in found_in(files)]
    assert any(one.startswith("in eu, ") and "nobody is on" in one for one in said)


def test_a_team_without_a_roster_is_on_while_its_calendar_is_open() -> None:
    files = dict(sample_files())
    del files[ROSTER]
    assert found_in(files) == []


def test_a_team_of_which_nobody_is_ever_on_is_named() -> None:
    files = dict(sample_files())
    files["rosters/eu-lead.yaml"] = "team: eu-lead\nzone: Europe/Dublin\nshifts: []\n"
    (said,) = [str(one) for one in found_in(files)]
    assert said == (
        "rosters/eu-lead.yaml, line 3: nobody of eu-lead is on in the coming 4 weeks; "
        "write shifts for them"
    )


def test_a_roster_with_a_slip_hides_its_region_and_no_other() -> None:
    files = dict(sample_files())
    apac, eu = "rosters/apac-care.yaml", "rosters/eu-care.yaml"
    files[apac] = files[apac].replace("08:00-17:00", "08:00-12:00")
    files[eu] = files[eu].replace("agents: [aoife], weeks: [1]", "agents: [aoifa], weeks: [1]")
    said = [one.sentence for one in found_in(files)]
    assert len(said) == 2
    assert "nobody speaks Japanese" in said[0]
    assert "did you mean 'aoife'?" in said[1]


@pytest.mark.parametrize(("region", "language"), [("eu", "fr"), ("na", "es"), ("apac", "hi")])
def test_the_gaps_are_those_that_one_finds_by_looking_every_half_hour(
    region: str, language: str
) -> None:
    able = workable(read_sources(folder_of(SAMPLE))[0])
    desk, teams = able.desk, able.takers[region]
    staffing = DeskStaffing(desk)
    shifts = coming_shifts(desk, staffing, SUNDAY)
    gaps = Cover(able, region, staffing, shifts, SUNDAY).silent(language)
    hours = staffing.hours(desk.regions[region].calendar, SUNDAY)
    for number in range(WEEKS * 7 * 48 - 48):
        at = SUNDAY + number * HALF_HOUR
        speaks = any(
            member.id in staffing.roster(team, at.year).on(at)
            for team in teams
            for member in desk.teams[team].members
            if any(same_language(one, language) for one in member.languages)
        )
        in_a_gap = any(start <= at < end for start, end in gaps)
        assert in_a_gap == (hours.is_open(at) and not speaks), at


def test_days_are_those_of_the_wall_clock_when_the_clocks_change() -> None:
    dublin = ZoneInfo("Europe/Dublin")
    # From 22:00 UTC on Saturday, 23:00 in Dublin, over the hour that comes twice.
    span = (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 9, tzinfo=UTC))
    assert spoken([span], dublin, WEEKS) == (
        "on Saturday 2026-10-24 23:00-24:00 and on Sunday 2026-10-25 00:00-09:00"
    )


def test_a_long_list_is_cut_short() -> None:
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    spans = [
        (monday + timedelta(days=day, hours=day), monday + timedelta(days=day, hours=day + 1))
        for day in range(7)
    ]
    assert spoken(spans, ZoneInfo("UTC"), WEEKS).endswith(" and 3 more times")
