"""How long a customer will wait for a person, said as a range, and what is said meanwhile. Pure.

The range is reckoned, not guessed: tickets before this one, people to answer them, and the time
that one takes; while nobody is on, from when somebody is.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from domain.events import Acknowledged
from domain.facts import ExpectedWait
from domain.hours import BusinessHours, NeverOpen
from domain.passing import CORRECTION, NOTICE
from domain.policy import Policy, StaffingView, TeamStaffing
from domain.presence import known_of, of_team
from domain.relay_events import CustomerTold
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, Because, Status

STEP = timedelta(minutes=5)  # nobody can say it more precisely
SOONER, LATER = 0.5, 1.5  # how far from the mean a wait may well be
CORRECTIONS = 2  # a wait is corrected so often; after that it would not be believed


def expected_wait(staff: TeamStaffing, handling: timedelta, now: datetime) -> ExpectedWait | None:
    """From the team's staffing and queue; None where nobody is ever on again."""
    there, coming = of_team_alone(staff), _comes_next(staff)
    queue = handling * staff.load / max(1, len(staff.on) or len(staff.next_shifts))
    soonest, latest = queue * SOONER, queue * LATER + handling
    if not staff.on:
        opening = staff.next_opening
        return None if opening is None else ExpectedWait(opening, opening + _rounded_up(latest))
    return ExpectedWait(
        _across(now, _rounded_down(soonest), there, coming),
        _across(now, _rounded_up(latest), there, coming),
    )


def of_team_alone(staff: TeamStaffing) -> datetime | None:
    """When the last of those who are on leaves; None where that is not known."""
    return of_team("it", StaffingView(teams={"it": staff})).until


def _comes_next(staff: TeamStaffing) -> datetime | None:
    """When somebody of a team comes next who is off, or comes again."""
    return min(staff.next_shifts.values(), default=staff.next_opening)


def wait_of(
    ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime
) -> ExpectedWait | None:
    """The wait that the ticket's customer can be told, if the policy says how to reckon it."""
    relay = policy.relay
    if relay is None or relay.handling_time is None or ticket.team is None:
        return None
    return expected_wait(known_of(ticket.team, staffing), relay.handling_time, now)


def asks_who_is_on(policy: Policy) -> bool:
    """Whether the acknowledgement depends on the team's staffing."""
    return says_waits(policy) or _out_of_hours(policy) is not None


def says_waits(policy: Policy) -> bool:
    """Whether customers are told how long they will wait."""
    return policy.relay is not None and policy.relay.handling_time is not None


def slipped_at(ticket: Ticket, policy: Policy) -> datetime | None:
    """When a wait that was said is over without an answer, and can still be corrected."""
    said = ticket.expectation
    waits = ticket.status in (Status.NEW, Status.OPEN) and ticket.waiting_since is not None
    if said is None or said.answered_at is not None or not waits or not says_waits(policy):
        return None
    return said.wait.latest if said.corrections < CORRECTIONS else None


def corrected(
    ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime
) -> CustomerTold | None:
    """The correction; None where nobody can say when somebody will be on."""
    wait = wait_of(ticket, policy, staffing, now)
    slipped = slipped_at(ticket, policy)
    if wait is None or slipped is None:
        return None
    because = policy.because("the expected wait slipped", staffing.hash)
    return told(ticket, CORRECTION, slipped, because, wait)


def took_over(
    ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime
) -> CustomerTold:
    """That others took over, and when they answer."""
    because = policy.because("the customer hears who takes over", staffing.hash)
    return told(ticket, NOTICE, now, because, wait_of(ticket, policy, staffing, now))


def progress_notes(
    ticket: Ticket, policy: Policy, hours: BusinessHours
) -> Iterator[tuple[datetime, Callable[[], CustomerTold]]]:
    """The next progress note, once the ticket was silent for as long as the policy says.

    With the instant comes what makes the event, which is seldom the earliest of all.
    """
    relay = policy.relay
    if relay is None or relay.progress_note_after is None or ticket.waiting_since is None:
        return
    if ticket.status not in (Status.NEW, Status.OPEN, Status.HELD) or ticket.silent_since is None:
        return
    try:
        at = hours.due(ticket.silent_since, relay.progress_note_after)
        if ticket.adopted_at is not None and at < ticket.adopted_at:
            # Too long a silence by a policy that came later: it counts from then.
            at = hours.due(ticket.adopted_at, relay.progress_note_after)
    except NeverOpen:
        return
    yield at, partial(_progress_note, ticket, policy, at)


def _progress_note(ticket: Ticket, policy: Policy, at: datetime) -> CustomerTold:
    return told(ticket, "progress", at, policy.because("silence for too long"), None)


def acknowledgement(
    ticket: Ticket, policy: Policy, staffing: StaffingView, now: datetime
) -> Acknowledged:
    """That the message has arrived, and when a person will answer."""
    wait = wait_of(ticket, policy, staffing, now)
    team = staffing.teams.get(ticket.team or "", TeamStaffing())
    closed = _out_of_hours(policy) if not team.on else None
    seen = staffing.hash if wait or closed else ""
    return Acknowledged(
        at=now,
        by=THE_DESK,
        because=policy.because("acknowledge the first message", seen),
        message_id=f"{ticket.id}-acknowledgement",
        template=closed or "acknowledgement",
        in_reply_to=ticket.first_message,
        wait=wait,
    )


def _out_of_hours(policy: Policy) -> str | None:
    return None if policy.relay is None else policy.relay.out_of_hours


def told(
    ticket: Ticket, template: str, at: datetime, because: Because, wait: ExpectedWait | None
) -> CustomerTold:
    """A message of the desk's own, from a template."""
    return CustomerTold(
        at=at,
        by=THE_DESK,
        because=because,
        message_id=f"{ticket.id}-{template}-{ticket.version}",
        template=template,
        in_reply_to=ticket.last_customer_message,
        wait=wait,
    )


def _across(
    now: datetime, wait: timedelta, until: datetime | None, opening: datetime | None
) -> datetime:
    """What is not done when the last one leaves goes on when the team comes back.

    Where others come before the last one leaves, it goes on without a break.
    """
    if until is None or now + wait <= until or opening is None or opening <= until:
        return now + wait
    return opening + (now + wait - until)


def _rounded_up(wait: timedelta) -> timedelta:
    return -(-wait // STEP) * STEP


def _rounded_down(wait: timedelta) -> timedelta:
    return wait // STEP * STEP
