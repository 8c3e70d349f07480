from datetime import UTC, datetime, timedelta

import pytest

from domain.shifts import Roster
from tests.architecture.tree import ROOT
from tests.rulebook.building import Copy

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # ten o'clock in Dublin, too
DAY = timedelta(days=1)
NAME = "rosters/eu-care.yaml"
PLAIN = """team: eu-care
zone: Europe/Dublin
rotation: {weeks: 2, from: 2026-11-16}
shifts:
  - name: day
    days: monday to friday
    hours: 08:00-16:00
    agents: [aoife]
  - name: late
    days: [wednesday, sunday]
    hours: [16:00-18:00, 20:00-02:00]
    agents: [jonas]
    weeks: [1]
holidays: {country: IE}
days_off: [2026-11-26]
overrides:
  - remove: jonas
    days: 2026-12-02
"""

INSIDE_THE_FILE = [
    ("\nzone: Europe/Dublin", "\nzone: Mars/Olympus", "zone: 'Mars/Olympus' is no time zone"),
    ("\nzone: Europe/Dublin", "", "'zone' is missing"),
    ("\ndays_off:", "\nholiday:", "did you mean 'holidays'?"),
    ("08:00-16:00", "08:00-25:00", "'25:00' is no time of day"),
    ("08:00-16:00", "08:00-24:30", "'24:30' is no time of day"),
    ("08:00-16:00", "08:00-08:00", "'08:00-08:00' has no length; write two shifts that meet"),
    ("08:00-16:00", "8-16", "write '09:00-17:00'"),
    ("08:00-16:00", "closed", "a shift has hours: write them like '09:00-17:00'"),
    ("monday to friday", "moonday", "'moonday' is no weekday"),
    ("monday to friday", "[]", "at least one is wanted here"),
    ("agents: [aoife]", "agents: []", "at least one is wanted here"),
    ("agents: [aoife]", "agents: aoife", "a list is wanted here"),
    ("agents: [aoife]", "agent: [aoife]", "did you mean 'agents'?"),
    ("weeks: 2, from", "weeks: 0, from", "rotation.weeks: Input should be greater than"),
    ("weeks: 2, from", "weeks: 53, from", "rotation.weeks: Input should be less than"),
    ("weeks: 2, from", "weeks: two, from", "a whole number is wanted here"),
    ("from: 2026-11-16", "form: 2026-11-16", "did you mean 'from'?"),
    ("from: 2026-11-16", "from: 2026-02-30", "'2026-02-30' is not a date"),
    ("weeks: [1]", "weeks: [3]", "shift 'late': there is no week 3 in a rotation of 2 weeks"),
    ("weeks: [1]", "weeks: []", "at least one is wanted here"),
    ("rotation: {weeks: 2, from: 2026-11-16}\n", "", "no week 1 in a roster without rotation"),
    ("name: late", "name: day", "two shifts are called 'day'; rename one"),
    ("{country: IE}", "{country: XX}", "the holidays of 'XX' are not known"),
    ("[2026-11-26]", "[2026-02-30]", "'2026-02-30' is not a date: write year-month-day"),
    ("remove: jonas", "drop: jonas", "'drop' is not known here; known here: add, by, days, from"),
    ("remove: jonas", "by: jonas", "an override does one thing: write add, remove, or replace"),
    ("remove: jonas", "remove: jonas\n    add: ines", "an override does one thing"),
    ("remove: jonas", "replace: jonas", "replace and by belong together"),
    ("remove: jonas", "add: jonas\n    by: ines", "replace and by belong together"),
    ("remove: jonas", "replace: jonas\n    by: jonas", "jonas cannot replace jonas"),
    ("    days: 2026-12-02\n", "", "say when: write days, or from and until"),
    ("days: 2026-12-02", "from: 2026-12-02T08:00Z", "say when: write days, or from and until"),
    ("days: 2026-12-02", "days: 2026-12-02\n    until: 2026-12-02T08:00Z", "say when"),
    ("days: 2026-12-02", "days: 2026-02-30", "'2026-02-30' is not a date"),
    ("days: 2026-12-02", "days: 2026-12-02 to 2026-12-01", "ends before it starts"),
    ("days: 2026-12-02", "{}", "this is not YAML"),
    (
        "days: 2026-12-02",
        "from: 2026-12-02T08:00\n    until: 2026-12-02T09:00Z",
        "'2026-12-02T08:00' is not an instant: write date, time and offset",
    ),
    (
        "days: 2026-12-02",
        "from: 2026-12-02T25:00Z\n    until: 2026-12-02T09:00Z",
        "'2026-12-02T25:00Z' is not an instant",
    ),
    (
        "days: 2026-12-02",
        "from: 2026-12-02T09:00Z\n    until: 2026-12-02T10:00+01:00",
        "until must be later than from",
    ),
    (
        "days: 2026-12-02",
        "days: 2026-12-02\n  - {add: jonas, days: 2026-12-01 to 2026-12-03}",
        "overrides 1 and 2 overlap: both decide on jonas; keep one of them",
    ),
    (
        "days: 2026-12-02",
        "days: 2026-12-02\n  - {replace: aoife, by: jonas, days: 2026-12-02}",
        "overrides 1 and 2 overlap: both decide on jonas",
    ),
]

BETWEEN_FILES = [
    ("team: eu-care", "team: moon", "there is no team 'moon'; there are: eu-care, eu-engineering"),
    ("team: eu-care", "team: na-care", "the roster of 'na-care' stands in rosters/eu-care.yaml"),
    ("agents: [aoife]", "agents: [aoifa]", "'aoifa' is no member of eu-care; did you mean 'aoife'"),
    ("remove: jonas", "remove: maya", "'maya' is no member of eu-care"),
    ("remove: jonas", "replace: jonas\n    by: maya", "'maya' is no member of eu-care"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), INSIDE_THE_FILE + BETWEEN_FILES)
def test_what_is_wrong_with_a_roster_is_refused_with_a_sentence(
    copy: Copy, old: str, new: str, sentence: str
) -> None:
    found = copy.write(NAME, PLAIN).edit(NAME, old, new).complaints()
    assert any(sentence in each for each in found), found
    assert all(each.isprintable() and each.startswith("rosters/") for each in found)


def test_a_sentence_names_the_line_and_the_key(copy: Copy) -> None:
    (sentence,) = copy.write(NAME, PLAIN).edit(NAME, "08:00-16:00", "08:00-25:00").complaints()
    assert sentence.startswith(f"{NAME}, line 7: shifts.hours: '25:00' is no time of day")


def read(copy: Copy, old: str = "", new: str = "") -> Roster:
    """The plain roster, with a change."""
    copy.write(NAME, PLAIN)
    if old:
        copy.edit(NAME, old, new)
    return copy.read().rosters["eu-care"].around(2026)


EFFECTS: dict[str, tuple[str, str, str, tuple[str, ...], tuple[str, ...]]] = {
    "zone": ("Europe/Dublin", "Europe/Athens", "2026-11-18T07:00", (), ("aoife",)),
    "rotation": ("from: 2026-11-16", "from: 2026-11-09", "2026-11-18T17:00", ("jonas",), ()),
    "rotation weeks": ("weeks: 2, from", "weeks: 1, from", "2026-11-25T17:00", (), ("jonas",)),
    "days": ("[wednesday, sunday]", "[monday]", "2026-11-18T17:00", ("jonas",), ()),
    "hours": ("08:00-16:00", "11:00-16:00", "2026-11-18T10:00", ("aoife",), ()),
    "agents": ("agents: [aoife]", "agents: [ines]", "2026-11-18T10:00", ("aoife",), ("ines",)),
    "weeks": ("    weeks: [1]\n", "", "2026-11-25T17:00", (), ("jonas",)),
    "holidays": ("holidays: {country: IE}\n", "", "2026-12-25T10:00", (), ("aoife",)),
    "country": ("country: IE", "country: AT", "2026-12-08T10:00", ("aoife",), ()),
    "days_off": ("days_off: [2026-11-26]\n", "", "2026-11-26T10:00", (), ("aoife",)),
    "remove": (
        "    days: 2026-12-02\n",
        "    days: 2026-12-03\n",
        "2026-12-02T17:00",
        (),
        ("jonas",),
    ),
    "add": ("remove: jonas", "add: jonas", "2026-12-02T03:00", (), ("jonas",)),
    "by": ("remove: jonas", "replace: jonas\n    by: ines", "2026-12-02T17:00", (), ("ines",)),
    "several days": (
        "days: 2026-12-02",
        "days: 2026-11-17 to 2026-11-18",
        "2026-11-18T17:00",
        ("jonas",),
        (),
    ),
    "from": (
        "days: 2026-12-02",
        "from: 2026-11-18T16:30Z\n    until: 2026-11-18T18:00+01:00",
        "2026-11-18T16:59",
        ("jonas",),
        (),
    ),
}


@pytest.mark.shows_key(
    "rosters.zone",
    "rosters.rotation",
    "rosters.rotation.from",
    "rosters.rotation.weeks",
    "rosters.shifts.days",
    "rosters.shifts.hours",
    "rosters.shifts.agents",
    "rosters.shifts.weeks",
    "rosters.holidays",
    "rosters.holidays.country",
    "rosters.days_off",
    "rosters.overrides",
    "rosters.overrides.remove",
    "rosters.overrides.add",
    "rosters.overrides.by",
    "rosters.overrides.days",
    "rosters.overrides.from",
)
@pytest.mark.parametrize("key", EFFECTS)
def test_every_key_of_a_roster_has_an_effect(copy: Copy, key: str) -> None:
    old, new, moment, before, after = EFFECTS[key]
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert read(copy).on(at) == before
    assert read(copy, old, new).on(at) == after


def test_a_night_is_worked_into_the_next_day(copy: Copy) -> None:
    assert read(copy).leaves("jonas", WEDNESDAY.replace(hour=21)) == WEDNESDAY.replace(hour=2) + DAY


def test_midnight_is_written_as_24_00(copy: Copy) -> None:
    late = read(copy, "08:00-16:00", "00:00-24:00")
    assert late.leaves("aoife", WEDNESDAY) == WEDNESDAY.replace(hour=0) + 3 * DAY


@pytest.mark.shows_key("rosters.overrides.until")
def test_an_override_between_instants_ends_at_its_instant(copy: Copy) -> None:
    words = "from: 2026-11-18T16:30+00:00\n    until: 2026-11-18T18:00+01:00"
    ours = read(copy, "days: 2026-12-02", words)
    until = WEDNESDAY.replace(hour=17)
    assert ours.next_on(WEDNESDAY.replace(hour=16, minute=45)) == (("jonas",), until)


@pytest.mark.shows_key("rosters.holidays.subdivision")
def test_holidays_of_a_part_of_a_country_are_kept(copy: Copy) -> None:
    reformation_day = datetime(2028, 10, 31, 10, tzinfo=UTC)  # a Tuesday
    for place, on in (("BE", ("aoife",)), ("HH", ())):
        copy.write(NAME, PLAIN.replace("{country: IE}", f"{{country: DE, subdivision: {place}}}"))
        assert copy.read().rosters["eu-care"].around(2028).on(reformation_day) == on


def test_holidays_are_known_before_and_after_the_year_that_is_asked_for(copy: Copy) -> None:
    ours = read(copy)
    for year in (2025, 2026, 2027, 2028):
        assert ours.on(datetime(year, 12, 25, 10, tzinfo=UTC)) == ()


@pytest.mark.shows_key("rosters.shifts")
def test_a_roster_without_shifts_is_legal(copy: Copy) -> None:
    ours = copy.write(NAME, "team: eu-care\nzone: Europe/Dublin\nshifts: []\n").read()
    assert ours.rosters["eu-care"].around(2026).next_on(WEDNESDAY) is None


def test_the_roster_of_the_how_to_is_a_roster(copy: Copy) -> None:
    page = (ROOT / "docs" / "plan-a-roster.md").read_text(encoding="utf-8")
    written = page.partition("```yaml\n")[2].partition("```")[0]
    roster = copy.write("rosters/na-care.yaml", written).read().rosters["na-care"].around(2026)
    saturday_night = datetime(2026, 11, 22, 5, tzinfo=UTC)  # midnight in New York, in week 2
    assert [roster.on(saturday_night + n * 7 * DAY) for n in (-1, 0)] == [("luc",), ()]


def test_a_desk_needs_no_rosters(copy: Copy) -> None:
    for path in (copy.folder / "rosters").iterdir():
        path.unlink()
    assert copy.read().rosters == {}
    (copy.folder / "rosters").rmdir()
    assert copy.read().rosters == {}


def test_a_file_of_rosters_that_nobody_reads_is_refused(copy: Copy) -> None:
    (sentence,) = copy.write("rosters/eu-care.yml", "a: 1\n").complaints()
    assert sentence.startswith("rosters/eu-care.yml: nothing reads this")
