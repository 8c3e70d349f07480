"""A command on its way: found, checked, its words kept, sent, and answered with the ticket."""

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Header, Response
from pydantic import BaseModel

from api.body import canonical
from api.checking import checked, teams_language
from api.door import (
    CommandRefused,
    Door,
    TemporalAway,
    TheDoor,
    TicketIsClosed,
    TicketIsUnknown,
    TooManyCommands,
)
from api.elsewhere import Elsewhere
from api.idempotency import IdempotencyKey, remember
from api.privacy_door import person_erased
from api.problems import FieldError, Problem, come_back, invalid
from api.reading import Found, find
from api.shapes import NewReply
from api.texts import AccessReason, Viewing
from api.ticket_reading import ticket_shape
from api.ticket_shapes import TicketShape
from api.versions import etag, expect_version
from domain.access import ApiKey, Role
from domain.commands import Command
from domain.drafts import held_by
from domain.policy import Policy, StaffingView
from domain.stores import Conflict, Text
from domain.vocabulary import Actor, ActorKind, Status
from runtime.adopting import Candidate, NoPolicyFits, candidate

LONGEST_HOLD = timedelta(days=400)  # as far ahead as the ticket's calendar knows its holidays


@dataclass(frozen=True, slots=True)
class Cleared:
    """A reply that may be sent: its language, and the rules that it is sent in spite of."""

    language: str
    despite: tuple[str, ...]


class Order:
    """One command for one ticket that whoever asks may see."""

    def __init__(self, viewing: Viewing, found: Found, command_id: str) -> None:
        self._viewing = viewing
        self._door = viewing.door
        self._key = viewing.key
        self._found = found
        self._command_id = command_id

    @property
    def by(self) -> Actor:
        """Who gives the command: the key's agent, or through a channel the customer."""
        if self._key.role is Role.CHANNEL:
            return Actor(ActorKind.CUSTOMER, self._found.view.customer_id)
        return Actor(ActorKind.AGENT, self._key.actor_id)

    @property
    def found(self) -> Found:
        """The ticket that it is for."""
        return self._found

    @property
    def key(self) -> ApiKey:
        """Whose order it is."""
        return self._key

    @property
    def viewing(self) -> Viewing:
        """What of the ticket is shown to whoever gives it."""
        return self._viewing

    @property
    def text_id(self) -> str:
        """Under which id the vault has the words of the command."""
        return _digest(self._found.view.id, self._command_id)[:32]

    async def cleared(self, reply: NewReply) -> Cleared:
        """The reply, once no rule about drafts holds it that its author does not overrule.

        Raises a Problem. What passed before is not held again by a desk that came since.
        """
        looked_at = await checked(self._door, self._found, reply.text, reply.language)
        try:
            despite = looked_at.overruled(reply.despite or ())
        except Problem:
            if not await self._found.stores.vault.get_many([self.text_id]):
                raise
            despite = looked_at.overruled(held_by(looked_at.findings))
        return Cleared(looked_at.language, despite)

    async def keep(
        self, kind: str, content: Mapping[str, object], language: str | None = None
    ) -> Text:
        """Keep the words of the command in the vault; a repeat finds those that stand there."""
        vault, view = self._found.stores.vault, self._found.view
        words = "\n".join(one for one in content.values() if isinstance(one, str))
        text = Text(
            id=self.text_id,
            customer_id=view.customer_id,
            ticket_id=view.id,
            kind=kind,
            language=language or self._door.detect(words, await teams_language(self._found)),
            content=content,
        )
        try:
            await vault.put(text)
        except Conflict:  # the same words, whose language was found to be another then
            return await vault.get(text.id)
        return text

    async def newest_policy(self, version: int | None) -> Policy:
        """The policy that the desk has for the ticket now, kept for whoever reads it later.

        Raises a Problem where it is not the version that the client has seen.
        """
        policy = (await newest_for(self._door, self._found)).after
        if version not in (None, policy.reference.version):
            raise Problem(
                409,
                "another_version",
                f"The desk has version {policy.reference.version} of {policy.reference.name} for "
                "this ticket now; look at what it changes before you decide.",
            )
        await self._found.stores.policies.keep(policy)
        return policy

    async def staffing(self) -> StaffingView:
        """Who is on now, as far as the ticket's region knows."""
        return await self._door.staffing(self._found.stores.region, self._door.clock.now())

    def expect_within_reach(self, field: str, at: datetime) -> None:
        """Refuse an instant for which nobody can plan."""
        if at > self._door.clock.now() + LONGEST_HOLD:
            sentence = f"Name an instant within {LONGEST_HOLD.days} days."
            raise invalid([FieldError(field=field, detail=sentence)])

    async def expect_unrestricted(self) -> None:
        """Refuse to work with words that may be kept, and no more."""
        customer_id = self._found.view.customer_id
        if await self._found.stores.persons.restricted([customer_id]):
            raise Problem(
                409,
                "person_restricted",
                "What this person wrote may only be kept now; wait until that is lifted.",
            )

    async def expect_seen(self, ticket_id: str) -> None:
        """Refuse another ticket that whoever asks may not see, as if it were not there."""
        try:
            await find(self._door, self._key, ticket_id)
        except (Problem, Elsewhere):
            raise Problem(
                409, "target_unknown", "There is no such ticket in this region to merge into."
            ) from None

    async def send(self, command: Command, response: Response) -> TicketShape:
        """Send the command and answer with the ticket as it is then.

        Whoever gave it sees what came of it, even where it took the ticket out of their sight.
        """
        await self._sent(command)
        stores = self._found.stores
        found = Found(stores, await stores.views.ticket(self._found.view.id))
        response.headers["ETag"] = etag(found.view.version)
        return await ticket_shape(found, self._viewing)

    async def _sent(self, command: Command) -> None:
        try:
            await self._door.commands.send(self._found.view.id, command, self._command_id)
        except CommandRefused as refusal:
            if refusal.code == "customer_erased":  # since the order was taken
                raise person_erased() from None
            raise Problem(409, refusal.code, refusal.sentence) from None
        except TicketIsClosed:
            raise closed() from None
        except TicketIsUnknown:
            raise await self._why_unknown() from None
        except TemporalAway:
            raise come_back(
                "temporal_away",
                "No answer in time; repeat the command under the same Idempotency-Key.",
                seconds=5,
            ) from None
        except TooManyCommands:
            raise Problem(
                429,
                "too_many_commands",
                "This ticket has too many commands waiting; try again in a second.",
                headers={"Retry-After": "1"},
            ) from None

    async def _why_unknown(self) -> Problem:
        found = await find(self._door, self._key, self._found.view.id)
        if found.view.status is Status.CLOSED:
            return closed()
        return come_back(
            "temporal_lost_the_ticket",
            "The ticket is safe in the database, but Temporal does not know it; tell operations.",
            seconds=60,
        )


class Asking:
    """What every command's request has beside its body."""

    def __init__(
        self,
        door: Door,
        ticket_id: str,
        again: str | None,
        if_match: str | None,
        reason: str | None,
    ) -> None:
        self._door = door
        self._ticket_id = ticket_id
        self._again = again
        self._if_match = if_match
        self._reason = reason or ""

    async def order(self, key: ApiKey, name: str, body: BaseModel) -> Order:
        """The order, once the ticket is found and nothing in the request speaks against it.

        A stale If-Match is refused even where the command was carried out before under the same
        Idempotency-Key: the client sees its own change when it reads the ticket again.
        """
        viewing = Viewing(self._door, key, self._reason)
        found = await find(self._door, key, self._ticket_id)
        if await found.stores.persons.gone(found.view.customer_id):
            raise person_erased()
        expect_version(self._if_match, found.view.version)
        if self._again is None:
            if found.view.status is Status.CLOSED:
                raise closed()
            return Order(viewing, found, self._door.new_id())
        asked = canonical([name, self._ticket_id, body.model_dump(mode="json", exclude_none=True)])
        region = found.stores.region
        fingerprint = self._door.fingerprint(region, asked)
        await remember(self._door, region, key, self._again, fingerprint)
        return Order(viewing, found, _digest(key.id, self._again))


async def newest_for(door: Door, found: Found) -> Candidate:
    """The ticket with the policy that its region's desk has for it now. Raises a Problem."""
    desk = door.desk(found.stores.region)
    try:
        return await candidate(found.stores, desk, found.view.id, door.clock.now())
    except NoPolicyFits:
        raise Problem(
            409, "no_policy_fits", "No policy of the published desk applies to this ticket."
        ) from None


async def asking(
    door: TheDoor,
    ticket_id: str,
    again: IdempotencyKey,
    if_match: Annotated[str | None, Header()] = None,
    access_reason: AccessReason = None,
) -> AsyncIterator[Asking]:
    """Collect what every command's request has.

    Commands with a condition take turns here from the look at the version to the answer, so that
    of two under the same tag one is stale. Between processes nothing is that strict (ADR 0019).
    """
    turn = nullcontext() if if_match is None else door.turns.of(ticket_id)
    async with turn:
        yield Asking(door, ticket_id, again, if_match, access_reason)


TheAsking = Annotated[Asking, Depends(asking)]


def closed() -> Problem:
    """The ticket's life is over."""
    return Problem(409, "ticket_closed", "The ticket is closed; a new message opens a linked one.")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
