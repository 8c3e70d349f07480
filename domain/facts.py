"""The small facts that events are made of. Additive, as events are."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.vocabulary import DeliveryState, Doing, Target


@dataclass(frozen=True, slots=True)
class Term:
    """One promise of the policy as the ticket opened: a target and its budget of working time."""

    target: Target
    budget: timedelta


@dataclass(frozen=True, slots=True)
class MessageReference:
    """A message without its words: `id` is ours and names the text in the vault."""

    id: str
    channel: str
    account: str
    sent_at: datetime
    language: str = "und"  # as far as known
    in_reply_to: str | None = None
    order: int = 0  # among messages of one instant, where the platform numbers them
    automatic: bool = False  # a machine wrote it: no machine is to answer it
    files: int = 0  # that are with the platform still, and are to be fetched
    reply_here: bool = False  # answers go where it came from, though the ticket began elsewhere


@dataclass(frozen=True, slots=True)
class Via:
    """An account of a channel by which the customer is reached."""

    channel: str
    account: str


@dataclass(frozen=True, slots=True)
class DeliveryFact:
    """What a platform told of a message of ours; `reason` is a short code where it failed."""

    message_id: str
    state: DeliveryState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RouteCandidate:
    """A team that a routing rule named, with the rule; the first is the most wanted."""

    team: str
    rule: str
    speaks: bool = False  # the customer's language
    distance: int = 0  # regions away: 0 is the ticket's own
    had_last: bool = False  # the customer's last ticket, and the rule prefers who had
    why: str = ""  # what of the customer's history and words the rule looked at


@dataclass(frozen=True, slots=True)
class ExpectedWait:
    """What the customer was told of when a person will answer: not before, and not after."""

    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class StepAction:
    """One thing that a step does with people. Repeats only where `every` says how soon."""

    doing: Doing
    team: str | None = None
    text: str = ""  # what a team is told, as operations wrote it
    template: str = ""  # what the customer is told
    every: timedelta | None = None
    at_most: int = 1


@dataclass(frozen=True, slots=True)
class Reached:
    """What became of telling one agent by one way; the agent's own page is `inbox`."""

    agent: str
    way: str
    state: DeliveryState
    reason: str = ""
