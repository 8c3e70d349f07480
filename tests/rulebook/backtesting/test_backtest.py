"""A desk that is tried on recorded tickets: the very one that was recorded changes nothing."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.period import About, Life, Lives
from domain import story as tale
from domain.arrivals import News, NewsKind, Opening
from domain.commands import AdoptPolicy, Claim, Command, Reply, Solve
from domain.events import ClockWarned
from domain.facts import MessageReference
from domain.routing import History
from domain.vocabulary import Actor, ActorKind, Priority, Target, Tier
from rulebook.backtesting.backtest import NO_POLICY, NOT_KEPT, Backtest, Known, Past, Tried
from rulebook.backtesting.calendars import FrozenOnce, remembered
from rulebook.backtesting.comparison import Change
from rulebook.backtesting.loads import Loads
from rulebook.desk import read_desk
from rulebook.enacting.enactment import Done, Scene
from rulebook.facts import Desk
from tests.domain.building import DAY, HOUR, MINUTE, OPS
from tests.rulebook.building import SAMPLE, STANDARD, Copy, frozen

DESK = read_desk(SAMPLE)
SINCE = datetime(2026, 3, 16, tzinfo=UTC)  # a Monday; the clocks of Europe change on the 29th
UNTIL = SINCE + timedelta(days=21)
NEVER_SEEN = History()
EVERYTHING = About()
AOIFE = Actor(ActorKind.AGENT, "aoife")
OF_THE_SAMPLE = Backtest(DESK)
SOLVED: list[tuple[timedelta, Command]] = [
    (5 * MINUTE, Claim(by=AOIFE)),
    (9 * MINUTE, Solve(by=AOIFE)),
]


class Drawn:
    """Loads as chance has them, another in every quarter of an hour."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def at(self, at: datetime) -> Mapping[str, int]:
        quarter = int(at.timestamp()) // 900
        chance = random.Random(f"{self._seed} {quarter}")
        return {name: chance.randrange(60) for name in sorted(DESK.teams)}

    def around(self, team: str, at: datetime) -> tuple[int, int]:
        load = self.at(at)[team]
        return load, load


class Nothing:
    """Nobody has anything to do."""

    def at(self, at: datetime) -> Mapping[str, int]:
        return {}

    def around(self, team: str, at: datetime) -> tuple[int, int]:
        return 0, 0


NONE = Nothing()


def at_work(hour: int) -> datetime:
    """On the first Monday, in Dublin's winter."""
    return SINCE + timedelta(hours=hour)


def lived(
    desk: Desk,
    opened_at: datetime,
    *doings: tuple[timedelta, Command],
    tier: Tier = Tier.STANDARD,
    about: About = EVERYTHING,
    writes: timedelta | None = None,
) -> Life:
    """A ticket of Europe, what people did from its opening on, and maybe another message."""
    opening = Opening("webhook", "sample", "c-1", opened_at, "", Priority.NORMAL, tier)
    policy = FrozenOnce(desk).policy("eu", opening)
    assert policy is not None
    later = [] if writes is None else [written("m-2", opened_at + writes)]
    done = [
        written("m-1", opened_at),
        *(Done(opened_at + after, what) for after, what in doings),
        *later,
    ]
    scene = Scene("eu-1", "eu", opening, policy, tuple(done), opened_at + 14 * DAY)
    return Lives(desk).lived(scene, about)


def written(name: str, at: datetime) -> Done:
    message = MessageReference(name, "webhook", "sample", at)
    return Done(at, News(name, NewsKind.MESSAGE, at, "c-1", message))


def recorded(seed: int, loads: Drawn, until: datetime = UNTIL) -> Life:
    chance = random.Random(seed)
    opened_at = SINCE + timedelta(seconds=chance.random() * 14 * 86_400)
    return Lives(DESK, lambda _, at: loads.at(at), at_any_hour=True).one(
        seed, chance, opened_at, until
    )


def compared(
    life: Life, backtest: Backtest, loads: Loads, history: History = NEVER_SEEN
) -> tuple[Past, Tried]:
    policy = remembered(life.story.policy)
    past = backtest.past(life.entries, policy)
    return past, backtest.tried(life.entries, Known(history, loads, policy), UNTIL)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6))
def test_the_very_desk_that_was_recorded_changes_nothing(seed: int) -> None:
    """Whatever agents do at whatever hour, and however much teams have to do."""
    loads = Drawn(seed)
    life = recorded(seed, loads)
    past, tried = compared(life, OF_THE_SAMPLE, loads)
    assert tried.difference is None
    assert tried.refused == 0
    assert tried.fate == past.fate


def test_a_team_that_is_on_earlier_gets_what_went_elsewhere(copy: Copy) -> None:
    """Before six in Dublin nobody was on: an emergency went to the nearest team that was."""
    life = lived(DESK, at_work(5), *SOLVED, tier=Tier.EMERGENCY)
    roster = copy.edit("rosters/eu-care.yaml", "hours: 08:00-18:00", "hours: 04:00-18:00")
    _, tried = compared(life, Backtest(roster.read()), NONE)
    assert tried.difference is not None
    assert (tried.difference.change, tried.difference.kind) == (Change.OTHERWISE, "ticket_routed")
    assert tried.fate.team == "eu-care"
    assert "routing: emergencies in Europe" in tried.difference.rule


def test_another_route_is_taken_by_what_was_found_of_the_message(copy: Copy) -> None:
    life = lived(DESK, at_work(10), *SOLVED, about=About(topic="payment"))
    rule = "  - {name: money, when: {region: [eu], topic: [payment]}, teams: [eu-lead]}\nrules:"
    routing = (copy.folder / "routing.yaml").read_text("utf-8")
    money = rule.partition("\n")[0]
    copy.write("routing.yaml", routing.replace("\nrules:\n", f"\nrules:\n{money}\n"))
    past, tried = compared(life, Backtest(copy.read()), NONE)
    assert past.fate is not None
    assert (past.fate.team, tried.fate.team) == ("eu-care", "eu-lead")
    assert tried.difference is not None
    assert tried.difference.rule == "routing: money"


def test_history_and_patterns_route_as_far_as_the_record_tells(copy: Copy) -> None:
    """Patterns match where those of the same rule did; no text is read for it."""
    rules = (
        "  - {name: loud, when: {region: [eu], matches: [lawyer]}, teams: [eu-lead]}\n"
        "  - {name: often, when: {region: [eu], contacts_before: at least 3},"
        " teams: [eu-engineering]}\n"
    )
    routing = (copy.folder / "routing.yaml").read_text("utf-8")
    desk = copy.write("routing.yaml", routing.replace("\nrules:\n", f"\nrules:\n{rules}")).read()
    backtest, often = Backtest(desk), History(4, "eu-care")
    for about, team in (
        (About(matches=("lawyer",)), "eu-lead"),
        (About(history=often), "eu-engineering"),
        (About(), "eu-care"),
    ):
        life = lived(desk, at_work(10), *SOLVED, about=about)
        past, tried = compared(life, backtest, NONE, history=about.history)
        assert past.fate is not None
        assert (past.fate.team, tried.fate.team) == (team, team)
        assert tried.difference is None


def test_a_message_after_an_earlier_closing_is_not_taken(copy: Copy) -> None:
    life = lived(DESK, at_work(10), *SOLVED, writes=3 * DAY)
    copy.edit(STANDARD, "reopen_within: 7 days", "reopen_within: 2 days")
    _, tried = compared(life, Backtest(copy.read()), NONE)
    assert tried.refused == 1
    assert tried.difference is not None
    assert (tried.difference.change, tried.difference.kind) == (Change.NEW, "ticket_closed")


def test_what_people_did_stays_at_its_instant(copy: Copy) -> None:
    """Half the time is promised: it breaks, though somebody who was told might have hurried."""
    life = lived(DESK, at_work(10), (3 * HOUR, Reply(by=AOIFE, message_id="r", language="en")))
    copy.edit(STANDARD, "first_reply: 4 hours", "first_reply: 2 hours")
    past, tried = compared(life, Backtest(copy.read()), NONE)
    assert past.fate is not None
    assert past.fate.counts == ()
    assert ("eu-care", Target.FIRST_REPLY) in tried.fate.counts
    [before], [after] = past.fate.left, tried.fate.left
    assert (before[2], after[2]) == (3_600, -3_600)


def test_a_ticket_whose_policy_is_nobodys_is_left_out(copy: Copy) -> None:
    life = lived(DESK, at_work(10), tier=Tier.VIP)
    other = copy.read()
    few = replace(other, policies=tuple(one for one in other.policies if one.name == "eu-vip"))
    past = Backtest(few).past(lived(DESK, at_work(10)).entries, life.story.policy)
    assert (past.fate, past.why_not) == (None, NO_POLICY)
    assert Backtest(few).past(life.entries, None).why_not == NOT_KEPT
    with pytest.raises(ValueError, match="not one policy"):
        compared(lived(DESK, at_work(10)), Backtest(few), NONE)


def test_an_adoption_is_left_out_and_counted(copy: Copy) -> None:
    life = lived(DESK, at_work(10))
    copy.edit(STANDARD, "version: 2", "version: 3")
    later = frozen(copy.read(), at=at_work(10))
    story, at = life.story, at_work(10) + 2 * HOUR
    asked = tale.asked(story, AdoptPolicy(by=OPS, policy=later, reason_id="r"), at)
    assert isinstance(asked, tale.Story)
    entries = (*life.entries, *asked.unwritten)
    past = OF_THE_SAMPLE.past(entries, story.policy)
    known = Known(NEVER_SEEN, NONE, story.policy)
    tried = OF_THE_SAMPLE.tried(entries, known, at)
    assert (past.adoptions, tried.difference, tried.refused) == (1, None, 0)


def test_a_desk_that_was_down_is_said_to_have_been_late() -> None:
    life = lived(DESK, at_work(10))
    entries = tuple(
        replace(one, event=replace(one.event, noticed=one.event.at + HOUR))
        if isinstance(one.event, ClockWarned)
        else one
        for one in life.entries
    )
    assert OF_THE_SAMPLE.past(entries, life.story.policy).late >= 1
    assert OF_THE_SAMPLE.past(life.entries, life.story.policy).late == 0
