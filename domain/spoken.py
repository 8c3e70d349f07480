"""Lengths of time, instants and actors as an English sentence says them."""

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from domain.vocabulary import Actor, ActorKind, Target

PROMISES = MappingProxyType(
    {
        Target.FIRST_REPLY: "first reply",
        Target.NEXT_REPLY: "next reply",
        Target.SOLVE: "solution",
    }
)
UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def duration(length: timedelta) -> str:
    """The two greatest units: '1 day 2 hours', '12 minutes', 'no time'."""
    seconds, parts = max(0, int(length.total_seconds())), list[str]()
    for name, size in UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}{'s' * (count > 1)}")
    return " ".join(parts[:2]) or "no time"


def instant(at: datetime) -> str:
    """To the second, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def working_time(budget: timedelta) -> str:
    """In hours, for days are of different lengths: '26 h 30 min', '0 s'."""
    minutes, seconds = divmod(int(budget.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = (f"{hours} h" * bool(hours), f"{minutes} min" * bool(minutes))
    return " ".join(filter(None, (*parts, f"{seconds} s" * bool(seconds)))) or "0 s"


def promise(target: Target) -> str:
    """What is promised: 'first reply'."""
    return PROMISES[target]


def who(actor: Actor) -> str:
    """Who did it, as a sentence begins: 'The agent ana'."""
    match actor.kind:
        case ActorKind.CUSTOMER:
            return "The customer"
        case ActorKind.SYSTEM:
            return "The desk"
        case ActorKind.AGENT | ActorKind.BOT:
            return f"The {actor.kind} {actor.id}"
