"""The verb `deliver`: intent committed, then the call, then the outcome committed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.translation import VaultTranslator
from domain.channels import Mouths
from domain.consents import EverythingIsPart, Permissions
from domain.forgetting import ERASED
from domain.languages import UNKNOWN
from domain.ledger import Entry, Page
from domain.message_events import DeliveryReported
from domain.passing import SURVEY
from domain.ports import NotNow, Outbound, OutcomeUnknown, Refused, Replies
from domain.privacy import Purpose
from domain.stores import Erased, Missing, Outbox, Profiles, Send, Text, Vault
from domain.ticket import DeliveryWanted, same_language
from domain.vocabulary import THE_DESK, DeliveryState, Tone

MACHINE_MADE: Final = "machine_made"  # the flag of a reply whose template nobody has signed
NO_CONSENT: Final = "no_consent"  # they were not asked, for they have not agreed to be
UNKNOWN_LANGUAGE: Final = "language_unknown"  # the desk spoke by itself to who knows whom


@dataclass(frozen=True, slots=True)
class DeliverRequest:
    """A message to send, and the place in the ledger that its outcome will take."""

    page: Page | None
    send: Send
    wanted: DeliveryWanted
    customer_id: str
    language: str  # the customer's
    at: datetime
    tone: Tone = Tone.CALM  # in which the desk speaks to them
    to_machine: bool = False  # nobody but machines wrote: they hear nothing from one


@dataclass(frozen=True, slots=True)
class Composed:
    """A message as the customer will read it."""

    text: str
    language: str
    engine: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a message belongs, in the words of the customer's side: their thread, else theirs."""

    id: str
    in_reply_to: str | None = None  # the id that they gave the message


class DeliveryActivities:
    """Sends messages: the only one that does."""

    def __init__(  # noqa: PLR0913 - one argument for each thing that the verb asks
        self,
        outbox: Outbox,
        vault: Vault,
        replies: Replies,
        translator: VaultTranslator,
        mouths: Mouths,
        profiles: Profiles,
        *,
        permissions: Permissions | None = None,
    ) -> None:
        self._outbox = outbox
        self._vault = vault
        self._replies = replies
        self._translator = translator
        self._mouths = mouths
        self._profiles = profiles
        self._permissions = permissions or EverythingIsPart()

    @activity.defn
    async def deliver(self, request: DeliverRequest) -> DeliveryReported:
        """Send one message and say what became of it.

        Raises ApplicationError where trying again later under the same key is safe. A send whose
        outcome is unknown, on a channel that does not fold repeats, is reported as `uncertain`;
        so is one that was under way to somebody who is erased, whose other sends fail.
        """
        settled = await self._outbox.intend(request.send, request.page)
        if settled is not None and isinstance(settled.event, DeliveryReported):
            return settled.event
        try:
            if await self._is_unwanted(request):
                event, provider_id = _unwanted(request), ""
            else:
                message = await self._compose(request)
                event, provider_id = await self._call(request, message)
        except Erased:
            event, provider_id = await self._dropped(request), ""
        entry = Entry(request.send.ticket_id, request.send.sequence, event)
        await self._outbox.settle(request.send, entry, provider_id)
        return event

    async def _is_unwanted(self, request: DeliverRequest) -> bool:
        """Whether the person would be asked how it was, and has not agreed to be."""
        if request.wanted.template != SURVEY:
            return False
        return not await self._permissions.allows(request.customer_id, Purpose.SATISFACTION)

    async def _dropped(self, request: DeliverRequest) -> DeliveryReported:
        """Nothing is sent to somebody who is erased; what was sent before is not known to fail."""
        in_doubt = await self._outbox.is_in_doubt(request.send)
        return DeliveryReported(
            at=request.at,
            by=THE_DESK,
            message_id=request.send.message_id,
            state=DeliveryState.UNCERTAIN if in_doubt else DeliveryState.FAILED,
            reason=ERASED,
        )

    async def _compose(self, request: DeliverRequest) -> Composed:
        original = await self._original(request)
        flags = _of_its_template(request, original)
        if _is_unknown(request.language) or same_language(original.language, request.language):
            return Composed(str(original.content["text"]), original.language, flags=flags)
        made = await self._translator.translate(original, original.language, request.language)
        if "untranslated" in made.flags:
            return Composed(made.text, original.language, flags=(*flags, *made.flags))
        return Composed(made.text, request.language, made.engine, (*flags, *made.flags))

    async def _original(self, request: DeliverRequest) -> Text:
        """The author's text; what the desk says by itself is rendered once and then kept."""
        wanted = request.wanted
        if wanted.template is None:
            return await self._vault.get(wanted.message_id)
        try:
            return await self._vault.get(wanted.message_id)
        except Missing:
            pass
        known = await self._profiles.profiles(request.customer_id)
        language, values = request.language, _values(request)
        reply = self._replies.render(wanted.template, language, values, request.tone, known)
        text = Text(
            id=wanted.message_id,
            customer_id=request.customer_id,
            ticket_id=request.send.ticket_id,
            kind="message",
            language=reply.language,
            content={"text": reply.text} if reply.signed else {"text": reply.text, "signed": False},
        )
        await self._vault.put(text)
        return text

    async def _conversation(self, request: DeliverRequest) -> Conversation:
        """The customer's own names of the conversation and of the message that is answered."""
        if request.wanted.in_reply_to is None:
            return Conversation(request.send.ticket_id)
        try:
            answered = (await self._vault.get(request.wanted.in_reply_to)).content
        except Missing:
            return Conversation(request.send.ticket_id)
        of = answered.get("thread") or answered.get("sender_id") or request.send.ticket_id
        named = answered.get("message_id")
        return Conversation(str(of), str(named) if named else None)

    async def _call(
        self, request: DeliverRequest, message: Composed
    ) -> tuple[DeliveryReported, str]:
        report = DeliveryReported(
            at=request.at,
            by=THE_DESK,
            message_id=request.send.message_id,
            state=DeliveryState.SENT,
            language=message.language,
            engine=message.engine,
            flags=message.flags,
        )
        channel = self._mouths.of(request.send.channel, request.send.account)
        if channel is None:
            return replace(report, state=DeliveryState.FAILED, reason="no_such_channel"), ""
        outbound = _outbound(request, message, await self._conversation(request))
        in_doubt = await self._outbox.attempt(request.send)
        if in_doubt and not channel.folds_repeats:
            return replace(report, state=DeliveryState.UNCERTAIN, reason="interrupted"), ""
        try:
            receipt = await channel.send(outbound)
        except Refused as refusal:
            return replace(report, state=DeliveryState.FAILED, reason=refusal.reason), ""
        except NotNow as delay:
            await self._outbox.not_taken(request.send, delay.reason)
            raise _again(delay.reason, delay.retry_after) from None
        except OutcomeUnknown as doubt:
            if channel.folds_repeats:
                raise _again(doubt.reason) from None
            return replace(report, state=DeliveryState.UNCERTAIN, reason=doubt.reason), ""
        return report, receipt.provider_id


def _unwanted(request: DeliverRequest) -> DeliveryReported:
    """It is not sent, which the ticket says."""
    return DeliveryReported(
        at=request.at,
        by=THE_DESK,
        message_id=request.send.message_id,
        state=DeliveryState.FAILED,
        reason=NO_CONSENT,
    )


def _of_its_template(request: DeliverRequest, original: Text) -> tuple[str, ...]:
    """What is to be known of a message that the desk wrote by itself, wherever it was sent."""
    if request.wanted.template is None:
        return ()
    unsigned = (MACHINE_MADE,) if not original.content.get("signed", True) else ()
    return (*unsigned, UNKNOWN_LANGUAGE) if _is_unknown(request.language) else unsigned


def _is_unknown(tag: str) -> bool:
    """Whether a tag names no language, though it may name a script or a country: `und-Cyrl`."""
    return tag.partition("-")[0] in {"", UNKNOWN}


def _values(request: DeliverRequest) -> dict[str, str]:
    wait = request.wanted.wait
    return {
        "ticket": request.send.ticket_id,
        "now": request.wanted.sent_at.isoformat(),
        "soonest": wait.earliest.isoformat() if wait else "",
        "latest": wait.latest.isoformat() if wait else "",
    }


def _again(reason: str, retry_after: float | None = None) -> ApplicationError:
    delay = None if retry_after is None else timedelta(seconds=retry_after)
    return ApplicationError(reason, type="NotNow", next_retry_delay=delay)


def _outbound(request: DeliverRequest, message: Composed, conversation: Conversation) -> Outbound:
    send, wanted = request.send, request.wanted
    return Outbound(
        key=send.key,
        event="message.created",
        channel=send.channel,
        account=send.account,
        ticket_id=send.ticket_id,
        message_id=wanted.message_id,
        conversation_id=conversation.id,
        author_kind=wanted.author,
        author_id=wanted.author_id,
        author_name="",
        text=message.text,
        language=message.language,
        sent_at=wanted.sent_at,
        in_reply_to=conversation.in_reply_to,
        flags=message.flags,
    )
