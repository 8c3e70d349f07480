import re
from pathlib import Path

import pytest

from domain.desks import Files
from domain.vocabulary import Priority, Tier
from rulebook.desk import read_desk
from rulebook.facts import Desk
from rulebook.new_desk import NoSuchRegion, reduced
from rulebook.publishing.editions import files_of
from tests.rulebook.building import FRIDAY, SAMPLE, frozen

REGIONS = ("eu", "na", "latam", "apac", "cn")
each_region = pytest.mark.parametrize("region", REGIONS)


@pytest.fixture(scope="module")
def sample() -> Files:
    return files_of(SAMPLE)


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith("#")]


@each_region
def test_a_desk_of_one_region_is_a_desk(sample: Files, desk: Desk, region: str) -> None:
    small = read_desk(reduced(sample, region))
    assert (list(small.regions), small.default_region) == ([region], region)
    assert small.homes == dict.fromkeys(desk.homes, region)
    assert small.regions[region].neighbours == ()
    assert {team.region for team in small.teams.values()} == {region}
    assert small.rosters.keys() == small.teams.keys()
    for tier in Tier:
        for priority in Priority:
            assert frozen(small, region, tier, priority=priority).targets


@each_region
def test_it_has_no_calendar_team_or_rule_that_it_does_not_need(sample: Files, region: str) -> None:
    small = read_desk(reduced(sample, region))
    used = {small.regions[region].calendar, *(team.calendar for team in small.teams.values())}
    used |= {rule.calendar for rule in small.policies if rule.calendar}
    assert set(small.calendars) == used
    assert {team for rule in small.rules for team in rule.teams} <= small.teams.keys()
    assert all(rule.when.get("region") == (region,) for rule in small.rules)


@each_region
def test_what_it_promises_is_what_the_sample_promises_there(
    sample: Files, desk: Desk, region: str
) -> None:
    small = read_desk(reduced(sample, region))
    for tier in Tier:
        ours, theirs = (frozen(one, region, tier, at=FRIDAY) for one in (small, desk))
        assert (ours.reference.name, ours.targets) == (theirs.reference.name, theirs.targets)
        assert ours.calendar == theirs.calendar


def test_steps_do_nothing_with_teams_that_are_elsewhere(sample: Files) -> None:
    small = reduced(sample, "na")
    assert "policies/eu-vip.yaml" not in small
    vip = small["policies/vip.yaml"]
    assert "notify: eu-lead" not in vip
    assert "take_back: true" in vip
    europe = reduced(sample, "eu")["policies/eu-vip.yaml"]
    assert "hand_over_to: na-care" not in europe
    assert "30 minutes after breach of first_reply" not in europe
    assert europe.count("- at:") == sample["policies/eu-vip.yaml"].count("- at:") - 1


@each_region
def test_comments_are_kept_and_what_the_lines_mean_is_explained(sample: Files, region: str) -> None:
    small = reduced(sample, region)
    for name in ("teams.yaml", "routing.yaml", "channels.yaml", "policies/standard.yaml"):
        head = sample[name].partition("\n\n")[0]
        assert small[name].startswith(head), name
    said = "\n".join(small.values())
    assert "summer time is taken care of" in said  # of calendars
    assert "a shift keeps its local time all year round" in said  # of rosters
    pointers = re.findall(r"What each line means stands in (\S+\.yaml)\.", said)
    named = {name.rpartition("/")[2] for name in small}
    assert set(pointers) <= named
    assert "# European Union" in comments(small["regions.yaml"])
    assert "# South America" in comments(small["regions.yaml"])


def test_a_region_that_is_not_there_is_named_with_those_that_are(sample: Files) -> None:
    with pytest.raises(NoSuchRegion, match="no region mars: write one of eu, na, latam, apac, cn"):
        reduced(sample, "mars")


def test_a_page_that_goes_takes_its_words_and_its_pace_along(sample: Files) -> None:
    step = """  - at: 2 days after opening
    tag: old
    page_until_claimed: eu-lead
    every: 10 minutes
    at_most: 3 times
    text: "{ticket} waits."
"""
    name = "policies/standard.yaml"
    before = sample[name]
    place = before.index("  - at: 14 days after opening")
    small = reduced({**sample, name: before[:place] + step + before[place:]}, "na")
    assert "  - at: 2 days after opening\n    tag: old\n  - at: 14 days" in small[name]
    read_desk(small)


def test_nothing_else_of_a_file_is_changed(sample: Files, tmp_path: Path) -> None:
    small = reduced(sample, "eu")
    for name in ("policies/standard.yaml", "calendars/eu-business.yaml", "rosters/eu-care.yaml"):
        assert small[name] == sample[name]
    lines = sample["teams.yaml"].splitlines()
    assert set(small["teams.yaml"].splitlines()) < set(lines)
