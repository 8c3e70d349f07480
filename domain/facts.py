"""The small facts that events are made of. Additive, as events are."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.vocabulary import Target


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


@dataclass(frozen=True, slots=True)
class RouteCandidate:
    """A team that a routing rule named, with the rule; the first is the most wanted."""

    team: str
    rule: str
    speaks: bool = False  # the customer's language
