"""Hands a message over to its platform, part by part, each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from temporalio.exceptions import ApplicationError

from activities.delivery_request import DeliverRequest
from domain.abilities import UNFIT_REASONS, Templates
from domain.attachments import AttachedFile
from domain.channels import Mouth, TokenRefused, WindowClosed
from domain.facts import Via
from domain.message_events import DeliveryReported
from domain.ports import Clock, NotNow, Outbound, OutcomeUnknown, Receipt, Refused
from domain.reaching import Choice
from domain.sending import Attempt, Calling, Part, PartSoFar, Progress, Splitter, parts_of
from domain.stores import Outbox, Send
from domain.vocabulary import DeliveryState

PACED: Final = "paced"  # the person would get too much at once
CREDENTIALS_AFTER: Final = 60.0  # seconds: somebody has to renew them first


@dataclass(frozen=True, slots=True)
class Ready:
    """A message that is ready to go out by one way. `outbound` holds the whole of its text."""

    request: DeliverRequest
    choice: Choice
    outbound: Outbound = field(repr=False)
    report: DeliveryReported  # of a message that is out
    progress: Progress


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a send: the last part that went, and the platform's name for it."""

    send: Send
    event: DeliveryReported
    provider_id: str = ""


class Turned(Exception):
    """The platform took nothing of a message: its window is over, or a template cannot say it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Sender:
    """The only one that speaks to platforms for tickets."""

    def __init__(self, outbox: Outbox, splitter: Splitter, clock: Clock | None) -> None:
        self._outbox = outbox
        self._splitter = splitter
        self._clock = clock

    def now(self, request: DeliverRequest) -> datetime:
        """The later of the ticket's clock and the machine's: an attempt may come hours later."""
        return request.at if self._clock is None else max(request.at, self._clock.now())

    def parts(self, text: str, files: Sequence[AttachedFile], choice: Choice) -> Sequence[Part]:
        """The message as it goes out by a way; a template takes the whole of it."""
        abilities = choice.way.abilities
        assert abilities is not None, "no message takes a way to an account that is not there"
        if choice.template:
            return (Part(text, tuple(files)),)
        return parts_of(text, files, abilities.limits, self._splitter)

    async def send(self, mouth: Mouth, ready: Ready) -> Done:
        """Send what is not out yet.

        Raises Turned where nothing of it went and another way may take it, and ApplicationError
        where trying again later under the same keys is safe.
        """
        parts = self.parts(ready.outbound.text, ready.outbound.files, ready.choice)
        via = ready.choice.way.via
        out = _out(ready, via)
        left = [number for number in range(len(parts)) if number not in out]
        send = replace(ready.request.send, channel=via.channel, account=via.account)
        for number, before in out.items():
            if before.sequence != send.sequence:  # it went with a send that did not come through
                part = replace(send, part=number)
                await self._outbox.took(part, before.provider_id, before.sent_at or ready.report.at)
        for number in left:
            last = number == left[-1]
            part = replace(send, part=number)
            message = _part(ready.outbound, part, parts)
            done = await self._one(mouth, ready, part, message)
            if last or done.event.state is not DeliveryState.SENT:
                return _said(done, number, len(parts))
            await self._outbox.took(part, done.provider_id, self.now(ready.request))
        return Done(send, ready.report)

    async def _one(self, mouth: Mouth, ready: Ready, part: Send, message: Outbound) -> Done:
        attempt = await self._attempt(mouth, ready, part, message)
        if attempt.refused:
            return Done(part, _failed(ready.report, attempt.refused))
        if attempt.in_doubt and not mouth.folds_repeats:
            return Done(part, _uncertain(ready.report, "interrupted"))
        try:
            receipt = await _called(mouth, message, ready.choice.template)
        except (NotNow, TokenRefused) as delay:
            await self._outbox.not_taken(part, delay.reason)
            raise again(delay.reason, _patience(delay)) from None
        except Refused as refusal:
            return await self._refused(ready, part, refusal)
        except OutcomeUnknown as doubt:
            if mouth.folds_repeats:
                raise again(doubt.reason) from None
            return Done(part, _uncertain(ready.report, doubt.reason))
        return Done(part, ready.report, receipt.provider_id)

    async def _attempt(self, mouth: Mouth, ready: Ready, part: Send, message: Outbound) -> Attempt:
        calling = Calling(
            recipient=message.recipient,
            at=self.now(ready.request),
            automatic=message.automatic,
            rate=mouth.limits.rate,
            machines_answer=mouth.limits.machines_answer,
        )
        attempt = await self._outbox.attempt(part, calling)
        if attempt.wait is not None:
            raise again(PACED, attempt.wait.total_seconds())
        return attempt

    async def _refused(self, ready: Ready, part: Send, refusal: Refused) -> Done:
        if isinstance(refusal, WindowClosed | _Unfit) and part.part == 0:
            await self._outbox.not_taken(part, refusal.reason)
            raise Turned(refusal.reason) from None
        return Done(part, _failed(ready.report, refusal.reason))


class _Unfit(Refused):
    """The text cannot be the value of the template."""


async def _called(mouth: Mouth, message: Outbound, template: str) -> Receipt:
    if not template:
        return await mouth.send(message)
    if not isinstance(mouth, Templates):
        raise _Unfit("unfit_for_template")
    try:
        return await mouth.send_template(message, template)
    except Refused as refusal:
        if refusal.reason in UNFIT_REASONS:
            raise _Unfit(refusal.reason) from None
        raise


def _patience(delay: NotNow | TokenRefused) -> float | None:
    """Seconds until the next try, where something speaks for it."""
    return delay.retry_after if isinstance(delay, NotNow) else CREDENTIALS_AFTER


def again(reason: str, retry_after: float | None = None) -> ApplicationError:
    """That the activity is to be tried again, and not before so many seconds."""
    delay = None if retry_after is None else timedelta(seconds=retry_after)
    return ApplicationError(reason, type="NotNow", next_retry_delay=delay)


def _out(ready: Ready, via: Via) -> Mapping[int, PartSoFar]:
    """The parts that need not go; a template says the whole again of what went out in parts."""
    if ready.choice.template:
        return {}
    return ready.progress.out(ready.request.wanted.message_id, via)


def _part(whole: Outbound, send: Send, parts: Sequence[Part]) -> Outbound:
    own = parts[send.part]
    return replace(
        whole, key=send.key, text=own.text, files=own.files, part=send.part, parts=len(parts)
    )


def _said(done: Done, number: int, parts: int) -> Done:
    """The outcome; where something went wrong in the middle, which part of how many it was."""
    event = done.event
    if event.state is DeliveryState.SENT or parts == 1:
        return done
    reason = f"{event.reason}_part_{number + 1}_of_{parts}"
    return replace(done, event=replace(event, reason=reason))


def _failed(report: DeliveryReported, reason: str) -> DeliveryReported:
    return replace(report, state=DeliveryState.FAILED, reason=reason)


def _uncertain(report: DeliveryReported, reason: str) -> DeliveryReported:
    return replace(report, state=DeliveryState.UNCERTAIN, reason=reason)
