"""Builders for the rules' tests: a policy, a ticket's story, and a life that tells it in order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar

from domain import story as tale
from domain.arrivals import News, NewsKind, Opening
from domain.clocks import TargetClock, left, used
from domain.commands import (
    Acknowledge,
    AdoptPolicy,
    Claim,
    Command,
    CorrectTranslation,
    Escalate,
    HandOver,
    Hold,
    Merge,
    Note,
    Prioritise,
    Rate,
    Refusal,
    Release,
    Reopen,
    Reply,
    SendAgain,
    Solve,
    TranslateAgain,
)
from domain.events import Event, MessageUnderstood, TicketClosed, TicketOpened
from domain.facts import MessageReference, RouteCandidate
from domain.happening import Happened
from domain.moves import AskStaffing, CloseOut, Record, Wait, next_move
from domain.policy import Calendar, Policy, PolicyReference, StaffingView, Step, TeamStaffing
from domain.story import Story
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, Actor, ActorKind, Priority, Target, Tier

E = TypeVar("E", bound=Happened)

MICROSECOND = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
ANA = Actor(ActorKind.AGENT, "ana")
BOB = Actor(ActorKind.AGENT, "bob")
OPS = Actor(ActorKind.AGENT, "operations")
CUSTOMER = Actor(ActorKind.CUSTOMER, "cust-1")

ROUND_THE_CLOCK = Calendar(
    "round-the-clock", "UTC", {str(d): (("00:00", "00:00"),) for d in range(7)}
)
OFFICE = Calendar("office", "UTC", {str(day): (("09:00", "17:00"),) for day in range(5)})

# The longest row of things that can fall due at one instant: a warning and a breach per target,
# the steps of a policy, the end of a hold, a route and an acknowledgement.
MOST_MOVES_AT_ONCE = 40


def a_policy(**changes: Any) -> Policy:
    """Round the clock, three targets, no warnings, no steps; `changes` as in `Policy`."""
    policy = Policy(
        reference=PolicyReference("test", 1, "hash-of-it"),
        calendar=ROUND_THE_CLOCK,
        targets={
            Target.FIRST_REPLY: 30 * MINUTE,
            Target.NEXT_REPLY: 2 * HOUR,
            Target.SOLVE: 8 * HOUR,
        },
        team_languages={"eu-care": "en", "na-care": "en", "eu-lead": "de"},
    )
    return replace(policy, **changes)


def newer(policy: Policy, **changes: Any) -> Policy:
    """The next version of a policy; `changes` as in `Policy`."""
    before = policy.reference
    version = before.version + 1
    after = PolicyReference(before.name, version, f"hash-of-{before.name}-{version}")
    return replace(policy, reference=after, **changes)


def a_step(name: str = "step 1", **changes: Any) -> Step:
    """An hour after opening, doing nothing; `changes` as in `Step`."""
    if "fraction" in changes or "offset" in changes:
        return replace(Step(name, "opening"), **changes)
    return replace(Step(name, "opening", offset=HOUR), **changes)


def a_message(message_id: str = "m-1", at: datetime = NINE) -> MessageReference:
    return MessageReference(message_id, "web", "shop", sent_at=at)


def news(message_id: str, at: datetime) -> News:
    return News(
        id=f"news-{message_id}",
        kind=NewsKind.MESSAGE,
        accepted_at=at,
        customer_id=CUSTOMER.id,
        message=a_message(message_id, at),
    )


def an_opening(at: datetime = NINE, tier: Tier = Tier.STANDARD) -> Opening:
    return Opening(
        channel="web",
        account="shop",
        customer_id=CUSTOMER.id,
        accepted_at=at,
        region_reason="declared country",
        priority=Priority.NORMAL,
        tier=tier,
    )


def a_story(policy: Policy | None = None, at: datetime = NINE, tier: Tier = Tier.STANDARD) -> Story:
    """A ticket that has just been told its first message, `m-1`."""
    begun = tale.begun("eu-1", "eu", an_opening(at, tier), policy or a_policy())
    return tale.heard(begun, news("m-1", at), at)


def staffing(at: datetime, *, lasts: timedelta = DAY, **teams: TeamStaffing) -> StaffingView:
    """Who is on, valid from `at` on; `eu_care=` names the team eu-care."""
    named = {name.replace("_", "-"): team for name, team in teams.items()}
    return StaffingView(hash="who-is-on", valid_until=at + lasts, teams=named)


def understood(message_id: str, at: datetime, *teams: str, language: str = "pt") -> Event:
    return MessageUnderstood(
        at=at,
        by=THE_DESK,
        message_id=message_id,
        language=language,
        confidence=0.9,
        candidates=tuple(RouteCandidate(team, "everything") for team in teams),
    )


NA_IS_ON = staffing(NINE, na_care=TeamStaffing(on=("carl",)))


OF_A_TEXT = {"message_id": "m-1", "source": "pt", "language": "en"}


OF_A_SEND = {
    "message_id": "r-9",
    "author": "agent",
    "author_id": "ana",
    "sent_at": NINE,
    "language": "en",
}


def command(kind: str, by: Actor = ANA, **fields: Any) -> Command:
    """A command of any kind with something in every field."""
    usual: dict[str, tuple[type[Command], dict[str, Any]]] = {
        "claim": (Claim, {}),
        "release": (Release, {}),
        "reply": (Reply, {"message_id": "r-1", "language": "en"}),
        "note": (Note, {"message_id": "n-1", "language": "en"}),
        "escalate": (Escalate, {"reason_id": "why-1"}),
        "prioritise": (Prioritise, {"priority": Priority.HIGH}),
        "hold": (Hold, {"until": NINE + 30 * DAY, "reason_id": "why-2"}),
        "solve": (Solve, {}),
        "reopen": (Reopen, {}),
        "merge": (Merge, {"into": "eu-2"}),
        "rate": (Rate, {"score": 5}),
        "hand_over": (HandOver, {"team": "na-care", "brief_id": "b-1", "staffing": NA_IS_ON}),
        "acknowledge": (Acknowledge, {}),
        "adopt_policy": (AdoptPolicy, {"policy": newer(a_policy())}),
        "correct_translation": (CorrectTranslation, {**OF_A_TEXT, "text_id": "t-1", "engine": "e"}),
        "send_again": (SendAgain, {**OF_A_SEND}),
        "translate_again": (TranslateAgain, {**OF_A_TEXT, "without": ("e",), "able": ("f",)}),
    }
    built, given = usual[kind]
    return built(by=by, **(given | fields))


class Life:
    """A ticket's life as the workflow would lead it, told in the order in which things happen."""

    def __init__(
        self,
        policy: Policy | None = None,
        at: datetime = NINE,
        *,
        tier: Tier = Tier.STANDARD,
    ) -> None:
        self.policy = policy or a_policy(acknowledge=False)
        self.story = a_story(self.policy, at, tier)
        self.now = at
        self._messages = 1

    @property
    def ticket(self) -> Ticket:
        return self.story.ticket

    @property
    def events(self) -> tuple[Event, ...]:
        """All that happened, in its order; nothing has been taken out to be written."""
        return tuple(entry.event for entry in self.story.unwritten)

    def of(self, kind: type[E]) -> list[E]:
        """The events of one kind, in their order."""
        return [event for event in self.events if isinstance(event, kind)]

    def clock(self, target: Target) -> TargetClock:
        clock = self.ticket.clock(target)
        assert clock is not None
        return clock

    def used(self, target: Target) -> timedelta:
        return used(self.clock(target), self.policy.calendar.hours(), self.now)

    def left(self, target: Target) -> timedelta:
        return left(self.clock(target), self.policy.calendar.hours(), self.now)

    def later(self, span: timedelta) -> Self:
        """Time passes and nobody looks: every worker is down."""
        self.now += span
        return self

    def watched(self, span: timedelta) -> Self:
        """Time passes and the desk looks at every deadline."""
        end = self.now + span
        until = self.look()
        while until is not None and until <= end:
            self.now = until
            until = self.look()
        self.now = end
        return self

    def look(self) -> datetime | None:
        """Record what `next_move` says until it waits; until when it waits."""
        for _ in range(MOST_MOVES_AT_ONCE):
            match next_move(self.ticket, self.policy, self.story.staffing, self.now):
                case Wait(until):
                    assert until is None or until > self.now, f"waits for the past at {self.now}"
                    return until
                case Record(event) | CloseOut(event):
                    self.happens(event)
                case AskStaffing():
                    seen = self.who_is_on()
                    if seen is None:
                        return None
                    self.story = replace(self.story, staffing=seen)
        raise AssertionError(f"no end of moves at {self.now}")

    def who_is_on(self) -> StaffingView | None:
        """What an activity would see; None: nobody answers, and the life goes on without."""
        return None

    def happens(self, *events: Event) -> Self:
        self.story = tale.told(self.story, *events)
        return self

    def does(self, kind: str, by: Actor = ANA, **fields: Any) -> Self:
        after = tale.asked(self.story, command(kind, by, **fields), self.now)
        assert not isinstance(after, Refusal), after
        self.story, self.policy = after, after.policy
        return self

    def adopts(self, **changes: Any) -> Self:
        """The ticket takes the next version of its policy, which differs so."""
        return self.does("adopt_policy", OPS, policy=newer(self.policy, **changes))

    def refuses(self, kind: str, by: Actor = ANA, **fields: Any) -> str:
        """The code with which a command is refused."""
        after = tale.asked(self.story, command(kind, by, **fields), self.now)
        assert isinstance(after, Refusal)
        assert after.sentence.endswith(".")
        return after.code

    def writes(self, accepted_at: datetime | None = None) -> Self:
        """The customer writes."""
        self._messages += 1
        one = news(f"m-{self._messages}", accepted_at or self.now)
        self.story = tale.heard(self.story, one, self.now)
        return self


def closing(at: datetime) -> TicketClosed:
    return TicketClosed(at=at, by=THE_DESK)


def opening_event(story: Story) -> TicketOpened:
    event = story.unwritten[0].event
    assert isinstance(event, TicketOpened)
    return event
