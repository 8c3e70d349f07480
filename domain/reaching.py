"""By which ways a customer can be reached now, and which of them a message takes. Pure.

The rule, in order: the account that its author names; else the one on which the message that it
answers was written, as long as it can be written to freely there; else the customer's preferred
one; else again where they wrote. Where that is closed, a template of the account goes in place of
the words, if it can carry them; where there is none, the first way that the account falls back to,
and last the region's default. What its author names falls back to nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final

from domain.channels import Limits
from domain.contacts import NO_RULE, AccountRule, Contact
from domain.facts import Via


class Closed(StrEnum):
    """Why a message cannot go out by a way, or not now."""

    WINDOW_CLOSED = "window_closed"  # the platform takes no free message any more
    BLOCKED = "blocked"  # the person blocked us, or left
    NO_SUCH_ACCOUNT = "no_such_account"  # the desk has it no more
    NO_CALLBACK = "no_callback"  # the account only hears
    FILES_NOT_TAKEN = "files_not_taken"
    FILE_TOO_LARGE = "file_too_large"
    QUIET_HOURS = "quiet_hours"  # it goes out later


Unfit = Callable[[str, str], str | None]  # a text and its language: why it cannot be one


@dataclass(frozen=True, slots=True)
class Abilities:
    """What an account takes."""

    limits: Limits
    sends_files: bool = False
    sends_templates: bool = False
    rule: AccountRule = NO_RULE
    only_hears: bool = False
    unfit: Unfit | None = None  # of a template's value


@dataclass(frozen=True, slots=True)
class Burden:
    """What a message carries: the media type and the bytes of each file, and its words if known.

    `language` is the one in which they go out.
    """

    files: tuple[tuple[str, int], ...] = ()
    text: str | None = field(default=None, repr=False)
    language: str = ""


NOTHING: Final = Burden()


@dataclass(frozen=True, slots=True)
class Way:
    """One way to a customer: open until an instant (None: for good), or closed for a reason.

    `template` goes out where only the window is closed; "" where there is none. `unfit` says why
    the one that there is cannot carry the words.
    """

    via: Via
    recipient: str = field(repr=False)
    abilities: Abilities | None
    until: datetime | None = None
    closed: Closed | None = None
    template: str = ""
    unfit: str = ""

    @property
    def is_open(self) -> bool:
        """Whether words can go out by it as they are."""
        return self.closed is None


@dataclass(frozen=True, slots=True)
class Choice:
    """The way that a message takes, and as what: `template` is "" for its own words."""

    way: Way
    template: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a message should go: `last` is where the customer wrote what it answers."""

    last: Via
    asked: Via | None = None  # by its author
    preferred: Via | None = None  # by the customer
    answers: bool = True  # something that the customer wrote
    default: Via | None = None  # of the region: where nothing else is open


def way(
    contact: Contact, abilities: Abilities | None, now: datetime, burden: Burden = NOTHING
) -> Way:
    """What can be said of reaching a person by one account, at an instant."""
    known = Way(contact.via, contact.recipient, abilities)
    if abilities is None:
        return replace(known, closed=Closed.NO_SUCH_ACCOUNT)
    if abilities.only_hears:
        return replace(known, closed=Closed.NO_CALLBACK)
    if contact.blocked:
        return replace(known, closed=Closed.BLOCKED)
    refused = _refused(abilities, burden)
    if refused is not None:
        return replace(known, closed=refused)
    return _by_its_window(known, contact, abilities, now, burden)


def choice(ways: Sequence[Way], wanted: Wanted) -> Choice | None:
    """The way that a message takes; None where no way is open."""
    first = primary(ways, wanted)
    if first is not None and first.is_open:
        return Choice(first)
    if first is not None and first.template:
        return Choice(first, first.template)
    if wanted.asked is not None:
        return None  # whoever names an account means that one
    others = [*_fallen_back(ways, first)] if first is not None else []
    others += [one for one in ways if one.via == wanted.default]
    return next((Choice(one) for one in others if one.is_open), None)


def primary(ways: Sequence[Way], wanted: Wanted) -> Way | None:
    """The way that is looked at first; None where the person is not known there."""
    by_account = {one.via: one for one in ways}
    if wanted.asked is not None:
        return by_account.get(wanted.asked)
    last = by_account.get(wanted.last)
    preferred = by_account.get(wanted.preferred) if wanted.preferred else None
    candidates = (last, preferred) if wanted.answers else (preferred, last)
    return next((one for one in candidates if one and one.is_open), last)


def as_turned(one: Way, turned: Sequence[tuple[Via, str]]) -> Way:
    """A way as it is since the platform turned a message away there: "", its words, or a template.

    Then its window is over, whatever we thought, or the template cannot say such a text.
    """
    said = [template for via, template in turned if via == one.via]
    if not said:
        return one
    able = one.abilities is not None and one.abilities.sends_templates
    left = one.abilities.rule.template if one.abilities and able and not any(said) else ""
    return replace(one, closed=Closed.WINDOW_CLOSED, template=left)


def in_order(ways: Sequence[Way], wanted: Wanted) -> tuple[Way, ...]:
    """All ways: the one that a message takes first, then what is open, then what takes a template.

    Of what is alike, those come first by which the account of the first falls back.
    """
    chosen = choice(ways, wanted)
    first = primary(ways, wanted)
    fallen = [*_fallen_back(ways, first)] if first else []

    def rank(one: Way) -> tuple[bool, bool, bool, int, Via]:
        place = fallen.index(one) if one in fallen else len(fallen)
        taken = chosen is not None and one == chosen.way
        return not taken, not one.is_open, not one.template, place, one.via

    return tuple(sorted(ways, key=lambda one: (*rank(one)[:4], one.via.channel, one.via.account)))


def _by_its_window(
    known: Way, contact: Contact, abilities: Abilities, now: datetime, burden: Burden
) -> Way:
    window = abilities.limits.window
    if window is None:
        return known
    until = contact.wrote_at + window if contact.wrote_at else None
    if until is not None and now < until:
        return replace(known, until=until)
    shut = replace(known, until=until, closed=Closed.WINDOW_CLOSED)
    if not abilities.rule.template or not abilities.sends_templates or burden.files:
        return shut
    unfit = _unfit(abilities, burden)
    return replace(shut, unfit=unfit) if unfit else replace(shut, template=abilities.rule.template)


def _unfit(abilities: Abilities, burden: Burden) -> str:
    if burden.text is None or abilities.unfit is None:
        return ""
    return abilities.unfit(burden.text, burden.language) or ""


def _refused(abilities: Abilities, burden: Burden) -> Closed | None:
    limits = abilities.limits
    for kind, size in burden.files:
        if not abilities.sends_files or not any(fnmatchcase(kind, one) for one in limits.files):
            return Closed.FILES_NOT_TAKEN
        if limits.largest and size > limits.largest:
            return Closed.FILE_TOO_LARGE
    return None


def _fallen_back(ways: Sequence[Way], first: Way) -> Iterator[Way]:
    rule = first.abilities.rule if first.abilities else NO_RULE
    for fallback in rule.fall_back:
        yield from (one for one in ways if one.via != first.via and fallback.fits(one.via))
