"""Random ladders, rotas and lives: whom a ladder reaches, how often, when it holds its peace."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain import story as tale
from domain.changes import apply, rebuilt
from domain.events import (
    AgentReplied,
    Event,
    TicketClaimed,
    TicketEscalated,
    TicketMerged,
    TicketSolved,
)
from domain.policy import Policy, Step
from domain.relay_events import (
    CustomerTold,
    HandOverAcknowledged,
    NobodyWasOn,
    TeamNotified,
    TicketHandedOver,
)
from domain.story import Story
from domain.ticket import Ticket
from domain.vocabulary import ActorKind, Doing, HandOverCause, NobodyOn, Target
from tests.domain.building import ANA, DAY, HOUR, MINUTE, NINE, command, understood
from tests.domain.invariants import check_ledger, check_possible
from tests.domain.ladders import PATIENT, Duty, Rota, StaffedLife, steps_taken
from tests.domain.strategies import LADDER_TEAMS, ladders, spans

AGENTS = ("ana", "lea", "leo", "bo")
OF_A_REPLY = (Target.FIRST_REPLY, Target.NEXT_REPLY)
ANSWERS_FOR_IT = TicketClaimed | AgentReplied | HandOverAcknowledged
ENDS = TicketSolved | TicketMerged
ACTIONS = ("writes", "claim", "reply", "hold", "solve", "reopen", "release", "escalate", "merge")

Script = list[tuple[timedelta, str, bool]]

lengths = st.sampled_from([5 * MINUTE, HOUR, 8 * HOUR, DAY])
duties = st.builds(
    lambda team, agent, start, lasts: Duty(team, agent, NINE + start, NINE + start + lasts),
    st.sampled_from(LADDER_TEAMS),
    st.sampled_from(AGENTS),
    st.sampled_from([-DAY, timedelta(0), 45 * MINUTE, 3 * HOUR, DAY]),
    lengths,
)
moments = st.sampled_from([MINUTE, 10 * MINUTE, 40 * MINUTE, HOUR])
scripts = st.lists(st.tuples(moments | spans, st.sampled_from(ACTIONS), st.booleans()), max_size=8)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A ladder that does things with people, round the clock, with either rule for empty teams."""
    relay = replace(PATIENT, when_nobody_is_on=draw(st.sampled_from(NobodyOn)))
    return draw(ladders(relay=relay))


def lived(policy: Policy, rota: Rota, script: Script, team: str | None) -> StaffedLife:
    """A life in which people do things, between which the desk looks always, or only after."""
    life = StaffedLife(policy, rota)
    if team is not None:
        life.happens(understood("m-1", NINE, team))
    for span, action, punctual in script:
        if punctual:
            life.watched(span)
        else:
            life.later(span)
        acts(life, action)
    return life.watched(3 * DAY)


def acts(life: StaffedLife, action: str) -> None:
    """Somebody does something, if the ticket lets them."""
    if action == "writes":
        if life.ticket.merged_into is None:
            life.writes()
        return
    fields = {"until": life.now + 3 * HOUR} if action == "hold" else {}
    after = tale.asked(life.story, command(action, ANA, **fields), life.now)
    if isinstance(after, Story):
        life.story = after


class Watchman:
    """Reads a ledger event by event, and knows what may not come next."""

    def __init__(self, rota: Rota) -> None:
        self.rota = rota
        self.taken: list[TicketEscalated] = []
        self.pages: Counter[str] = Counter()
        self.hushed: set[str] = set()  # steps that page nobody any more
        self.over: set[str] = set()  # steps that do nothing any more

    def sees(self, ticket: Ticket, event: Event) -> None:
        """Check one event against the ticket to which it happened."""
        self.knows_who_ends_what(event)
        if isinstance(event, TicketEscalated):
            assert event.step not in [one.step for one in self.taken], "a step is taken twice"
            self.taken.append(event)
        if event.by.kind is not ActorKind.SYSTEM or event.because is None:
            return
        step = event.because.rule
        if isinstance(event, TicketEscalated) or step in [one.step for one in self.taken]:
            self.checks_rest(ticket, event)
        if isinstance(event, TeamNotified | NobodyWasOn | CustomerTold | TicketHandedOver):
            assert step not in self.over, f"{step} is over"
        if isinstance(event, TeamNotified | NobodyWasOn) and event.doing is Doing.PAGE:
            assert step not in self.hushed, f"{step} pages although somebody answered for it"
        self.checks_people(event)

    def knows_who_ends_what(self, event: Event) -> None:
        taken = {one.step for one in self.taken}
        if isinstance(event, ANSWERS_FOR_IT | ENDS):
            self.hushed |= taken
        if isinstance(event, AgentReplied):
            self.over |= {one.step for one in self.taken if one.target in OF_A_REPLY}
        if isinstance(event, ENDS):
            self.over |= taken

    def checks_rest(self, ticket: Ticket, event: Event) -> None:
        assert not ticket.is_paused, "the ticket rests"
        assert ticket.active_since is None or event.at >= ticket.active_since, "dated into a rest"

    def checks_people(self, event: Event) -> None:
        seen = event.noticed or event.at
        if isinstance(event, TeamNotified):
            assert event.agents == self.rota.on(event.team, seen), "told others than those on"
            assert event.agents, "told nobody"
            assert event.again_at is None or event.again_at > seen
        if isinstance(event, TeamNotified) and event.doing is Doing.PAGE:
            self.pages[event.step] += 1
            assert event.number == self.pages[event.step]
        if isinstance(event, NobodyWasOn):
            assert self.rota.on(event.team, seen) == (), "somebody was on"
        if isinstance(event, TicketHandedOver) and event.cause is HandOverCause.STEP:
            assert self.rota.on(event.team, seen), "went to a team that is off"
            assert set(event.told) <= set(self.rota.on(event.team, seen))

    def checks_counts(self, policy: Policy) -> None:
        pages = {
            step.name: action.at_most
            for step in policy.steps
            for action in step.actions
            if action.doing is Doing.PAGE
        }
        assert all(count <= pages[step] for step, count in self.pages.items())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    policy=policies(),
    rota=st.lists(duties, max_size=8),
    script=scripts,
    team=st.none() | st.sampled_from(LADDER_TEAMS),
)
def test_a_ladder_reaches_only_those_who_are_on_and_holds_its_peace_when_it_should(
    policy: Policy, rota: list[Duty], script: Script, team: str | None
) -> None:
    life = lived(policy, Rota(rota), script, team)
    watchman = Watchman(Rota(rota))
    ticket = rebuilt(life.ticket.id, life.events[:1])
    for event in life.events[1:]:
        watchman.sees(ticket, event)
        ticket = apply(ticket, event)
        check_possible(ticket)
    assert ticket == life.ticket
    watchman.checks_counts(policy)
    check_ledger(ticket.id, life.events)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policy=policies(), late=st.lists(spans, max_size=4))
def test_where_somebody_is_always_on_a_late_look_climbs_as_a_punctual_one_does(
    policy: Policy, late: list[timedelta]
) -> None:
    rota = Rota(Duty(team, "ana", NINE - DAY, NINE + 99 * DAY) for team in LADDER_TEAMS)
    policy = replace(policy, steps=tuple(with_its_own_words(step) for step in policy.steps))
    punctual, tardy = StaffedLife(policy, rota), StaffedLife(policy, rota)
    for span in late:
        punctual.watched(span)
        tardy.later(span).look()
    assert steps_taken(tardy) == steps_taken(punctual)
    assert first_of_each(tardy) == first_of_each(punctual)


def with_its_own_words(step: Step) -> Step:
    """What waits to be said to the customer in the same words is said once, so each has its own."""
    actions = (
        replace(one, template=step.name) if one.doing is Doing.REPLY else one
        for one in step.actions
    )
    return replace(step, actions=tuple(actions))


def first_of_each(life: StaffedLife) -> dict[tuple[str, str], datetime]:
    """When each step first did what it does, and with whom."""
    found: dict[tuple[str, str], datetime] = {}
    for event in life.did():
        assert event.because
        found.setdefault((event.because.rule, type(event).__name__), event.at)
    return found
