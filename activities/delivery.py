"""The verb `deliver`: intent committed, then the calls, then the outcome committed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from temporalio import activity

from activities.composing import Composed, Composer
from activities.delivery_request import DeliverRequest
from activities.outbound import Answered, outbound_of
from activities.parts import Done, Ready, Sender, Turned
from activities.reaching import Addressee, Pathfinder, Situation, abilities_of
from activities.translation import VaultTranslator
from domain.attachments import AttachedFile, Blobs
from domain.channels import Mouth, Mouths
from domain.consents import EverythingIsPart, Permissions
from domain.contacts import HouseRules, Reach
from domain.facts import Via
from domain.forgetting import ERASED
from domain.ledger import Entry
from domain.message_events import DeliveryReported
from domain.passing import SURVEY
from domain.persons import Profiles
from domain.ports import Clock, Replies
from domain.privacy import Purpose
from domain.reaching import Burden, Choice, Closed, as_turned, choice, primary
from domain.sending import Progress, Splitter, whole
from domain.stores import Erased, Missing, Outbox, Vault
from domain.vocabulary import THE_DESK, DeliveryState

NO_CONSENT: Final = "no_consent"  # they were not asked, for they have not agreed to be
AUTOMATIC_SENDER: Final = "automatic_sender"  # machines are not answered by one
NOT_KEPT: Final = "not_kept_any_more"  # its words or files: their time was over
UNREACHABLE: Final = "no_such_recipient"  # the person is not known on that account


@dataclass(frozen=True, slots=True)
class Outwards:
    """What sending asks beside the texts; where something is left out, nothing is known of it."""

    reach: Reach | None = None
    rules: HouseRules | None = None
    blobs: Blobs | None = None
    splitter: Splitter = whole
    clock: Clock | None = None


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
        outwards: Outwards | None = None,
    ) -> None:
        means = outwards or Outwards()
        self._outbox = outbox
        self._vault = vault
        self._mouths = mouths
        self._permissions = permissions or EverythingIsPart()
        self._composer = Composer(vault, replies, translator, profiles, means.blobs)
        abilities = abilities_of(mouths, means.rules)
        self._paths = Pathfinder(abilities, profiles, means.reach, means.rules)
        self._sender = Sender(outbox, means.splitter, means.clock)

    @activity.defn
    async def deliver(self, request: DeliverRequest) -> DeliveryReported:
        """Send one message and say what became of it.

        Raises ApplicationError where trying again later under the same keys is safe. A send whose
        outcome is unknown, on a channel that does not fold repeats, is reported as `uncertain`;
        so is one that was under way to somebody who is erased, whose other sends fail. What quiet
        hours hold back is reported as `queued`, with the instant from which on it may go.
        """
        settled = await self._outbox.intend(request.send, request.page)
        if settled is not None and isinstance(settled.event, DeliveryReported):
            return settled.event
        try:
            done = await self._done(request)
        except Erased:
            done = Done(request.send, await self._dropped(request))
        entry = Entry(request.send.ticket_id, request.send.sequence, done.event)
        await self._outbox.settle(done.send, entry, done.provider_id)
        return done.event

    async def _done(self, request: DeliverRequest) -> Done:
        unwanted = await self._unwanted(request)
        if unwanted:
            return _failed(request, unwanted)
        progress = await self._outbox.progress(request.send)
        try:
            files = await self._composer.files(request)
        except Missing:
            return _failed(request, NOT_KEPT)
        answered = await self._answered(request)
        situation = await self._situation(request, answered, files)
        turned: list[tuple[Via, str]] = []
        while True:
            chosen = _chosen(request, situation, progress, turned)
            if not isinstance(chosen, Choice):
                return _failed(request, chosen)
            until = situation.quiet_until(chosen.way, unprompted=_is_unprompted(request))
            if until is not None and progress.begun_by(request.send.sequence) is None:
                return _held_back(request, until)
            try:
                return await self._sent(request, answered, chosen, progress, files)
            except Turned:
                turned.append((chosen.way.via, chosen.template))

    async def _unwanted(self, request: DeliverRequest) -> str:
        """Why nobody wants the message; "" where nothing speaks against it."""
        if request.to_machine and request.automatic:
            return AUTOMATIC_SENDER
        if request.wanted.template != SURVEY:
            return ""
        allowed = await self._permissions.allows(request.customer_id, Purpose.SATISFACTION)
        return "" if allowed else NO_CONSENT

    async def _dropped(self, request: DeliverRequest) -> DeliveryReported:
        """Nothing is sent to somebody who is erased; what was sent before is not known to fail."""
        in_doubt = await self._outbox.is_in_doubt(request.send)
        state = DeliveryState.UNCERTAIN if in_doubt else DeliveryState.FAILED
        return replace(_report(request), state=state, reason=ERASED)

    async def _situation(
        self, request: DeliverRequest, answered: Answered, files: Sequence[AttachedFile]
    ) -> Situation:
        place = Via(request.send.channel, request.send.account)
        addressee = Addressee(request.customer_id, place, answered.sender)
        burden = Burden(tuple((one.media_type, len(one.content)) for one in files))
        return await self._paths.situation(addressee, self._sender.now(request), burden)

    async def _sent(
        self,
        request: DeliverRequest,
        answered: Answered,
        chosen: Choice,
        progress: Progress,
        files: Sequence[AttachedFile],
    ) -> Done:
        via = chosen.way.via
        message = await self._said(request, files, chosen, progress)
        report = replace(
            _report(request),
            language=message.language,
            engine=message.engine,
            flags=message.flags,
            via=None if via == (request.home or via) else via,
        )
        outbound = outbound_of(request, message, answered, chosen.way, progress)
        outbound = replace(outbound, files=tuple(files))
        mouth = self._mouth(via)
        return await self._sender.send(mouth, Ready(request, chosen, outbound, report, progress))

    def _mouth(self, via: Via) -> Mouth:
        mouth = self._mouths.of(via.channel, via.account)
        assert mouth is not None, "it was there when the way was chosen"
        return mouth

    async def _said(
        self,
        request: DeliverRequest,
        files: Sequence[AttachedFile],
        chosen: Choice,
        progress: Progress,
    ) -> Composed:
        """The words, the same ones on every attempt of what goes out in parts."""
        if any(
            one.message_id == request.wanted.message_id for one in progress.parts if one.attempts
        ):
            kept = await self._composer.kept(request)
            if kept is not None:
                return kept
        message = await self._composer.compose(request)
        if len(self._sender.parts(message.text, files, chosen)) > 1:
            return await self._composer.keep(request, message)
        return message

    async def _answered(self, request: DeliverRequest) -> Answered:
        """The customer's own names of the conversation and of the message that is answered."""
        if request.wanted.in_reply_to is None:
            return Answered()
        try:
            said = (await self._vault.get(request.wanted.in_reply_to)).content
        except Missing:
            return Answered()
        named = said.get("message_id")
        return Answered(
            sender=str(said.get("sender_id") or ""),
            message_id=str(named) if named else None,
            thread=str(said.get("thread") or ""),
            subject=str(said.get("subject") or ""),
        )


def _chosen(
    request: DeliverRequest,
    situation: Situation,
    progress: Progress,
    turned: Sequence[tuple[Via, str]],
) -> Choice | str:
    """The way that the message takes, or why it takes none."""
    ways = [as_turned(one, turned) for one in situation.ways]
    begun = progress.begun_by(request.send.sequence)
    if begun is not None and not turned:
        going_on = next((one for one in ways if one.via == begun and one.abilities), None)
        if going_on is not None:
            in_parts = progress.has_out(request.send.sequence)  # the rest is no template's to say
            shut = going_on.closed is Closed.WINDOW_CLOSED and not in_parts
            return Choice(going_on, going_on.template if shut else "")
    last, asked = Via(request.send.channel, request.send.account), request.wanted.via
    wanted = situation.wanted(last, asked, answers=request.wanted.in_reply_to is not None)
    chosen = choice(ways, wanted)
    if chosen is not None:
        return chosen
    first = primary(ways, wanted)
    return first.closed.value if first is not None and first.closed else UNREACHABLE


def _is_unprompted(request: DeliverRequest) -> bool:
    """Whether the desk says it of its own accord, and not that a message has arrived."""
    return request.automatic and not request.wanted.prompted


def _report(request: DeliverRequest) -> DeliveryReported:
    """That the message is out."""
    return DeliveryReported(
        at=request.at,
        by=THE_DESK,
        message_id=request.send.message_id,
        state=DeliveryState.SENT,
    )


def _failed(request: DeliverRequest, reason: str) -> Done:
    report = replace(_report(request), state=DeliveryState.FAILED, reason=reason)
    return Done(request.send, report)


def _held_back(request: DeliverRequest, until: datetime) -> Done:
    """It goes out later; the ticket sends it then, in a place of its own."""
    report = replace(
        _report(request),
        state=DeliveryState.QUEUED,
        reason=Closed.QUIET_HOURS.value,
        again_at=until,
    )
    return Done(request.send, report)
