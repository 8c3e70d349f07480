"""Who is one person: customers of one region that belong together, how we know, and who doubts.

A customer is whoever writes from one account of one platform, under a key of their own. A link
says that two of them are one person; it moves nothing and can be undone. Pure.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol

from domain.vocabulary import ActorKind


class HandleKind(StrEnum):
    """By what somebody can be recognised on more than one platform."""

    PHONE = "phone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Handle:
    """A phone number or an address, known by a keyed hash; `verified` where a platform vouches."""

    kind: HandleKind
    hash: str
    verified: bool


class LinkState(StrEnum):
    """What is held of two customers."""

    LINKED = "linked"  # they are one person
    ASKED = "asked"  # they may be: a person is to say
    APART = "apart"  # they are two: no rule links them any more


class LinkReason(StrEnum):
    """Why. The rules link by the first three alone; the others they leave to people."""

    VERIFIED_PHONE = "verified_phone"
    VERIFIED_EMAIL = "verified_email"
    SIGNED_IN = "signed_in"  # the site signed who it is that spoke there without a name
    NOT_VERIFIED = "not_verified"  # one of them only says that the number or address is theirs
    ANOTHER_PHONE = "another_phone"  # each has a verified number that the other has not
    ANOTHER_EMAIL = "another_email"
    SEVERAL_PEOPLE = "several_people"  # it is verified for people who are not one
    PERSON = "person"  # somebody of the desk said so


RULE_OF: Final = MappingProxyType(
    {
        HandleKind.PHONE: LinkReason.VERIFIED_PHONE,
        HandleKind.EMAIL: LinkReason.VERIFIED_EMAIL,
    }
)
_DOUBTS: Final = MappingProxyType(
    {
        HandleKind.PHONE: LinkReason.ANOTHER_PHONE,
        HandleKind.EMAIL: LinkReason.ANOTHER_EMAIL,
    }
)

RULES: Final = frozenset([*RULE_OF.values(), LinkReason.SIGNED_IN])
# A placeholder such as test@example.org is what thousands say of themselves: nobody answers more
# questions about one of its owners, and each of them costs the transaction that raises it.
MOST_QUESTIONS: Final = 20
# More accounts than anybody has; what is verified for so many is a switchboard's or a robot's.
MOST_HOLDERS: Final = 20


@dataclass(frozen=True, slots=True)
class Link:
    """What is held of two customers, whose ids are in their order."""

    one: str
    other: str
    state: LinkState
    reason: LinkReason
    at: datetime
    by: str
    by_kind: str

    def beside(self, customer_id: str) -> str:
        """Whom it links a customer with."""
        return self.other if customer_id == self.one else self.one


@dataclass(frozen=True, slots=True)
class Holder:
    """A customer with a handle: whether it is verified for them, and all that is for their person.

    `person` are the customers that are one with them, themselves among them.
    """

    customer_id: str
    verified: bool
    person: frozenset[str]
    known: frozenset[Handle]  # what is verified for any of `person`


@dataclass(frozen=True, slots=True)
class Saying:
    """Who says something of two customers, and when; a rule is the desk's."""

    by: str
    by_kind: str
    at: datetime


def by_rule(at: datetime) -> Saying:
    """What the desk says by itself."""
    return Saying("desk", ActorKind.SYSTEM.value, at)


def pair(one: str, other: str) -> tuple[str, str]:
    """Two customers in the order in which a link names them."""
    return (one, other) if one < other else (other, one)


def judged(
    mine: Holder,
    handle: Handle,
    others: Sequence[Holder],
    apart: Collection[tuple[str, str]],
    *,
    are_many: bool = False,
) -> Iterator[tuple[str, LinkState, LinkReason]]:
    """What a handle says of its holder and others who have it: each with the link that it makes.

    `others` are not one with `mine` yet; `apart` are the pairs that a person parted; `are_many`
    says that it is verified for more than `MOST_HOLDERS`.
    """
    people = {one.person for one in others if one.verified}
    for one in others:
        if not _were_parted(mine, one, apart):
            reason = _doubt(mine, handle, one, is_of_several=are_many or len(people) > 1)
            if reason is None:
                yield one.customer_id, LinkState.LINKED, RULE_OF[handle.kind]
                return
            if mine.verified or one.verified:
                yield one.customer_id, LinkState.ASKED, reason


def judged_at_sign_in(
    unknown: Holder, known: Holder, apart: Collection[tuple[str, str]]
) -> tuple[LinkState, LinkReason] | None:
    """What a site's word says, that whoever spoke there without a name is its known customer.

    None where a person parted them.
    """
    if _were_parted(unknown, known, apart):
        return None
    reason = _differ(unknown, known, HandleKind)
    return (LinkState.ASKED, reason) if reason else (LinkState.LINKED, LinkReason.SIGNED_IN)


def holds_no_more(
    link: LinkReason, kind: HandleKind, sides: tuple[Holder, Holder], *, was_replaced: bool
) -> LinkReason | None:
    """Why a link by rule is a question now that one side told another handle; None if it is none.

    `was_replaced`: a verified one of that kind went for it. `sides` are as without the link, and
    where they are one all the same, nothing is asked.
    """
    if sides[0].person == sides[1].person:
        return None
    if was_replaced and link is RULE_OF[kind]:
        return _DOUBTS[kind]
    return _differ(*sides, [kind])


def _doubt(
    mine: Holder, handle: Handle, other: Holder, *, is_of_several: bool
) -> LinkReason | None:
    """Why a person has to look before two are taken for one; None where nothing speaks against."""
    if not (mine.verified and other.verified):
        return LinkReason.NOT_VERIFIED
    if is_of_several:
        return LinkReason.SEVERAL_PEOPLE
    # Whoever has several got them at different times: which of them is theirs, nobody can tell.
    return _has_several(handle.kind, mine, other) or _differ(mine, other, HandleKind)


def _has_several(kind: HandleKind, *sides: Holder) -> LinkReason | None:
    counts = [sum(handle.kind is kind for handle in side.known) for side in sides]
    return _DOUBTS[kind] if max(counts) > 1 else None


def _differ(mine: Holder, other: Holder, kinds: Iterable[HandleKind]) -> LinkReason | None:
    for kind in kinds:
        theirs = {one.hash for one in other.known if one.kind is kind}
        ours = {one.hash for one in mine.known if one.kind is kind}
        if theirs and ours and theirs.isdisjoint(ours):
            return _DOUBTS[kind]
    return None


def _were_parted(mine: Holder, other: Holder, apart: Collection[tuple[str, str]]) -> bool:
    return any(
        (one in mine.person and two in other.person) or (two in mine.person and one in other.person)
        for one, two in apart
    )


class OtherRegion(Exception):
    """The other customer is not one of this region: nothing links people across regions."""


class Links(Protocol):
    """Who is one person, in one region. Messages bring links about in their own transaction."""

    async def person(self, customer_id: str) -> Sequence[str]:
        """All customers that are one with this one, itself among them, in order."""
        ...

    async def of(self, customer_id: str) -> Sequence[Link]:
        """What is held of a customer and others: linked, asked and apart."""
        ...

    async def asked(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Link]:
        """What waits for a person's word, in a stable order."""
        ...

    async def join(self, one: str, other: str, saying: Saying) -> None:
        """A person says that two are one. Raises Missing for somebody unknown, and Erased."""
        ...

    async def signed_in(self, unknown: str, known: str, at: datetime) -> None:
        """A site says that one customer is another: a rule links them, or asks where it doubts.

        Raises Missing for somebody unknown, and Erased.
        """
        ...

    async def part(self, customer_id: str, other: str, saying: Saying) -> bool:
        """A person says that the first is not one with the other: it leaves the person.

        Whoever was one with it stays together. False where nothing was held of the two. Raises
        Missing and Erased as `join` does.
        """
        ...
