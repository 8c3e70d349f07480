"""Tries a desk on recorded tickets: what it would have done, had people done what they did.

One function decides, here as in the live ticket (`domain.moves`); this file only sets the scene.
Who is on follows from the rosters that are tried, loads from the record (`backtest_loads`), what a
message was found to be about stays as it was found, and who could take it is asked of the routing
that is tried. Deliveries, translations and notifications come home at once: no rule waits for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from domain.events import ClockBreached, ClockWarned, HoldEnded, MessageUnderstood
from domain.facts import MessageReference, RouteCandidate
from domain.ledger import Entry
from domain.policy import Policy, StaffingView
from domain.routing import History, Matter
from domain.ticket import Ticket
from domain.vocabulary import Tier
from rulebook.backtesting.calendars import FrozenOnce, StaffingOnce
from rulebook.backtesting.comparison import Difference, first_difference
from rulebook.backtesting.figures import Fate, fate_of
from rulebook.backtesting.loads import Loads, LoadsAsMet
from rulebook.backtesting.recorded import (
    Holding,
    lived,
    opening_of,
    seen_at,
    what_people_did,
    what_was_found,
)
from rulebook.backtesting.waits import WaitsTold
from rulebook.enacting.enactment import AtOnce, Later, Scene, Surroundings, Understood, enact
from rulebook.facts import Desk
from rulebook.topics import DeskRouting

LATE: Final = timedelta(minutes=5)  # a desk that notices so late was down, or nearly
TIMELY: Final = ClockWarned | ClockBreached | HoldEnded  # what is never dated back
MATTERS_KEPT: Final = 4_096
MATCHED: Final = "the message matches a pattern of the rule"  # as domain.routing says it
ADOPTED: Final = "policy_adopted"
NO_POLICY: Final = "the desk that is tried has not exactly one policy for it"
NOT_KEPT: Final = "the policy that it was under is not kept"
NO_OPENING: Final = "its ledger does not begin with its opening"

Routes = tuple[tuple[RouteCandidate, ...], tuple[RouteCandidate, ...]]  # who could, who might


@dataclass(frozen=True, slots=True)
class Past:
    """One ticket as it was recorded: in figures, and whose load it was.

    Without figures where it cannot be tried; `why_not` says why.
    """

    region: str
    ticket_id: str
    held: tuple[Holding, ...] = ()
    fate: Fate | None = None
    why_not: str = ""
    adoptions: int = 0  # how often it took another policy while it was open
    late: int = 0  # decisions that the desk noticed more than five minutes after their instant


@dataclass(frozen=True, slots=True)
class Tried:
    """One ticket as it would have been; without a difference it would have been as it was."""

    ticket_id: str
    fate: Fate
    difference: Difference | None
    refused: int  # doings of people that the ticket would not have taken


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a ticket's time beside its own ledger.

    What its customer had before, what the teams of its region had to do, and the policy that the
    ticket was under in the end, if it is kept.
    """

    history: History
    loads: Loads
    policy: Policy | None


class Backtest:
    """A desk, tried on one ticket after the other."""

    def __init__(self, desk: Desk) -> None:
        self._frozen = FrozenOnce(desk)
        self._staffing = StaffingOnce(desk)
        self._routes = _Routes(desk)

    def past(self, entries: Sequence[Entry], policy: Policy | None) -> Past:
        """A ticket's own past; `policy` is the one that it was under in the end, if it is kept.

        Raises ValueError for a ledger that does not begin with its ticket's opening.
        """
        first, opening = opening_of(entries)
        ticket, held = lived(entries)
        if self._frozen.policy(first.region, opening) is None:
            return Past(first.region, ticket.id, held, why_not=NO_POLICY)
        if policy is None:
            return Past(first.region, ticket.id, held, why_not=NOT_KEPT)
        events = [entry.event for entry in entries]
        timely = (one for one in events if isinstance(one, TIMELY))
        return Past(
            region=first.region,
            ticket_id=ticket.id,
            held=held,
            fate=fate_of(entries, ticket, policy.calendar.hours()),
            adoptions=sum(one.kind == ADOPTED for one in events),
            late=sum(seen_at(one) - one.at > LATE for one in timely),
        )

    def tried(self, entries: Sequence[Entry], known: Known, until: datetime) -> Tried:
        """What becomes of a ticket until an instant, or its record's end if that is later.

        Raises ValueError where the desk has not exactly one policy for it.
        """
        first, opening = opening_of(entries)
        policy = self._frozen.policy(first.region, opening)
        if policy is None:
            raise ValueError(f"the desk has not one policy for {entries[0].ticket_id}")
        scenery = _Scenery(self._staffing, self._routes, known, entries)
        scene = Scene(
            ticket_id=entries[0].ticket_id,
            region=first.region,
            opening=opening,
            policy=policy,
            done=what_people_did(entries, scenery.who_is_on),
            until=max(until, *(seen_at(entry.event) for entry in entries)),
        )
        lived_anew = enact(scene, scenery.outside())
        ticket = lived_anew.story.ticket
        return Tried(
            ticket_id=ticket.id,
            fate=fate_of(lived_anew.entries, ticket, policy.calendar.hours()),
            difference=first_difference(entries, lived_anew.entries, lived_anew.refused),
            refused=len(lived_anew.refused),
        )


@dataclass(frozen=True, slots=True)
class _Outside(AtOnce):
    """What a ticket of the past finds around it; messages are understood when they were."""

    found: Mapping[str, MessageUnderstood] = field(default_factory=dict)

    def understanding(
        self, at: datetime, ticket: Ticket, message: MessageReference
    ) -> Understood | Later[Understood] | None:
        """As it was found, unless the record ends before it was."""
        if message.id not in self.found:
            return None
        return Later(self.found[message.id].at, self.understand(at, ticket, message))


class _Scenery:
    """Puts together, for one ticket, what it finds around it."""

    def __init__(
        self, staffing: StaffingOnce, routes: "_Routes", known: Known, entries: Sequence[Entry]
    ) -> None:
        self._staffing, self._routes, self._history = staffing, routes, known.history
        self._loads = LoadsAsMet(known.loads, entries)
        self._waits = WaitsTold(entries, known.policy, known.loads)
        self._found = what_was_found(entries)
        self._region = opening_of(entries)[0].region

    def outside(self) -> Surroundings:
        """All of it."""
        return _Outside(self._seen_by, self._understood, found=self._found)

    def who_is_on(self, at: datetime, *, to_be_routed: bool = False) -> StaffingView:
        """Who is on, with the loads as they are counted and as the ticket itself tells them."""
        loads = self._loads.at(at, to_be_routed=to_be_routed)
        view = self._staffing.view(at, loads)
        told = self._waits.queue(at, view)
        return self._staffing.view(at, {**loads, **told}) if told else view

    def _seen_by(self, at: datetime, ticket: Ticket) -> StaffingView:
        return self.who_is_on(at, to_be_routed=ticket.team is None)

    def _understood(self, at: datetime, ticket: Ticket, message: MessageReference) -> Understood:
        found = self._found[message.id]
        if ticket.team is not None:
            return Understood(replace(found, topic=None, candidates=(), standby=()))
        topic = ticket.topic or found.topic
        matter = Matter(self._region, topic, found.language, ticket.tier, ticket.priority)
        candidates, standby = self._routes.of(self._history, matter, found)
        event = replace(found, topic=topic, candidates=candidates, standby=standby)
        return Understood(event, self._seen_by(at, ticket))


class _Routes:
    """Who could take a matter by a desk's routing, and who might take it over.

    What stands in the vault is known only as far as the record tells: a rule's patterns match where
    the same patterns of a rule of that name did, and where an emergency's customer was follows from
    the order in which teams were named.
    """

    def __init__(self, desk: Desk) -> None:
        self._table = DeskRouting(desk)
        self._patterns = {rule.name: tuple(rule.when.get("matches", ())) for rule in desk.rules}
        self._countries = {region: country for country, region in sorted(desk.homes.items())}
        self._known = lru_cache(maxsize=MATTERS_KEPT)(self._looked_up)

    def of(self, history: History, matter: Matter, found: MessageUnderstood) -> Routes:
        """Who, in the order of preference."""
        matched = {one.rule for one in found.candidates if MATCHED in one.why}
        known = replace(
            matter,
            contacts_before=history.tickets,
            last_team=history.last_team,
            matches=tuple(one for name in sorted(matched) for one in self._patterns.get(name, ())),
        )
        return self._known(known, found.standby)

    def _looked_up(self, matter: Matter, recorded: tuple[RouteCandidate, ...]) -> Routes:
        standby = self._table.standby(matter, None)
        if matter.tier is Tier.EMERGENCY:
            elsewhere = (self._table.standby(matter, one) for one in self._countries.values())
            standby = next((one for one in elsewhere if one == recorded), standby)
        return self._table.candidates(matter), standby
