"""Says in one English sentence what the desk will do if nobody acts, and by which rule. Pure.

Of what people do there is no sentence: nobody foresees it.
"""

from functools import singledispatch

from domain import events as happened
from domain import relay_events as relayed
from domain.events import Event
from domain.facts import StepAction
from domain.spoken import instant, promise
from domain.vocabulary import Because, Doing, NobodyOn


def foretold(event: Event) -> str:
    """What happens then; holds no personal text. Raises TypeError for what no rule does."""
    return f"{_told(event)}."


def rule_told(because: Because) -> str:
    """By which rule: "“step 2” of eu-vip, version 3"."""
    return f"“{because.rule}” of {because.policy}, version {because.version}"


@singledispatch
def _told(event: Event) -> str:
    raise TypeError(f"the desk never does {type(event).__name__} by itself")


@_told.register
def _(event: happened.TicketRouted) -> str:
    return f"The ticket goes to {event.team} ({event.reason})"


@_told.register
def _(event: happened.Acknowledged) -> str:
    return "The customer is told that the message has arrived"


@_told.register
def _(event: happened.PriorityChanged) -> str:
    return f"The priority becomes {event.priority}"


@_told.register
def _(event: happened.HoldEnded) -> str:
    return "The ticket is open again: the date comes until which it was put aside"


@_told.register
def _(event: happened.ClockWarned) -> str:
    return f"The time for the {promise(event.target)} is running out"


@_told.register
def _(event: happened.ClockBreached) -> str:
    return f"The time for the {promise(event.target)} is over"


@_told.register
def _(event: happened.TicketEscalated) -> str:
    does = [f"the priority becomes {event.priority}"] if event.priority else []
    does += [f"the ticket goes to {event.team}"] if event.team else []
    does += [f"it is taken back from {event.taken_from}"] if event.taken_from else []
    does += [f"it is tagged {event.tag}"] if event.tag else []
    does += [_wanted(one) for one in event.actions]
    said = f"{event.step[:1].upper()}{event.step[1:]} of the ladder is taken"
    return f"{said}: {', '.join(does)}" if does else said


@_told.register
def _(event: happened.TicketClosed) -> str:
    return "The ticket closes; a later message opens a linked one"


@_told.register
def _(event: relayed.TicketHandedOver) -> str:
    kept = f" and is kept for {event.assignee}" if event.assignee else ""
    said = f"The ticket is handed over to {event.team}{kept} ({event.reason})"
    if event.acknowledge_by is None:
        return said
    return f"{said}, to be acknowledged by {instant(event.acknowledge_by)}"


@_told.register
def _(event: relayed.HandOverLapsed) -> str:
    return f"Nobody acknowledged the hand-over, so the ticket stays in the queue of {event.team}"


@_told.register
def _(event: relayed.TeamNotified) -> str:
    told = ", ".join(event.agents)
    if event.doing is Doing.PAGE:
        return f"{event.team} is paged ({told}), page {event.number}"
    return f"{event.team} is told ({told})"


@_told.register
def _(event: relayed.NobodyWasOn) -> str:
    said = f"Nobody of {event.team} will be on"
    if event.then is NobodyOn.NEXT_STEP:
        return f"{said}, so the next step is taken at once"
    return f"{said}; it waits until {instant(event.opening)}" if event.opening else said


@_told.register
def _(event: relayed.CustomerTold) -> str:
    return f"The customer is written to, with “{event.template}”"


def _wanted(action: StepAction) -> str:
    match action.doing:
        case Doing.NOTIFY:
            return f"{action.team} is to be told"
        case Doing.PAGE:
            return f"{action.team} is to be paged until somebody claims it"
        case Doing.HAND_OVER:
            return f"it is to go to {action.team}"
        case Doing.ASSIGN:
            return f"it is to go into the queue of {action.team}"
        case Doing.REPLY:
            return f"the customer is to read “{action.template}”"
