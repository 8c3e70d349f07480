"""Who is one person: customers of one region that belong together, how we know, and who doubts.

A customer is whoever writes from one account of one platform, under a key of their own. A link
says that two of them are one person; it moves nothing and can be undone. Pure.
"""

from collections.abc import Collection, Iterator, Sequence
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
    """Why. The rules link by the first two alone; the others they leave to people."""

    VERIFIED_PHONE = "verified_phone"
    VERIFIED_EMAIL = "verified_email"
    NOT_VERIFIED = "not_verified"  # one of them only says that the number or address is theirs
    ANOTHER_PHONE = "another_phone"  # each has a verified number that the other has not
    ANOTHER_EMAIL = "another_email"
    SEVERAL_PEOPLE = "several_people"  # it is verified for people who are not one
    PERSON = "person"  # somebody of the desk said so


_BY_RULE: Final = MappingProxyType(
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
    mine: Holder, handle: Handle, others: Sequence[Holder], apart: Collection[tuple[str, str]]
) -> Iterator[tuple[str, LinkState, LinkReason]]:
    """What a handle says of its holder and others who have it: each with the link that it makes.

    `others` are not one with `mine` yet; `apart` are the pairs that a person parted.
    """
    for one in others:
        if not _were_parted(mine, one, apart):
            reason = _doubt(mine, handle, one, others)
            if reason is None:
                yield one.customer_id, LinkState.LINKED, _BY_RULE[handle.kind]
                return
            if mine.verified or one.verified:
                yield one.customer_id, LinkState.ASKED, reason


def _doubt(
    mine: Holder, handle: Handle, other: Holder, others: Sequence[Holder]
) -> LinkReason | None:
    """Why a person has to look before two are taken for one; None where nothing speaks against."""
    if not (mine.verified and other.verified):
        return LinkReason.NOT_VERIFIED
    if len({one.person for one in others if one.verified}) > 1:
        return LinkReason.SEVERAL_PEOPLE
    for kind in HandleKind:
        theirs = {one.hash for one in other.known if one.kind is kind}
        ours = {one.hash for one in mine.known if one.kind is kind}
        if theirs and ours and theirs.isdisjoint(ours):
            return _DOUBTS[kind]
    return None


def _were_parted(mine: Holder, other: Holder, apart: Collection[tuple[str, str]]) -> bool:
    return any(pair(one, two) in apart for one in mine.person for two in other.person)


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

    async def part(self, customer_id: str, other: str, saying: Saying) -> bool:
        """A person says that the first is not one with the other: it leaves the person.

        Whoever was one with it stays together. False where nothing was held of the two. Raises
        Missing and Erased as `join` does.
        """
        ...
