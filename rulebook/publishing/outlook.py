"""What would change for an open ticket if it took another policy now. Pure.

It asks the rules themselves: the ticket is taken to the policy as a command would take it, and what
would then happen at once is what the one decision of the desk says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from domain import story as tale
from domain.adoption_events import PolicyAdopted
from domain.commands import AdoptPolicy, Refusal
from domain.escalation import is_passed, steps_due
from domain.events import Event
from domain.explanation import sentence
from domain.ledger import ClockView, Entry, view_of
from domain.moves import CloseOut, Record, next_move
from domain.policy import Policy, PolicyReference, StaffingView, Step
from domain.story import Story
from domain.ticket import Ticket
from domain.vocabulary import THE_DESK, Doing, Target
from rulebook.facts import FROZEN_DAYS

MOST_AT_ONCE: Final = 200  # no ladder is as long


@dataclass(frozen=True, slots=True)
class ClockOutlook:
    """One promise before and after; None on the side on which there is no clock of it."""

    target: Target
    before: ClockView | None
    after: ClockView | None

    @property
    def moved(self) -> timedelta | None:
        """How much later it runs out, less than nothing for earlier; None where it does not run."""
        if self.before is None or self.after is None:
            return None
        if self.before.due_at is None or self.after.due_at is None:
            return None
        return self.after.due_at - self.before.due_at


@dataclass(frozen=True, slots=True)
class StepToCome:
    """A step that is still to be taken; `at` is None where nobody can say when, or whether."""

    name: str
    does: tuple[str, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an adoption would change, as a ticket stands at `at`."""

    at: datetime
    before: PolicyReference
    after: PolicyReference
    clocks: tuple[ClockOutlook, ...]
    steps_before: tuple[StepToCome, ...]
    steps_after: tuple[StepToCome, ...]
    counts_as_taken: tuple[str, ...]  # of the new ladder
    passed: tuple[str, ...]  # of the new ladder: too late to be taken
    at_once: tuple[str, ...]  # what would happen at `at`, a sentence each

    @property
    def runs_out_at_once(self) -> bool:
        """Whether a promise that is not broken yet would be broken by the adoption alone."""
        return any(one.after and one.after.due_at == self.at for one in self.clocks)


def outlook(
    ticket: Ticket, before: Policy, after: Policy, staffing: StaffingView, at: datetime
) -> Outlook | Refusal:
    """What would change if the ticket took the policy at `at`, or why it would refuse.

    What fell due by then and is not written yet happens first, under the policy before.
    """
    story = Story(ticket, before, sequence=ticket.version, staffing=staffing)
    settled = tale.overdue(story, at, at)
    taken = tale.asked(settled, AdoptPolicy(by=THE_DESK, policy=after), at)
    if isinstance(taken, Refusal):
        return taken
    adopted = taken.unwritten[-1].event
    assert isinstance(adopted, PolicyAdopted)
    return Outlook(
        at=at,
        before=before.reference,
        after=after.reference,
        clocks=tuple(_clocks(settled, taken)),
        steps_before=tuple(_steps(settled)),
        steps_after=tuple(_steps(taken)),
        counts_as_taken=tuple(one.name for one in adopted.steps_taken),
        passed=tuple(one.name for one in adopted.steps_passed),
        at_once=tuple(sentence(Entry(ticket.id, 0, one)) for one in _at_once(taken, at)),
    )


def is_news(ticket: Ticket, before: Policy, after: Policy, at: datetime) -> bool:
    """Whether the policies differ for the ticket in anything but the day on which they were frozen.

    A calendar that is frozen later knows later holidays: that alone is nothing to adopt.
    """
    frozen = ticket.adopted_at or ticket.opened_at
    days = at.date(), frozen.date() + timedelta(days=FROZEN_DAYS)
    return _of_those_days(before, *days) != _of_those_days(after, *days)


def _of_those_days(policy: Policy, first: date, last: date) -> Policy:
    days = policy.calendar.days.items()
    within = {day: hours for day, hours in days if first.isoformat() <= day <= last.isoformat()}
    return replace(
        policy,
        reference=replace(policy.reference, hash=""),
        calendar=replace(policy.calendar, days=within),
    )


def _clocks(before: Story, after: Story) -> Iterator[ClockOutlook]:
    sides = [
        {one.target: one for one in view_of(story.ticket, story.policy).clocks}
        for story in (before, after)
    ]
    for target in Target:
        if any(target in side for side in sides):
            yield ClockOutlook(target, *(side.get(target) for side in sides))


def _steps(story: Story) -> Iterator[StepToCome]:
    ticket, policy = story.ticket, story.policy
    due = {event.step: at for at, event in steps_due(ticket, policy, policy.calendar.hours())}
    for step in policy.steps:
        taken = step.name in ticket.steps_taken and step.name not in due
        if not taken and not is_passed(step, ticket):
            yield StepToCome(step.name, tuple(_does(step)), due.get(step.name))


def _does(step: Step) -> Iterator[str]:
    if step.raise_priority_to:
        yield f"raise the priority to {step.raise_priority_to}"
    if step.assign_to:
        yield f"assign to {step.assign_to}"
    if step.take_back:
        yield "take back"
    yield from (_words(one.doing, one.team or one.template) for one in step.actions)
    if step.tag:
        yield f"tag {step.tag}"


def _words(doing: Doing, whom: str) -> str:
    words = {Doing.HAND_OVER: "hand over to", Doing.ASSIGN: "assign to", Doing.REPLY: "reply with"}
    return f"{words.get(doing, doing.value)} {whom}"


def _at_once(story: Story, now: datetime) -> Sequence[Event]:
    """What the desk would record at that instant; a view of who is on may be missing for some."""
    found: list[Event] = []
    while len(found) < MOST_AT_ONCE:
        move = next_move(story.ticket, story.policy, story.staffing, now)
        if not isinstance(move, Record | CloseOut):
            break
        found.append(move.event)
        story = tale.told(story, move.event)
    return found
