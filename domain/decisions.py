"""When a ticket refuses what people ask of it, and to what event it leads otherwise. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import singledispatch

from domain import commands, sent_again
from domain import events as happened
from domain.adoption import adoption
from domain.commands import Command, Refusal
from domain.escalation import early_step
from domain.events import Event
from domain.handover import asked_for
from domain.policy import Policy
from domain.relay_events import HandOverAcknowledged
from domain.relief import (
    Occasion,
    in_need,
    is_emergency,
    occasion_of,
    staff_of,
    would_miss,
)
from domain.spoken import instant
from domain.ticket import Ticket, TranslationWanted, same_language
from domain.translation_events import AnotherTranslationAsked, TranslationCorrected
from domain.vocabulary import Status

A_MOMENT = timedelta(seconds=30)  # a merge waits so long for what is being sent, and no longer

AT_WORK = (Status.NEW, Status.OPEN, Status.WAITING, Status.HELD)
SCORES = range(1, 6)


def decide(ticket: Ticket, policy: Policy, command: Command, at: datetime) -> Event | Refusal:
    """The event that the command leads to, or why the ticket refuses it. Pure."""
    if ticket.status is Status.CLOSED:
        return Refusal("ticket_closed", "The ticket is closed; a new message opens a linked one.")
    if ticket.erased_at is not None:
        return Refusal(
            "customer_erased", "The person was erased; nothing can be done here any more."
        )
    return _answer(command, ticket, policy, at)


@singledispatch
def _answer(command: Command, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    raise TypeError(f"no rule answers {type(command).__name__}")


@_answer.register
def _(command: commands.Claim, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if ticket.assignee is not None:
        return Refusal("already_claimed", f"{ticket.assignee} has the ticket; release it first.")
    return _while_at_work(ticket, lambda: happened.TicketClaimed(at=at, by=command.by))


@_answer.register
def _(command: commands.Release, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if ticket.assignee is None:
        return Refusal("not_claimed", "Nobody has the ticket, so there is nothing to release.")
    return happened.TicketReleased(at=at, by=command.by)


@_answer.register
def _(command: commands.Reply, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    return _while_at_work(
        ticket,
        lambda: happened.AgentReplied(
            at=at,
            by=command.by,
            message_id=command.message_id,
            language=command.language,
            in_reply_to=ticket.last_customer_message or None,
            despite=command.despite,
            via=command.via,
        ),
    )


@_answer.register
def _(command: commands.Note, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    return happened.NoteAdded(
        at=at, by=command.by, message_id=command.message_id, language=command.language
    )


@_answer.register
def _(command: commands.Escalate, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    step = early_step(ticket, policy, command.by, at, command.reason_id)
    if step is None:
        return Refusal("no_step_left", "Every step of the policy's ladder has been taken.")
    return _while_at_work(ticket, lambda: step)


@_answer.register
def _(
    command: commands.Prioritise, ticket: Ticket, policy: Policy, at: datetime
) -> Event | Refusal:
    if ticket.priority is command.priority:
        return Refusal("same_priority", f"The priority is {command.priority} already.")
    return _while_at_work(
        ticket,
        lambda: happened.PriorityChanged(at=at, by=command.by, priority=command.priority),
    )


@_answer.register
def _(command: commands.Hold, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if command.until <= at:
        return Refusal(
            "hold_in_the_past", "Name an instant in the future to hold the ticket until."
        )
    return _while_at_work(
        ticket,
        lambda: happened.TicketHeld(
            at=at, by=command.by, until=command.until, reason_id=command.reason_id
        ),
    )


@_answer.register
def _(command: commands.Solve, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    return _while_at_work(ticket, lambda: happened.TicketSolved(at=at, by=command.by))


@_answer.register
def _(command: commands.Reopen, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if ticket.status in (Status.NEW, Status.OPEN):
        return Refusal("already_open", "The ticket is open; there is nothing to take up again.")
    return happened.TicketReopened(at=at, by=command.by)


@_answer.register
def _(command: commands.Merge, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if command.into == ticket.id:
        return Refusal("merge_into_itself", "Name another ticket to merge into.")
    if any(at - wanted.sent_at > A_MOMENT for wanted in ticket.to_deliver):
        return Refusal(
            "delivery_under_way",
            "A message is still on its way to the customer; merge once it has arrived or failed.",
        )
    return happened.TicketMerged(at=at, by=command.by, into=command.into)


@_answer.register
def _(command: commands.Rate, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    if ticket.status is not Status.SOLVED:
        return Refusal("not_solved", "A ticket can be rated once it is solved.")
    if command.score not in SCORES:
        return Refusal("no_such_score", "Give a score from 1 to 5.")
    return happened.TicketRated(
        at=at, by=command.by, score=command.score, comment_id=command.comment_id
    )


def _while_at_work(ticket: Ticket, event: Callable[[], Event]) -> Event | Refusal:
    if ticket.status not in AT_WORK:
        return Refusal("ticket_solved", "The ticket is solved; reopen it first.")
    return event()


@_answer.register
def _(command: commands.HandOver, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    occasion = occasion_of(ticket, policy, command.staffing, at)
    refusal = _cannot_go_to(command.team, occasion)
    if refusal is not None:
        return refusal
    return _while_at_work(
        ticket, lambda: asked_for(occasion, command.team, command.by, command.brief_id)
    )


@_answer.register
def _(
    command: commands.Acknowledge, ticket: Ticket, policy: Policy, at: datetime
) -> Event | Refusal:
    handover = ticket.handover
    if handover is None or not handover.awaits:
        return Refusal("nothing_to_acknowledge", "No hand-over of this ticket awaits an answer.")
    if command.teams is not None and handover.team not in command.teams:
        return Refusal("not_your_team", f"Somebody of {handover.team} has to acknowledge it.")
    if ticket.assignee not in (None, command.by.id):
        return Refusal("kept_for_another", f"The ticket is kept for {ticket.assignee}.")
    return HandOverAcknowledged(at=at, by=command.by)


@_answer.register
def _(
    command: commands.AdoptPolicy, ticket: Ticket, policy: Policy, at: datetime
) -> Event | Refusal:
    wanted = command.policy.reference
    if wanted.hash == policy.reference.hash:
        return Refusal(
            "same_policy", f"The ticket has {wanted.name} version {wanted.version} already."
        )
    return adoption(ticket, policy, command, at)


@_answer.register
def _(
    command: commands.CorrectTranslation, ticket: Ticket, policy: Policy, at: datetime
) -> Event | Refusal:
    return TranslationCorrected(
        at=at,
        by=command.by,
        message_id=command.message_id,
        source=command.source,
        language=command.language,
        text_id=command.text_id,
        engine=command.engine,
    )


@_answer.register
def _(
    command: commands.TranslateAgain, ticket: Ticket, policy: Policy, at: datetime
) -> Event | Refusal:
    if any(_is_same(wanted, command) for wanted in ticket.to_translate):
        return Refusal(
            "translation_under_way",
            "This message is being translated already; wait for that, or correct it yourself.",
        )
    if not command.able:
        return Refusal(
            "no_other_engine",
            f"No other engine puts {command.source} into {command.language} here: correct the "
            "translation yourself, or have operations allow a further engine in regions.yaml.",
        )
    return AnotherTranslationAsked(
        at=at,
        by=command.by,
        message_id=command.message_id,
        source=command.source,
        language=command.language,
        without=command.without,
    )


@_answer.register
def _(command: commands.SendAgain, ticket: Ticket, policy: Policy, at: datetime) -> Event | Refusal:
    return sent_again.asked(command, ticket, at)


def _is_same(wanted: TranslationWanted, command: commands.TranslateAgain) -> bool:
    readers = wanted.target is not None and same_language(wanted.target, command.language)
    return readers and wanted.message_id == command.message_id


def _cannot_go_to(team: str, occasion: Occasion) -> Refusal | None:
    """A ticket never goes where nobody will be in time, nor in a circle."""
    ticket = occasion.ticket
    if team not in occasion.policy.team_languages:
        known = ", ".join(sorted(occasion.policy.team_languages))
        return Refusal("unknown_team", f"There is no team {team}; there are: {known}.")
    if team == ticket.team:
        return Refusal("same_team", f"{team} has the ticket; release it for a colleague instead.")
    if ticket.handover is not None and ticket.handover.awaits:
        return Refusal(
            "hand_over_awaits_acknowledgement",
            f"{ticket.handover.team} has yet to acknowledge the hand-over before this one.",
        )
    staff = staff_of(occasion, team)
    if staff.on:
        return None
    opening = staff.next_opening
    hurries = is_emergency(ticket) and in_need(ticket)
    too_late = hurries or would_miss(ticket, occasion.hours, opening) is not None
    if opening is None or too_late:
        until = f"until {instant(opening)}" if opening else "and its roster brings nobody"
        return Refusal("team_is_off", f"Nobody of {team} is on {until}; {_who_is_on(occasion)}.")
    return None


def _who_is_on(occasion: Occasion) -> str:
    on = sorted(
        name
        for name, staff in occasion.staffing.teams.items()
        if staff.on and name != occasion.ticket.team
    )
    return f"on now: {', '.join(on)}" if on else "no other team is on either"
