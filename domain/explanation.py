"""Says in one English sentence what an event was and which rule decided it. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from functools import singledispatch

from domain import events as happened
from domain import languages, message_sentences, moods, sent_again, translated, weighing
from domain import relay_events as relayed
from domain.adoption_events import PolicyAdopted
from domain.erasure_events import CustomerErased
from domain.events import Event
from domain.facts import ExpectedWait, StepAction, Term
from domain.languages import named as _language
from domain.ledger import Entry
from domain.message_events import (
    AnotherSendAsked,
    DeliveryReported,
    FilesFetched,
    MessageDeleted,
    MessageEdited,
)
from domain.policy import PolicyReference
from domain.spoken import instant as _instant
from domain.spoken import promise as _target
from domain.spoken import who as _who
from domain.spoken import working_time as _time
from domain.translation_events import AnotherTranslationAsked, TranslationCorrected
from domain.vocabulary import Because, Doing, NobodyOn

WORTH_SAYING = timedelta(seconds=1)  # how late a notice is told of; the entry always has it


def sentence(entry: Entry) -> str:
    """What happened, by whom, and by which rule of which policy version. Holds no personal text."""
    said = _said(entry.event)
    if entry.event.because is not None:
        said += f", by the rule “{entry.event.because.rule}” of {_policy(entry.event.because)}"
    noticed = entry.event.noticed
    if noticed is not None and noticed - entry.event.at >= WORTH_SAYING:
        said += f"; noticed at {_instant(noticed)}"
    return f"{said}."


@singledispatch
def _said(event: Event) -> str:
    raise TypeError(f"nobody has said what {type(event).__name__} means")


@_said.register
def _(event: happened.TicketOpened) -> str:
    return (
        f"The ticket opened in {event.region} ({event.region_reason}) "
        f"with {event.priority} priority for a customer of the tier {event.tier}"
        f"{_promising(event.terms)}"
    )


@_said.register
def _(event: happened.MessageReceived) -> str:
    return f"The customer wrote by {event.message.channel}"


@_said.register
def _(event: happened.MessageUnderstood) -> str:
    about = f", about {event.topic}" if event.topic else ""
    teams = ", ".join(candidate.team for candidate in event.candidates)
    could = f"; it could go to {teams}" if teams else ""
    heard = f"; it {moods.told(event.moods)}" if event.moods else ""
    return f"The message was found to be {languages.found(event)}{about}{heard}{could}"


@_said.register
def _(event: happened.TicketRouted) -> str:
    return f"The ticket went to {event.team} ({event.reason})"


@_said.register
def _(event: happened.Acknowledged) -> str:
    said = f"The desk told the customer, with “{event.template}”, that the message has arrived"
    return said + _expecting(event.wait)


@_said.register
def _(event: relayed.CustomerTold) -> str:
    return f"The desk wrote to the customer, with “{event.template}”{_expecting(event.wait)}"


@_said.register
def _(event: relayed.TicketHandedOver) -> str:
    source = f" from {event.from_agent or event.from_team}" if event.from_team else ""
    kept = f", kept for {event.assignee}" if event.assignee else ""
    said = f"{_who(event.by)} handed the ticket over{source} to {event.team} ({event.reason}){kept}"
    if event.acknowledge_by is None:
        return said
    return f"{said}, who are to acknowledge it by {_instant(event.acknowledge_by)}"


@_said.register
def _(event: relayed.HandOverAcknowledged) -> str:
    return f"{_who(event.by)} acknowledged the hand-over"


@_said.register
def _(event: relayed.HandOverLapsed) -> str:
    return f"No team acknowledged the hand-over, so the ticket stays in the queue of {event.team}"


@_said.register
def _(event: relayed.TeamNotified) -> str:
    agents, step = ", ".join(event.agents), _capital(event.step)
    if event.doing is Doing.PAGE:
        again = f", again at {_instant(event.again_at)} unless claimed" if event.again_at else ""
        return f"{step} paged {event.team} ({agents}), page {event.number}{again}"
    return f"{step} told {event.team} ({agents})"


@_said.register
def _(event: relayed.NobodyWasOn) -> str:
    said = f"{_capital(event.step)} found nobody of {event.team} on"
    if event.then is NobodyOn.NEXT_STEP:
        return f"{said}, so the next step comes at once"
    return f"{said}, and waits until {_instant(event.opening)}" if event.opening else said


@_said.register
def _(event: relayed.NotificationReported) -> str:
    reached = "; ".join(
        f"{one.agent} by {one.way}: {one.state}{f' ({one.reason})' if one.reason else ''}"
        for one in event.reached
    )
    said = f"Of those who were told: {reached or 'nobody'}"
    if not event.language:
        return said
    engine = f", translated by {event.engine}" if event.engine else ""
    flags = f", flagged {', '.join(event.flags)}" if event.flags else ""
    return f"{said}; the brief is in {_language(event.language)}{engine}{flags}"


@_said.register
def _(event: happened.TicketClaimed) -> str:
    return f"{_who(event.by)} took the ticket"


@_said.register
def _(event: happened.TicketReleased) -> str:
    return f"{_who(event.by)} gave the ticket back to its team"


@_said.register
def _(event: happened.AgentReplied) -> str:
    despite = f", despite the rule {', '.join(event.despite)}" if event.despite else ""
    return f"{_who(event.by)} answered the customer in {_language(event.language)}{despite}"


@_said.register
def _(event: happened.NoteAdded) -> str:
    return f"{_who(event.by)} wrote a note for the team"


@_said.register
def _(event: happened.PriorityChanged) -> str:
    return f"{_who(event.by)} set the priority to {event.priority}{weighing.why(event)}"


@_said.register
def _(event: happened.TicketHeld) -> str:
    return f"{_who(event.by)} put the ticket aside until {_instant(event.until)}"


@_said.register
def _(event: happened.HoldEnded) -> str:
    return "The date came until which the ticket was put aside, so it is open again"


@_said.register
def _(event: happened.TicketSolved) -> str:
    return f"{_who(event.by)} considered the ticket solved"


@_said.register
def _(event: happened.TicketReopened) -> str:
    return f"{_who(event.by)} took the ticket up again"


@_said.register
def _(event: happened.ClockWarned) -> str:
    return f"The time for the {_target(event.target)} was running out"


@_said.register
def _(event: happened.ClockBreached) -> str:
    return f"The time for the {_target(event.target)} ran out"


@_said.register
def _(event: happened.TicketEscalated) -> str:
    did = [f"set the priority to {event.priority}"] if event.priority else []
    did += [f"gave the ticket to {event.team}"] if event.team else []
    did += [f"took it back from {event.taken_from}"] if event.taken_from else []
    did += [f"tagged it {event.tag}"] if event.tag else []
    effect = f" and {' and '.join(did)}" if did else ""
    aim = f", {' and '.join(_wanted(one) for one in event.actions)}" if event.actions else ""
    return f"{_who(event.by)} took {event.step} of the ladder{effect}{aim}"


@_said.register
def _(event: happened.TicketMerged) -> str:
    return f"{_who(event.by)} let the ticket go on in {event.into}"


@_said.register
def _(event: happened.TicketAbsorbed) -> str:
    return f"The ticket {event.ticket_id} goes on in this one"


@_said.register
def _(event: happened.TicketRated) -> str:
    return f"{_who(event.by)} rated the service {event.score} out of 5"


@_said.register
def _(event: happened.TicketClosed) -> str:
    return "The ticket was closed; a later message opens a linked one"


@_said.register
def _(event: CustomerErased) -> str:
    return "The customer is being erased, so the ticket ends and nothing of it is read any more"


@_said.register
def _(event: PolicyAdopted) -> str:
    moved = f"from policy {_reference(event.before)} to {_reference(event.policy)}"
    taken = " and ".join(one.name for one in event.steps_taken)
    passed = " and ".join(one.name for one in event.steps_passed)
    known = f"; of the new ladder {taken} counts as taken" if taken else ""
    known += f"; the time for {passed} was before, so nobody takes it late" if passed else ""
    return f"{_who(event.by)} took the ticket {moved}{_promising(event.terms)}{known}"


_said.register(happened.MessageTranslated, translated.made)
_said.register(TranslationCorrected, translated.corrected)
_said.register(AnotherTranslationAsked, translated.asked_again)
_said.register(AnotherSendAsked, sent_again.sentence)
_said.register(DeliveryReported, message_sentences.reported)
_said.register(MessageEdited, message_sentences.edited)
_said.register(MessageDeleted, message_sentences.deleted)
_said.register(FilesFetched, message_sentences.fetched)


def _promising(terms: Sequence[Term]) -> str:
    said = ", ".join(f"{_target(term.target)} within {_time(term.budget)}" for term in terms)
    return f", promising {said} of working time" if said else ""


def _reference(policy: PolicyReference) -> str:
    return f"{policy.name} version {policy.version} ({policy.hash[:8]})"


def _wanted(action: StepAction) -> str:
    """What the step is for; whether it came to that, later events tell."""
    match action.doing:
        case Doing.NOTIFY:
            return f"to tell {action.team}"
        case Doing.PAGE:
            return f"to page {action.team} until somebody claims it"
        case Doing.HAND_OVER:
            return f"to hand it over to {action.team}"
        case Doing.ASSIGN:
            return f"to put it into the queue of {action.team}"
        case Doing.REPLY:
            return f"to write “{action.template}” to the customer"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _expecting(wait: ExpectedWait | None) -> str:
    if wait is None:
        return ""
    return f", to expect an answer between {_instant(wait.earliest)} and {_instant(wait.latest)}"


def _policy(because: Because) -> str:
    seen = f", seeing staffing {because.staffing[:12]}" if because.staffing else ""
    return f"policy {because.policy} version {because.version}{seen}"
