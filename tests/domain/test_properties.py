"""Random lives of tickets: whatever people, customers, engines and clocks do, in any order."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from domain import story as tale
from domain.changes import rebuilt
from domain.clocks import used
from domain.commands import Refusal
from domain.errands import ready_to_deliver
from domain.events import Event, MessageTranslated, Outcome
from domain.message_events import DeliveryReported, FilesFetched
from domain.policy import Policy, TeamStaffing
from domain.story import Story
from domain.ticket import DeliveryWanted, TranslationWanted
from domain.vocabulary import THE_DESK, Actor, DeliveryState, Priority, Status, Target
from tests.domain.building import (
    ANA,
    BOB,
    DAY,
    MINUTE,
    SECOND,
    Life,
    command,
    news,
    staffing,
    understood,
)
from tests.domain.heard_lives import HearsOfPlatforms
from tests.domain.invariants import check_ledger, check_outcomes_commute, check_possible
from tests.domain.strategies import TEAMS, budgets, promises, spans

KINDS = (
    *("claim", "reply", "hold", "solve", "reopen", "escalate", "release", "note", "prioritise"),
    *("correct_translation", "translate_again", "send_again"),
)
LANGUAGES = st.sampled_from(["pt", "pt-BR", "en", "de", "und"])
FATES = st.sampled_from(DeliveryState)


def fields_of(kind: str, now: datetime, draw: st.DataObject) -> dict[str, Any]:
    """What a command says besides its kind, where that matters."""
    if kind == "hold":
        return {"until": now + draw.draw(budgets)}
    if kind == "prioritise":
        return {"priority": draw.draw(st.sampled_from(Priority))}
    return {}


class TicketLives(HearsOfPlatforms):
    """One ticket, and all that can happen to it."""

    @initialize(promise=promises())
    def opens(self, promise: tuple[Policy, datetime]) -> None:
        policy, start = promise
        self.life = Life(policy, start)
        self.ledger: dict[int, Event] = {}
        self.under_way: list[tuple[int, Outcome]] = []
        self.used: dict[tuple[Target, int], timedelta] = {}
        self.messages = 1
        self.texts = 0
        self.sent: list[str] = []  # or tried: what platforms may tell of

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        self.life.later(span)

    @rule(span=spans)
    def the_desk_watches(self, span: timedelta) -> None:
        self.life.watched(span)

    @rule()
    def the_desk_looks(self) -> None:
        self.life.look()

    @rule(data=st.data(), by=st.sampled_from([ANA, BOB]))
    def somebody_asks(self, data: st.DataObject, by: Actor) -> None:
        self.texts += 1
        kind = data.draw(st.sampled_from([*KINDS, "rate", *self.last_acts()]))
        text = {"message_id": f"t-{self.texts}"} if kind in ("reply", "note") else {}
        wanted = command(kind, by, **text, **fields_of(kind, self.life.now, data))
        closed = self.ticket.status is Status.CLOSED
        after = tale.asked(self.story, wanted, self.life.now)
        assert not closed or isinstance(after, Refusal)
        if isinstance(after, Story):
            self.life.story = after

    def last_acts(self) -> tuple[str, ...]:
        """What ends a life comes late, or most lives would be short."""
        return ("solve", "merge") if self.ticket.version > 12 else ()

    @precondition(lambda self: self.ticket.status is Status.NEW or self.ticket.is_paused)
    @rule(kind=st.sampled_from(["reply", "reopen", "claim"]))
    def somebody_takes_it_up(self, kind: str) -> None:
        self.texts += 1
        text = {"message_id": f"t-{self.texts}"} if kind == "reply" else {}
        after = tale.asked(self.story, command(kind, ANA, **text), self.life.now)
        if isinstance(after, Story):
            self.life.story = after

    @precondition(lambda self: self.ticket.status is not Status.CLOSED and self.messages < 8)
    @rule(lag=st.sampled_from([timedelta(0), SECOND, MINUTE, DAY, -SECOND]), again=st.booleans())
    def the_customer_writes(self, lag: timedelta, again: bool) -> None:
        self.messages += 1
        one = news(f"m-{self.messages}", max(self.life.now - lag, self.ticket.opened_at))
        self.life.story = tale.heard(self.story, one, self.life.now)
        if again:
            assert tale.heard(self.story, one, self.life.now + DAY) is self.story

    @precondition(lambda self: self.may_set_off(FilesFetched) and self.ticket.to_fetch)
    @rule(failed=st.booleans())
    def a_fetch_sets_off(self, failed: bool) -> None:
        wanted = self.ticket.to_fetch[0]
        outcome = FilesFetched(
            at=self.life.now, by=THE_DESK, message_id=wanted.message_id, fetched=2
        )
        self.set_off(replace(outcome, fetched=0, failed=("gone",)) if failed else outcome)

    @precondition(lambda self: self.ticket.to_understand)
    @rule(language=LANGUAGES, teams=st.lists(st.sampled_from(TEAMS), unique=True))
    def a_message_is_understood(self, language: str, teams: list[str]) -> None:
        message = self.ticket.to_understand[0]
        wanted = () if self.ticket.team else teams
        self.life.happens(understood(message.id, self.life.now, *wanted, language=language))

    @rule(on=st.lists(st.sampled_from(TEAMS), unique=True), lasts=budgets)
    def somebody_looks_who_is_on(self, on: list[str], lasts: timedelta) -> None:
        view = staffing(self.life.now, lasts=lasts)
        teams = {team: TeamStaffing(on=("ana",)) for team in on}
        self.life.story = replace(self.story, staffing=replace(view, teams=teams))

    @precondition(lambda self: self.may_set_off(DeliveryReported) and self.ready())
    @rule(fate=FATES, later=budgets)
    def a_delivery_sets_off(self, fate: DeliveryState, later: timedelta) -> None:
        message_id = self.ready()[0].message_id
        report = DeliveryReported(at=self.life.now, by=THE_DESK, message_id=message_id, state=fate)
        if fate is DeliveryState.QUEUED:
            report = replace(report, again_at=self.life.now + later)
        else:
            self.sent.append(message_id)
        self.set_off(report)

    def ready(self) -> list[DeliveryWanted]:
        """What nothing holds back, the first alone."""
        found = ready_to_deliver(self.ticket, self.life.now)
        return [] if found is None else [found]

    @precondition(lambda self: self.may_set_off(MessageTranslated) and self.readable())
    @rule(retry=st.booleans())
    def a_translation_sets_off(self, retry: bool) -> None:
        wanted = self.readable()[0]
        assert wanted.target is not None
        self.set_off(
            MessageTranslated(
                at=self.life.now,
                by=THE_DESK,
                message_id=wanted.message_id,
                language=wanted.target,
                engine="local",
                retry=retry and not wanted.another,
                another=wanted.another,
            )
        )

    def readable(self) -> list[TranslationWanted]:
        """What is wanted by readers who are known."""
        return [wanted for wanted in self.ticket.to_translate if wanted.target is not None]

    def may_set_off(self, kind: type[Outcome]) -> bool:
        return not any(isinstance(outcome, kind) for _, outcome in self.under_way)

    def set_off(self, outcome: Outcome) -> None:
        self.life.story, place = tale.with_place(self.story)
        self.under_way.append((place, outcome))

    @precondition(lambda self: self.under_way)
    @rule(written=st.booleans(), latest=st.booleans())
    def an_outcome_comes_home(self, written: bool, latest: bool) -> None:
        place, outcome = self.under_way.pop(-1 if latest else 0)
        if written:
            self.ledger[place] = outcome
            self.life.story = tale.come_true(self.story, outcome)
        else:
            self.life.story = tale.failed(self.story, outcome, place)

    @rule()
    def a_page_is_written(self) -> None:
        self.life.story, page = tale.page_of(self.story)
        assert not self.ledger.keys() & {entry.sequence for entry in page.entries}
        self.ledger |= {entry.sequence: entry.event for entry in page.entries}

    def told(self) -> dict[int, Event]:
        """All that has happened so far, by its place in the ledger."""
        return self.ledger | {entry.sequence: entry.event for entry in self.story.unwritten}

    @invariant()
    def the_ticket_makes_sense(self) -> None:
        check_possible(self.ticket)

    @invariant()
    def the_ledger_tells_of_the_live_ticket(self) -> None:
        told = self.told()
        assert rebuilt(self.ticket.id, [told[place] for place in sorted(told)]) == self.ticket

    @invariant()
    def every_place_is_given_once(self) -> None:
        places = sorted([*self.told(), *(place for place, _ in self.under_way)])
        assert places == list(range(1, self.story.sequence + 1))

    @invariant()
    def clocks_use_what_passed_and_never_give_back(self) -> None:
        hours = self.life.policy.calendar.hours()
        for clock in self.ticket.clocks:
            key = (clock.target, clock.cycle if clock.target is Target.NEXT_REPLY else 0)
            now = used(clock, hours, self.life.now)
            assert self.used.get(key, timedelta(0)) <= now
            assert now <= hours.elapsed(clock.started_at, self.life.now)
            self.used[key] = now

    def teardown(self) -> None:
        if not hasattr(self, "life"):
            return
        told = self.told()
        events = [told[place] for place in sorted(told)]
        check_ledger(self.ticket.id, events)
        check_outcomes_commute(self.ticket.id, events)


TestTicketLives = TicketLives.TestCase
TestTicketLives.settings = settings(
    max_examples=50,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

ACTIONS = st.sampled_from(["writes", "claim", "reply", "hold", "solve", "reopen", "escalate"])


@settings(max_examples=60, deadline=None)
@given(
    promise=promises(),
    script=st.lists(st.tuples(spans, ACTIONS, budgets), max_size=8),
    last=spans,
)
def test_a_late_look_tells_the_same_story_as_a_punctual_one(
    promise: tuple[Policy, datetime],
    script: list[tuple[timedelta, str, timedelta]],
    last: timedelta,
) -> None:
    policy, start = promise
    # What steps do with people depends on who is on at the look (test_ladder_properties.py).
    steps = tuple(replace(step, actions=()) for step in policy.steps)
    policy = replace(policy, reopen_within=400 * DAY, acknowledge=False, steps=steps)
    lives = {punctual: Life(policy, start) for punctual in (True, False)}
    for punctual, life in lives.items():
        for span, action, hold in script:
            passes(life, span, punctual)
            acts(life, action, hold)
        passes(life, last, punctual)
        life.look()
    stories = [[replace(event, noticed=None) for event in life.events] for life in lives.values()]
    assert stories[0] == stories[1]
    assert lives[True].ticket == lives[False].ticket


def passes(life: Life, span: timedelta, punctual: bool) -> None:
    """Time passes; what falls due at its very end is left for afterwards."""
    end = life.now + span
    while punctual and span and (until := life.look()) is not None and until < end:
        life.now = until
    life.now = end


def acts(life: Life, action: str, hold: timedelta) -> None:
    if action == "writes":
        life.writes()
        return
    fields = {"until": life.now + hold} if action == "hold" else {}
    after = tale.asked(life.story, command(action, ANA, **fields), life.now)
    if isinstance(after, Story):
        life.story = after
