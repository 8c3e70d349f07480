from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.changes import apply
from domain.clocks import due
from domain.events import Acknowledged, AgentReplied, TicketSolved
from domain.moves import CloseOut, Wait, next_move
from domain.policy import StaffingView
from domain.vocabulary import Priority, Status, Target, Tier
from rulebook.facts import Desk
from tests.rulebook.building import (
    AGENT,
    FRIDAY,
    STANDARD,
    Copy,
    frozen,
    happening,
    routed,
    ticket_under,
)

TARGETS = "targets:\n  first_reply: 4 hours\n"


def first_reply_due(policy_desk: Desk, at: datetime = FRIDAY) -> datetime | None:
    policy = frozen(policy_desk, at=at)
    clock = ticket_under(policy, at).clock(Target.FIRST_REPLY)
    assert clock is not None
    return due(clock, policy.calendar.hours())


@pytest.mark.shows_key("policies.targets", "policies.targets.first_reply")
def test_a_target_says_when_an_answer_is_due(copy: Copy) -> None:
    assert first_reply_due(copy.read()) == FRIDAY + timedelta(hours=4)
    copy.edit(STANDARD, TARGETS, "targets:\n  first_reply: 1 hour 30 minutes\n")
    assert first_reply_due(copy.read()) == FRIDAY + timedelta(minutes=90)


def test_demand_4_one_policy_counts_by_the_calendar_of_each_region(copy: Copy) -> None:
    desk = copy.read()
    dues = {}
    for region in desk.regions:
        policy = frozen(desk, region, at=FRIDAY)
        assert policy.reference.name == "standard"
        assert policy.calendar.name == desk.regions[region].calendar
        clock = ticket_under(policy, FRIDAY).clock(Target.FIRST_REPLY)
        assert clock is not None
        dues[region] = due(clock, policy.calendar.hours())
    assert dues["eu"] == FRIDAY + timedelta(hours=4)
    assert dues["na"] == datetime(2026, 11, 20, 18, tzinfo=UTC)  # nine o'clock in New York, and 4 h


@pytest.mark.shows_key("policies.calendar")
def test_another_calendar_makes_another_due_time(copy: Copy) -> None:
    evening = FRIDAY.replace(hour=17)
    assert first_reply_due(copy.read(), evening) == datetime(2026, 11, 23, 11, tzinfo=UTC)
    copy.edit(STANDARD, "calendar: of the region\ntargets", "calendar: round-the-clock\ntargets")
    assert first_reply_due(copy.read(), evening) == evening + timedelta(hours=4)


@pytest.mark.parametrize(
    ("region", "calendar"), [("eu", "of the region"), ("eu", "eu-business"), ("cn", "cn-business")]
)
def test_an_emergency_counts_round_the_clock_whatever_the_policy_says(
    copy: Copy, region: str, calendar: str
) -> None:
    copy.edit("policies/vip.yaml", "calendar: round-the-clock", f"calendar: {calendar}")
    christmas = datetime(2026, 12, 25, 23, 50, tzinfo=UTC)
    desk = copy.read()
    emergency = frozen(desk, region, Tier.EMERGENCY, at=christmas).calendar
    assert emergency.name == "round-the-clock"
    assert emergency == frozen(desk, "latam", Tier.EMERGENCY).calendar
    nights = timedelta(days=400)
    assert emergency.hours().elapsed(christmas, christmas + nights) == nights
    assert frozen(desk, region, Tier.STANDARD, at=christmas).calendar.name != "round-the-clock"


def test_an_emergency_needs_no_calendar_in_the_desk(copy: Copy) -> None:
    copy.edit("policies/vip.yaml", "calendar: round-the-clock", "calendar: of the region")
    (copy.folder / "calendars/round-the-clock.yaml").unlink()
    assert frozen(copy.read(), tier=Tier.EMERGENCY).calendar.name == "round-the-clock"


@pytest.mark.shows_key("calendars.week")
def test_changed_opening_hours_make_another_due_time(copy: Copy) -> None:
    copy.edit("calendars/eu-business.yaml", "friday: 08:00-18:00", "friday: 08:00-12:00")
    assert first_reply_due(copy.read()) == datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.shows_key("policies.pause_while")
@pytest.mark.parametrize(("states", "paused"), [("[waiting, held]", True), ("[held]", False)])
def test_pause_while_says_which_states_stop_the_clocks(
    copy: Copy, states: str, paused: bool
) -> None:
    copy.edit(STANDARD, "pause_while: [waiting, held]", f"pause_while: {states}")
    policy = frozen(copy.read())
    answer = AgentReplied(at=FRIDAY, by=AGENT, message_id="answer", language="en")
    ticket = apply(routed(policy), answer)
    assert ticket.status is Status.WAITING
    assert ticket.is_paused is paused


@pytest.mark.shows_key("policies.reopen_within")
def test_reopen_within_says_when_a_solved_ticket_closes(copy: Copy) -> None:
    copy.edit(STANDARD, "reopen_within: 7 days", "reopen_within: 2 days")
    policy = replace(frozen(copy.read()), acknowledge=False)
    solved = apply(routed(policy), TicketSolved(at=FRIDAY, by=AGENT))
    closing = FRIDAY + timedelta(days=2)
    assert next_move(solved, policy, StaffingView(), FRIDAY) == Wait(closing)
    assert isinstance(next_move(solved, policy, StaffingView(), closing), CloseOut)


@pytest.mark.shows_key("policies.acknowledge")
@pytest.mark.parametrize("wanted", ["true", "false"])
def test_acknowledge_says_whether_the_customer_hears_at_once(copy: Copy, wanted: str) -> None:
    copy.edit(STANDARD, "\nacknowledge: true", f"\nacknowledge: {wanted}")
    events = happening(copy, until=FRIDAY)
    assert [type(event) for event in events] == ([Acknowledged] if wanted == "true" else [])


@pytest.mark.parametrize(
    ("region", "tier", "name"),
    [
        ("eu", Tier.STANDARD, "standard"),
        ("na", Tier.VIP, "vip"),
        ("eu", Tier.VIP, "eu-vip"),
        ("eu", Tier.EMERGENCY, "vip"),
    ],
)
def test_the_policy_that_names_the_most_facts_applies(
    desk: Desk, region: str, tier: Tier, name: str
) -> None:
    assert frozen(desk, region, tier).reference.name == name


@pytest.mark.shows_key(
    "policies.applies_to",
    "policies.applies_to.priority",
    "policies.applies_to.channel",
    "policies.applies_to.region",
)
@pytest.mark.parametrize(
    ("applies_to", "others", "name"),
    [
        ("{priority: [urgent]}", {"priority": Priority.URGENT}, "special"),
        ("{priority: [urgent]}", {"priority": Priority.LOW}, "standard"),
        ("{channel: [webhook]}", {"channel": "webhook"}, "special"),
        ("{channel: [webhook]}", {"channel": "mail"}, "standard"),
        ("{region: [apac]}", {"region": "apac"}, "special"),
        ("{region: [apac]}", {"region": "cn"}, "standard"),
    ],
)
def test_applies_to_says_which_tickets_a_policy_is_for(
    copy: Copy, applies_to: str, others: dict[str, str], name: str
) -> None:
    (copy.folder / "policies/vip.yaml").unlink()
    (copy.folder / "policies/eu-vip.yaml").unlink()
    special = "policy: special\nversion: 2\ntargets: {solve: 1 day}\nreopen_within: 1 day\n"
    copy.write("policies/special.yaml", f"{special}applies_to: {applies_to}\n")
    assert frozen(copy.read(), **others).reference.name == name  # type: ignore[arg-type]  # facts by name, as freeze takes them


@pytest.mark.shows_key("teams.teams.languages")
def test_the_teams_reading_languages_are_frozen_with_the_policy(copy: Copy) -> None:
    before = frozen(copy.read())
    copy.edit("teams.yaml", "languages: [en, de, fr, pt, es]", "languages: [de, en]")
    after = frozen(copy.read())
    assert before.team_languages["latam-care"] == "es"
    assert (before.team_languages["eu-care"], after.team_languages["eu-care"]) == ("en", "de")


@pytest.mark.shows_key("policies.version")
def test_the_version_stands_in_the_reference(copy: Copy) -> None:
    copy.edit(STANDARD, "version: 2", "version: 7")
    assert frozen(copy.read()).reference.version == 7


def test_the_same_content_has_the_same_hash(copy: Copy, desk: Desk) -> None:
    assert frozen(copy.read()) == frozen(desk)
    assert len(frozen(desk).reference.hash) == 64


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (STANDARD, "solve: 40 hours", "solve: 41 hours"),
        (STANDARD, "version: 2", "version: 3"),
        (STANDARD, "4 hours before]", "5 hours before]"),
        (STANDARD, "handling_time: 30 minutes", "handling_time: 31 minutes"),
        (STANDARD, "tag: late", "tag: very-late"),
        ("calendars/eu-business.yaml", "2027-12-24: 08:00-13:00", "2027-12-24: closed"),
        ("teams.yaml", "languages: [es, pt, en]\n", "languages: [pt, es, en]\n"),
    ],
)
def test_any_change_changes_the_hash(copy: Copy, name: str, old: str, new: str) -> None:
    before = frozen(copy.read()).reference.hash
    assert frozen(copy.edit(name, old, new).read()).reference.hash != before


@pytest.mark.shows_key("policies.policy")
def test_two_policies_that_promise_the_same_have_two_hashes(copy: Copy) -> None:
    before = frozen(copy.read()).reference.hash
    copy.edit(STANDARD, "policy: standard", "policy: usual")
    assert frozen(copy.read()).reference.hash != before


def test_a_policy_is_frozen_at_an_aware_instant_only(desk: Desk) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        frozen(desk, at=FRIDAY.replace(tzinfo=None))
