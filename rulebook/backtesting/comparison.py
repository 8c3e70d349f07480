"""Where what is tried first differs from what is recorded of a ticket, and by which rule.

Only what the desk itself decided is compared: whom it told, what fell due, where work went. The
words, the numbers and the expected waits that go with it are not.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, Final

from domain import events as happened
from domain import relay_events as relayed
from domain.arrivals import News
from domain.events import Event
from domain.explanation import sentence
from domain.ledger import Entry
from domain.vocabulary import THE_DESK
from rulebook.backtesting.recorded import seen_at
from rulebook.enacting.enactment import Refused

# The same instant, but for how long a desk at work takes to write, to look up and to be told.
AS_GOOD_AS_ONE: Final = timedelta(seconds=30)

Facts = Callable[[Any], tuple[object, ...]]


def _of_step(step: happened.TicketEscalated) -> tuple[object, ...]:
    """What a step does; its number changes with every step that is put before it."""
    actions = tuple((one.doing, one.team, one.template) for one in step.actions)
    return step.priority, step.team, step.tag, step.taken_from, actions


DECIDED: Final[Mapping[type, Facts]] = MappingProxyType(
    {
        happened.TicketRouted: lambda one: (one.team,),
        happened.Acknowledged: lambda one: (one.template,),
        happened.HoldEnded: lambda one: (),
        happened.ClockWarned: lambda one: (one.target, one.number),
        happened.ClockBreached: lambda one: (one.target,),
        happened.TicketEscalated: _of_step,
        happened.TicketClosed: lambda one: (),
        relayed.TicketHandedOver: lambda one: (
            one.team,
            one.cause,
            one.assignee,
            tuple(sorted(one.told)),
        ),
        relayed.HandOverLapsed: lambda one: (one.team,),
        relayed.TeamNotified: lambda one: (
            one.doing,
            one.team,
            tuple(sorted(one.agents)),
            one.number,
        ),
        relayed.NobodyWasOn: lambda one: (one.doing, one.team, one.then),
        relayed.CustomerTold: lambda one: (one.template,),
    }
)


class Change(StrEnum):
    """How a ticket's first difference differs."""

    NEW = "new"
    GONE = "gone"
    EARLIER = "earlier"
    LATER = "later"
    OTHERWISE = "otherwise"  # the same kind of decision, with another answer
    REFUSED = "refused"  # a person's doing that the ticket would not take


@dataclass(frozen=True, slots=True)
class Difference:
    """The first decision of a ticket that is another one; `sentence` says what it would be.

    Of a decision that is gone, and of one that a person's doing is refused for, it says what was.
    """

    at: datetime
    change: Change
    kind: str
    rule: str  # of the policy that decided, "" where none did
    policy: str
    version: int
    sentence: str
    moved: timedelta = timedelta(0)  # by how much it is earlier or later


@dataclass(frozen=True, slots=True)
class _Pair:
    """A decision as it was recorded, and as it is tried; one of them may be missing."""

    was: Entry | None
    now: Entry | None

    @property
    def at(self) -> datetime:
        """When the desk acted: what a rule dates back comes no earlier for that."""
        return min(seen_at(one.event) for one in (self.was, self.now) if one is not None)

    @property
    def kind(self) -> str:
        [kind] = {one.event.kind for one in (self.was, self.now) if one is not None}
        return kind

    @property
    def is_whole(self) -> bool:
        return self.was is not None and self.now is not None


def first_difference(
    recorded: Iterable[Entry], tried: Iterable[Entry], refused: Sequence[Refused] = ()
) -> Difference | None:
    """The earliest decision that is another one; None where the desk would have done the same."""
    pairs = sorted(_pairs(recorded, tried), key=lambda pair: pair.at)
    first = _put_together(pairs)
    declined = min(refused, key=lambda one: one.done.at, default=None)
    if declined is not None and (first is None or declined.done.at < first.at):
        return _declined(declined)
    return None if first is None else _described(first)


def _pairs(recorded: Iterable[Entry], tried: Iterable[Entry]) -> Iterator[_Pair]:
    """Every decision that is not found again at its instant; equal ones in their order."""
    was, now = _by_facts(recorded), _by_facts(tried)
    for facts in was | now:
        left, right = _unmatched(was.get(facts, []), now.get(facts, []))
        for one, other in zip_longest(left, right):
            yield _Pair(one, other)


def _by_facts(entries: Iterable[Entry]) -> dict[object, list[Entry]]:
    found: dict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        facts = DECIDED.get(type(entry.event))
        if facts is not None and entry.event.by == THE_DESK:
            found[entry.event.kind, facts(entry.event)].append(entry)
    return dict(found)


def _unmatched(
    was: Sequence[Entry], now: Sequence[Entry]
) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """What is left of two rows of equal decisions once those of one instant are taken out."""
    left, right = [], sorted(now, key=_at)
    for one in sorted(was, key=_at):
        same = next(
            (other for other in right if abs(_at(other) - _at(one)) <= AS_GOOD_AS_ONE), None
        )
        if same is None:
            left.append(one)
        else:
            right.remove(same)
    return left, right


def _put_together(pairs: Sequence[_Pair]) -> _Pair | None:
    """The first pair; where a decision went as another of its kind came, both of them."""
    if not pairs:
        return None
    first = pairs[0]
    if first.is_whole:
        return first
    for other in pairs[1:]:
        if other.at - first.at > AS_GOOD_AS_ONE:
            break
        completes = not other.is_whole and (other.was is None) != (first.was is None)
        if completes and other.kind == first.kind:
            return _Pair(first.was or other.was, first.now or other.now)
    return first


def _described(pair: _Pair) -> Difference:
    shown = pair.now or pair.was
    assert shown is not None
    because = shown.event.because
    return Difference(
        at=pair.at,
        change=_change(pair),
        kind=pair.kind,
        rule=because.rule if because else "",
        policy=because.policy if because else "",
        version=because.version if because else 0,
        sentence=sentence(shown),
        moved=_moved(pair),
    )


def _change(pair: _Pair) -> Change:
    if pair.was is None:
        return Change.NEW
    if pair.now is None:
        return Change.GONE
    if _facts(pair.was.event) != _facts(pair.now.event):
        return Change.OTHERWISE
    return Change.EARLIER if _at(pair.now) < _at(pair.was) else Change.LATER


def _moved(pair: _Pair) -> timedelta:
    if pair.was is None or pair.now is None:
        return timedelta(0)
    return abs(_at(pair.now) - _at(pair.was))


def _declined(refused: Refused) -> Difference:
    what = refused.done.what
    by = "the customer" if isinstance(what, News) else what.by.id
    return Difference(
        at=refused.done.at,
        change=Change.REFUSED,
        kind=str(what.kind),
        rule=refused.why.code,
        policy="",
        version=0,
        sentence=f"Not taken: {what.kind} by {by}. {refused.why.sentence}",
    )


def _facts(event: Event) -> tuple[object, ...]:
    return DECIDED[type(event)](event)


def _at(entry: Entry) -> datetime:
    return entry.event.at
