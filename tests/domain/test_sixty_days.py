"""What is true of every ticket in sixty days of any rosters and any behaviour.

A ticket in need (a promise runs; or, while it is worked on, one is broken and owed, or it is an
emergency) is always one of these:
1. somebody has it: its assignee is on, or, where nobody is assigned, anybody of its team is;
2. its assignee works outside of the roster: no longer ago than a team may take to acknowledge;
3. it can wait: whoever has it is back before any promise runs out, none is broken, and it is no
   emergency;
4. nobody could take it: of all teams that could none is on, and it stands in the queue of one that
   opens first, or with an assignee who is back no later than that.
"""

from collections import Counter
from datetime import datetime

from hypothesis import HealthCheck, Phase, given, settings

from domain import clocks
from domain.changes import rebuilt
from domain.events import ClockBreached, Event
from domain.relay_events import CustomerTold, TeamNotified, TicketHandedOver
from domain.ticket import Ticket
from domain.vocabulary import ActorKind, HandOverCause, Status, Tier
from tests.domain import reckoning
from tests.domain.follow_the_sun import SunLife, World
from tests.domain.invariants import check_ledger, check_possible
from tests.domain.sixty_days import Days, Plan, Watcher, open_promises, plans

EXAMPLES = 30
# A failing life is shown as it is: to make one smaller would take longer than a test may.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


class Cared(Watcher):
    """(a) No ticket in need is left alone."""

    def __init__(self) -> None:
        self.acts: dict[str, datetime] = {}

    def happened(self, life: SunLife, event: Event) -> None:
        if event.by.kind is ActorKind.AGENT:
            self.acts[event.by.id] = event.at

    def works_over(self, life: SunLife) -> bool:
        """Whether the assignee did something lately."""
        relay, last = life.policy.relay, self.acts.get(life.ticket.assignee or "")
        assert relay is not None
        return last is not None and life.now < last + relay.acknowledge_within

    def rests(self, life: SunLife) -> None:
        ticket, world, now = life.ticket, life.world, life.now
        if not in_need(ticket) or is_there(ticket, world, now) or self.works_over(life):
            return
        back = comes_back(ticket, world, now)
        if back is not None and can_wait(life, back):
            return
        reachable = {ticket.team or "", *(one.team for one in ticket.standby)}
        on = [team for team in reachable if world.on(team, now)]
        assert not on, f"{on} could have it at {now}"
        opening = min(at for team in reachable if (at := world.opens(team, now)))
        assert back is not None, f"nobody comes for it at {now}"
        assert back <= opening, f"others open sooner at {now}"


class Told(Watcher):
    """(c) Nobody is told who is off at the instant at which the desk notices."""

    def happened(self, life: SunLife, event: Event) -> None:
        if isinstance(event, TeamNotified):
            assert event.agents
            assert set(event.agents) <= set(life.world.on(event.team, life.now))
        if isinstance(event, TicketHandedOver):
            assert all(life.world.is_on(agent, life.now) for agent in event.told)
            assert (event.noticed or event.at) == life.now


class Steady(Watcher):
    """(d) While nobody comes, leaves or does anything, no team gets the ticket twice.

    Nor is it taken from one who has it and is on, to give it back to its owner; nor is what an
    agent has just decided undone.
    """

    def __init__(self) -> None:
        self.given: Counter[str] = Counter()
        self.decided = False

    def turned(self) -> None:
        self.given.clear()
        self.decided = False

    def happened(self, life: SunLife, event: Event) -> None:
        if isinstance(event, TicketHandedOver) and event.cause is HandOverCause.AGENT:
            self.decided = True
        if isinstance(event, TicketHandedOver) and event.by.kind is ActorKind.SYSTEM:
            if event.cause is HandOverCause.STEP:
                self.given.clear()
            self.given[event.team] += 1
            assert self.given[event.team] == 1, f"again at {life.now}"
            is_back = event.cause is HandOverCause.OWNER_IS_BACK
            had_it = event.from_agent
            assert not (is_back and had_it and life.world.is_on(had_it, life.now))
            assert not (is_back and self.decided)


class Informed(Watcher):
    """The customer is corrected twice at most, until a person answers."""

    def __init__(self) -> None:
        self.said: Counter[str] = Counter()

    def happened(self, life: SunLife, event: Event) -> None:
        if isinstance(event, CustomerTold):
            self.said[event.template] += 1
        if life.ticket.waiting_since is None:
            self.said.clear()
        assert self.said["wait-corrected"] <= 2


def in_need(ticket: Ticket) -> bool:
    at_work = ticket.status in (Status.NEW, Status.OPEN)
    return open_promises(ticket) or (at_work and ticket.tier is Tier.EMERGENCY)


def is_there(ticket: Ticket, world: World, now: datetime) -> bool:
    if ticket.assignee is not None:
        return world.is_on(ticket.assignee, now)
    return bool(world.on(ticket.team or "", now))


def comes_back(ticket: Ticket, world: World, now: datetime) -> datetime | None:
    if ticket.assignee is not None:
        return world.back(ticket.assignee, now)
    return world.opens(ticket.team or "", now)


def can_wait(life: SunLife, back: datetime) -> bool:
    hours = life.policy.calendar.hours()
    dues = (clocks.due(clock, hours) for clock in life.ticket.clocks)
    owed = any(c.state == "breached" and not c.is_kept for c in life.ticket.clocks)
    is_calm = life.ticket.tier is not Tier.EMERGENCY and not owed
    return is_calm and all(due > back for due in dues if due is not None)


def check_story(life: SunLife) -> None:
    """The ledger tells of the ticket, and nothing that people are told is taken for a repeat."""
    told = [wanted.id for wanted in life.ticket.to_notify]
    assert len(set(told)) == len(told)
    assert rebuilt(life.ticket.id, life.events) == life.ticket
    check_possible(life.ticket)
    check_ledger(life.ticket.id, life.events)


def check_breaches(life: SunLife) -> None:
    """(b) Every breach was noticed, and is dated when the budget was spent."""
    recorded = sorted((one.target, one.at) for one in life.of(ClockBreached))
    assert recorded == reckoning.breaches(life.events, life.policy, life.now)


@settings(
    max_examples=EXAMPLES,
    phases=PHASES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(plan=plans())
def test_in_sixty_days_no_ticket_is_left_alone_no_breach_missed_and_nobody_paged_who_is_off(
    plan: Plan,
) -> None:
    days = Days(plan.life(), plan.script, watchers=[Cared(), Told(), Steady(), Informed()])
    life = days.lived()
    check_breaches(life)
    check_story(life)
