from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import phonenumbers
import pytest
from babel import Locale

from domain.routing import Matter
from domain.vocabulary import Priority, Tier
from rulebook.countries import ALSO_COUNTRIES, iso_countries
from rulebook.facts import Account, Desk, SecretReference
from rulebook.staffing import DeskStaffing
from rulebook.topics import DeskRouting
from tests.rulebook.building import FRIDAY, Copy, frozen


def test_the_sample_desk_has_five_regions_and_eight_teams(desk: Desk) -> None:
    assert list(desk.regions) == ["eu", "na", "latam", "apac", "cn"]
    assert len(desk.teams) == 8


def test_every_iso_country_has_exactly_one_home(desk: Desk) -> None:
    homes = Counter(country for region in desk.regions.values() for country in region.countries)
    assert len(iso_countries()) == 249  # as ISO 3166-1 counts them
    assert set(homes) == iso_countries() | ALSO_COUNTRIES
    assert set(homes.values()) == {1}


def test_the_countries_are_those_that_cldr_names() -> None:
    names = Locale("en").territories
    assert iso_countries() < names.keys()
    assert {"ZZ", "EU", "UN", "QO"}.isdisjoint(iso_countries())


def test_every_country_with_telephones_has_a_home(desk: Desk) -> None:
    assert desk.homes.keys() >= phonenumbers.SUPPORTED_REGIONS


def test_only_the_local_engine_sees_text(desk: Desk) -> None:
    assert {region.translation_engines for region in desk.regions.values()} == {("local",)}


def test_every_matter_has_a_policy_and_a_team_in_its_region(desk: Desk) -> None:
    routing = DeskRouting(desk)
    topics = [None, *(topic.name for topic in desk.topics)]
    for region, tier, priority, topic in product(desk.regions, Tier, Priority, topics):
        assert frozen(desk, region, tier, priority=priority).targets
        found = routing.candidates(Matter(region, topic, "fi", tier, priority))
        assert {desk.teams[candidate.team].region for candidate in found} == {region}


@pytest.mark.parametrize("day", [date(2026, 6, 30), date(2026, 11, 17), date(2027, 2, 16)])
def test_somebody_is_on_at_every_hour_of_a_working_day(desk: Desk, day: date) -> None:
    tuesday = datetime.combine(day, time(0), UTC)
    source = DeskStaffing(desk)
    for half_hour in range(48):
        view = source.view(tuesday + half_hour * timedelta(minutes=30), {})
        assert any(team.on for team in view.teams.values()), half_hour
        assert any("sam" in team.on for team in view.teams.values()), half_hour


def test_every_team_has_a_roster_that_covers_its_calendar(desk: Desk) -> None:
    assert desk.rosters.keys() == desk.teams.keys()
    staffing = DeskStaffing(desk)
    since = FRIDAY - timedelta(weeks=8)
    for name, team in desk.teams.items():
        gaps = staffing.roster(name, 2026).gaps(since, since + timedelta(weeks=20))
        hours = staffing.hours(team.calendar, since)
        uncovered = [(start, end) for start, end in gaps if hours.elapsed(start, end)]
        assert uncovered == [], name


def test_one_agent_belongs_to_every_team(desk: Desk) -> None:
    assert all("sam" in {one.id for one in team.members} for team in desk.teams.values())


def test_members_have_what_their_team_was_given(copy: Copy) -> None:
    copy.edit("teams.yaml", "skills: [technical], capacity: 4, notify: inbox}\n      - {id: k", (
        "skills: [technical, telephone], capacity: 5, notify: inbox}\n      - {id: k"
    ))  # fmt: skip
    sam = copy.read().teams["eu-engineering"].members[0]
    assert (sam.id, sam.languages, sam.skills) == ("sam", ("en",), ("technical", "telephone"))
    assert (sam.capacity, sam.contacts) == (5, ())


def test_the_sample_account_may_be_called_on_this_machine_and_names_its_secret(
    desk: Desk,
) -> None:
    [account] = [one for one in desk.accounts if one.channel == "webhook"]
    secret = SecretReference("file", "callback-secret")
    assert account == Account("webhook", "sample", None, None, secret, True)


@pytest.mark.parametrize(
    ("old", "new", "field", "value"),
    [
        ("region: any", "region: apac", "region", "apac"),
        ("loopback: true", "loopback: false", "loopback", False),
        ("    loopback: true\n", "", "loopback", False),
        (
            "    region: any\n",
            "    region: any\n    callback_url: https://shop.example/desk\n",
            "callback_url",
            "https://shop.example/desk",
        ),
        (
            "{file: callback-secret}",
            "{environment: SHOP_SECRET}",
            "secret",
            SecretReference("environment", "SHOP_SECRET"),
        ),
    ],
)
def test_an_account_is_what_its_file_says(
    copy: Copy, old: str, new: str, field: str, value: object
) -> None:
    account = copy.edit("channels.yaml", old, new).read().accounts[0]
    assert getattr(account, field) == value


@pytest.mark.shows_key("regions.regions")
def test_a_region_is_a_paragraph(copy: Copy) -> None:
    paragraph = (
        "  ru:\n    name: Russia\n    languages: [ru]\n    calendar: round-the-clock\n"
        "    residency: ru\n    translation_engines: []\n    neighbours: [cn]\n"
        "    countries: [RU]\n"
    )
    copy.edit("regions.yaml", " RS, RU,", " RS,").edit(
        "regions.yaml", "\nregions:\n", f"\nregions:\n{paragraph}"
    )
    rule = "rules:\n  - name: Russia\n    when: {region: [ru]}\n    teams: [eu-care]\n"
    desk = copy.edit("routing.yaml", "\nrules:\n", f"\n{rule}").read()
    assert desk.homes["RU"] == "ru"
    assert desk.regions["ru"].neighbours == ("cn",)
    assert desk.regions["ru"].residency == "ru"
    assert frozen(desk, "ru").calendar.name == "round-the-clock"


def test_nothing_of_a_desk_can_be_changed_once_it_is_read(desk: Desk) -> None:
    with pytest.raises(AttributeError):
        desk.default_region = "cn"  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError):
        desk.homes["DE"] = "cn"  # type: ignore[index]  # as above
