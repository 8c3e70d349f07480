"""Random calendars, policies and values: what the rules' properties are tried on."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from domain.facts import StepAction
from domain.policy import Calendar, Policy, Relay, Step, Unless
from domain.vocabulary import Doing, Priority, Status, Target
from tests.domain.building import DAY, HOUR, MINUTE, SECOND, a_policy, a_step
from tests.domain.calendars import at

# Where tickets open: in zones with and without daylight saving, of whole, half and quarter hours,
# most of them hours before the clocks change.
PLACES = (
    ("UTC", "2026-03-02 08:59:59.999999"),
    ("Europe/Berlin", "2026-03-28 22:30:00"),
    ("Europe/Berlin", "2026-10-24 15:00:00"),
    ("America/New_York", "2026-03-08 05:59:59"),
    ("America/New_York", "2026-10-31 12:00:00"),
    ("America/St_Johns", "2026-10-31 21:00:00"),
    ("Australia/Lord_Howe", "2026-04-04 13:00:00"),
    ("Asia/Kolkata", "2026-03-06 11:20:00"),
    ("Asia/Kathmandu", "2026-03-02 00:00:00"),
)
DAYS = (
    (("00:00", "00:00"),),
    (("09:00", "17:00"),),
    (("09:00", "12:30"), ("13:30", "17:00")),
    (("00:00", "02:30"), ("22:00", "00:00")),
)
TEAMS = ("eu-care", "na-care", "eu-lead")
TEMPLATES = ("still-working", "progress")
LADDER_TEAMS = (*TEAMS, "eu-boss")

spans = st.sampled_from(
    [timedelta(0), SECOND, MINUTE, 30 * MINUTE, HOUR, DAY, 4 * DAY]
) | st.builds(timedelta, seconds=st.integers(0, 90_000), microseconds=st.integers(0, 999_999))
budgets = st.sampled_from([MINUTE, 30 * MINUTE, 2 * HOUR, DAY]) | st.builds(
    timedelta, seconds=st.integers(1, 90_000), microseconds=st.integers(0, 999_999)
)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar that opens at least once a week, and an instant at which a ticket opens."""
    zone, opened = draw(st.sampled_from(PLACES))
    start = at(opened)
    days = draw(st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True))
    week = {str(day): draw(st.sampled_from(DAYS)) for day in sorted(days)}
    special = {
        (start.date() + draw(st.integers(0, 3)) * DAY).isoformat(): draw(st.sampled_from(hours))
        for hours in draw(st.lists(st.just(((), *DAYS)), max_size=2))
    }
    return Calendar("random", zone, week, special), start


@st.composite
def step_actions(draw: st.DrawFn) -> tuple[StepAction, ...]:
    """What a step does with people: each kind of thing at most once, and one move at most."""
    moves = draw(st.lists(st.sampled_from([Doing.HAND_OVER, Doing.ASSIGN]), max_size=1))
    words = st.sampled_from([Doing.NOTIFY, Doing.PAGE, Doing.REPLY])
    return tuple(
        StepAction(
            doing,
            team=None if doing is Doing.REPLY else draw(st.sampled_from(LADDER_TEAMS)),
            text="{ticket} has {left} left" if doing in (Doing.NOTIFY, Doing.PAGE) else "",
            template=draw(st.sampled_from(TEMPLATES)) if doing is Doing.REPLY else "",
            every=draw(st.none() | st.sampled_from([MINUTE, HOUR])) if paging else None,
            at_most=draw(st.integers(1, 4)) if paging else 1,
        )
        for doing in draw(st.permutations([*moves, *draw(st.lists(words, unique=True))]))
        for paging in (doing is Doing.PAGE,)
    )


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """A step of any kind."""
    relative_to = draw(st.sampled_from(["opening", "target", "breach"]))
    by_fraction = relative_to == "target" and draw(st.booleans())
    target = None if relative_to == "opening" else draw(st.sampled_from(Target))
    return a_step(
        relative_to=relative_to,
        target=target,
        fraction=draw(st.integers(1, 99)) / 100 if by_fraction else None,
        offset=None if by_fraction else draw(spans),
        raise_priority_to=draw(st.none() | st.sampled_from(Priority)),
        assign_to=draw(st.none() | st.sampled_from(TEAMS)),
        tag=draw(st.none() | st.sampled_from(["slow", "angry"])),
        take_back=draw(st.booleans()),
        actions=draw(step_actions()),
        in_working_time=draw(st.booleans()),
        unless=draw(st.none() | st.sampled_from(Unless)),
        repeat_up_to=draw(st.integers(1, 3)) if target is Target.NEXT_REPLY else 1,
    )


@st.composite
def ladders(draw: st.DrawFn, relay: Relay) -> Policy:
    """A policy round the clock whose steps do things with people, and move no ticket blindly.

    Its promises are short, so that much falls due in the first hours.
    """
    rungs = enumerate(draw(st.lists(steps(), min_size=1, max_size=4)), 1)
    return a_policy(
        targets={target: draw(st.sampled_from([30 * MINUTE, 2 * HOUR])) for target in Target},
        steps=tuple(replace(rung, name=f"step {place}", assign_to=None) for place, rung in rungs),
        relay=relay,
        acknowledge=False,
        pause_while=draw(st.sampled_from([(Status.WAITING, Status.HELD), (Status.HELD,)])),
    )


@st.composite
def promises(draw: st.DrawFn) -> tuple[Policy, datetime]:
    """A policy, and an instant at which a ticket opens under it."""
    calendar, start = draw(calendars())
    targets = draw(st.lists(st.sampled_from(Target), unique=True))
    ladder = enumerate(draw(st.lists(steps(), max_size=4)), 1)
    policy = a_policy(
        calendar=calendar,
        targets={target: draw(budgets) for target in targets},
        warn_at={target: draw(st.integers(1, 99)) / 100 for target in targets},
        pause_while=draw(
            st.sampled_from([(Status.WAITING, Status.HELD), (Status.HELD,), (Status.WAITING,), ()])
        ),
        reopen_within=draw(st.sampled_from([HOUR, 7 * DAY])),
        acknowledge=draw(st.booleans()),
        steps=tuple(replace(step, name=f"step {place}") for place, step in ladder),
    )
    return policy, start


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type as events, commands and states have them: facts, and what holds them."""
    if hint in PLAIN:
        return PLAIN[hint]
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return st.builds(hint, **{field.name: values(hints[field.name]) for field in fields(hint)})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    return COMPOSED[get_origin(hint)](*get_args(hint))


def _either(*hints: Any) -> st.SearchStrategy[Any]:
    return st.one_of(*(values(hint) for hint in hints))


def _tuple(*hints: Any) -> st.SearchStrategy[Any]:
    if Ellipsis in hints:
        return st.lists(values(hints[0]), max_size=3).map(tuple)
    return st.tuples(*(values(hint) for hint in hints))


def _dict(key: Any, value: Any) -> st.SearchStrategy[Any]:
    return st.dictionaries(values(key), values(value), max_size=3)


def _literal(*allowed: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(allowed)


PLAIN: MappingProxyType[Any, st.SearchStrategy[Any]] = MappingProxyType(
    {
        NoneType: st.none(),
        bool: st.booleans(),
        int: st.integers(-(2**53), 2**53),
        float: st.floats(allow_nan=False, allow_infinity=False),
        str: st.text(max_size=20),
        datetime: st.datetimes(timezones=st.just(UTC)),
        timedelta: st.timedeltas(timedelta(0), 400 * DAY),
    }
)
COMPOSED: MappingProxyType[Any, Callable[..., st.SearchStrategy[Any]]] = MappingProxyType(
    {UnionType: _either, tuple: _tuple, dict: _dict, Literal: _literal}
)
