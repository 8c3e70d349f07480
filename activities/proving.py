"""The verb `send_code`: a person proves who they are by what is sent to where they are known."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.channels import Mouths, TokenRefused
from domain.exports import Identity
from domain.ledger import TicketView
from domain.lists import Filter, Sort
from domain.ports import NotNow, Outbound, OutcomeUnknown, Refused, Replies, Reply
from domain.privacy_requests import CODE_LIVES, SENT, PrivacyRequest, with_outcome
from domain.stores import RegionStores

TEMPLATE: Final = "prove-person"
UNCERTAIN: Final = "uncertain"
NOWHERE: Final = "nowhere_to_send"  # they wrote on no account that anything can be sent by
UNSAID: Final = "no_template"
SUPERSEDED: Final = "superseded"


@dataclass(frozen=True, slots=True)
class CodeOrder:
    """Which code of which request is to go out."""

    request_id: str
    count: int


@dataclass(frozen=True, slots=True)
class CodeLetter:
    """The same with the instant of the workflow's clock."""

    order: CodeOrder
    at: datetime


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a person is known: how they appear, and the ticket in which they last wrote."""

    identity: Identity
    ticket: TicketView


class ProvingActivities:
    """Sends codes to people of one region. No code is kept, in a ticket or in a history."""

    def __init__(self, stores: RegionStores, replies: Replies, mouths: Mouths) -> None:
        self._stores = stores
        self._replies = replies
        self._mouths = mouths

    @activity.defn
    async def send_code(self, letter: CodeLetter) -> str:
        """Send the code to where the person last wrote from, and note what became of it.

        The same code under the same key on every attempt. Raises ApplicationError where trying
        again later is safe.
        """
        requests, order = self._stores.privacy.requests, letter.order
        request = await requests.get(order.request_id)
        if not request.is_open or request.codes != order.count or request.person_at is not None:
            return SUPERSEDED
        outcome = await self._sent(request, letter)
        note = partial(with_outcome, count=order.count, outcome=outcome)
        await requests.change(order.request_id, note)
        return outcome

    async def _sent(self, request: PrivacyRequest, letter: CodeLetter) -> str:
        place = await self._place(request.customer_id)
        if place is None:
            return NOWHERE
        code = self._stores.privacy.requests.code_of(request.id, letter.order.count)
        try:
            reply = self._said(request, place, code, letter.at)
        except KeyError:
            return UNSAID
        return await self._hand_over(_outbound(place, reply, letter))

    async def _place(self, customer_id: str) -> _Place | None:
        """By their last ticket that came from an account that something can be sent by."""
        known = await self._stores.privacy.people.identities(customer_id)
        by_account = {(one.channel, one.account): one for one in known}
        wanted = Filter(customer_id=customer_id, sort=Sort.OPENED, limit=50)
        for view in await self._stores.views.tickets(wanted):
            identity = by_account.get((view.channel, view.account))
            if identity is not None and self._mouths.of(view.channel, view.account) is not None:
                return _Place(identity, view)
        return None

    def _said(self, request: PrivacyRequest, place: _Place, code: str, at: datetime) -> Reply:
        until = request.code_until or at + CODE_LIVES
        values = {
            "ticket": place.ticket.id,
            "now": at.isoformat(),
            "latest": until.isoformat(),
            "code": code,
        }
        to = [place.identity.sender]
        return self._replies.render(TEMPLATE, place.ticket.language, values, to=to)

    async def _hand_over(self, message: Outbound) -> str:
        channel = self._mouths.of(message.channel, message.account)
        assert channel is not None, "it was there when the place was chosen"
        try:
            await channel.send(message)
        except Refused as refusal:
            return refusal.reason
        except (NotNow, TokenRefused) as delay:
            raise ApplicationError(delay.reason, type="NotNow") from None
        except OutcomeUnknown as doubt:
            if channel.folds_repeats:
                raise ApplicationError(doubt.reason, type="NotNow") from None
            return UNCERTAIN
        return SENT


def _outbound(place: _Place, reply: Reply, letter: CodeLetter) -> Outbound:
    key = f"proof:{letter.order.request_id}:{letter.order.count}"
    return Outbound(
        key=key,
        event="message.created",
        channel=place.ticket.channel,
        account=place.ticket.account,
        ticket_id=place.ticket.id,
        message_id=key,
        conversation_id=place.identity.sender.id,
        author_kind="system",
        author_id="desk",
        author_name="",
        text=reply.text,
        language=reply.language,
        sent_at=letter.at,
        flags=() if reply.signed else ("machine_made",),
        recipient=place.identity.sender.id,
        automatic=True,
    )
