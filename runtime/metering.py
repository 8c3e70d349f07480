"""Counts what a region's stores do, from around them: none of them knows of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import get_args

from domain.arrivals import Acceptance, AnotherBody, Arrival, Batch
from domain.events import ClockBreached, Event
from domain.ledger import Entry, Page
from domain.meter import Written
from domain.notifications import Batch as CallBatch
from domain.notifications import Call, Notification, Notifications, Turn, Way
from domain.relay_events import (
    HandOverAcknowledged,
    HandOverLapsed,
    NotificationReported,
    TicketHandedOver,
)
from domain.sending import CREDENTIALS_REFUSED, Attempt, Calling, Progress
from domain.stores import Inbox, Outbox, RegionStores, Send, Unavailable
from domain.translation_events import TranslationCorrected
from domain.vocabulary import DeliveryState, HandOverCause, Target
from language.tags import primary
from runtime import metrics
from runtime.retention_figures import MeteredRetaining
from runtime.translation_figures import MeteredMemory

OWN_PAGE = "inbox"
NOT_NOW = "not_now"
OUTCOMES = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNCERTAIN, NOT_NOW)
KINDS = tuple(one.__dataclass_fields__["kind"].default for one in get_args(Event))


class RegionMeter:
    """The port `Meter` of one region.

    A counter that first appears with a 1 was never seen to rise, and no alarm would sound for the
    first breach: so whatever an alarm looks at stands at 0 from the beginning.
    """

    def __init__(self, region: str) -> None:
        self._region = region
        for target in Target:
            for outcome in ("met", "breached"):
                metrics.TARGETS.labels(region, target, outcome)
        for outcome in ("handed_over", "acknowledged", "not_acknowledged", "lapsed"):
            metrics.HAND_OVERS.labels(region, outcome)
        for kind in KINDS:
            metrics.LEDGER_ENTRIES.labels(region, kind)
        metrics.DATABASE_UNAVAILABLE.labels(region)

    def wrote(self, written: Written) -> None:
        """As the Protocol says."""
        for target in written.met:
            metrics.TARGETS.labels(self._region, target, "met").inc()
        for entry in written.entries:
            metrics.LEDGER_ENTRIES.labels(self._region, entry.event.kind).inc()
            self._of_kind(entry.event)

    def committed(self, units: int) -> None:
        """As the Protocol says."""
        metrics.WRITER_BATCH.labels(self._region).observe(units)

    def unavailable(self) -> None:
        """As the Protocol says."""
        metrics.DATABASE_UNAVAILABLE.labels(self._region).inc()

    def _of_kind(self, event: Event) -> None:
        for outcome in _of_hand_over(event):
            metrics.HAND_OVERS.labels(self._region, outcome).inc()
        if isinstance(event, ClockBreached):
            metrics.TARGETS.labels(self._region, event.target, "breached").inc()
        elif isinstance(event, NotificationReported):
            for one in event.reached:
                if one.way == OWN_PAGE:  # calls outside are counted where they are made
                    metrics.NOTIFICATIONS.labels(self._region, one.way, one.state).inc()
        elif isinstance(event, TranslationCorrected):
            pair = primary(event.source), primary(event.language)
            metrics.CORRECTIONS.labels(self._region, event.engine, *pair).inc()


def _of_hand_over(event: Event) -> tuple[str, ...]:
    match event:
        case TicketHandedOver(cause=HandOverCause.NOT_ACKNOWLEDGED):
            return ("handed_over", "not_acknowledged")
        case TicketHandedOver():
            return ("handed_over",)
        case HandOverAcknowledged():
            return ("acknowledged",)
        case HandOverLapsed():
            return ("lapsed",)
        case _:
            return ()


def show_channels(region: str, channels: Iterable[str]) -> None:
    """Have the figures of the channels of a desk stand at 0 before anything is counted."""
    for channel in channels:
        for outcome in ("accepted", "duplicate", "refused", "unavailable"):
            metrics.MESSAGES.labels(region, channel, outcome)
        for outcome in OUTCOMES:
            metrics.DELIVERIES.labels(region, channel, outcome)


def metered(stores: RegionStores, channels: Iterable[str]) -> RegionStores:
    """The same stores, with what goes in and out of the region counted; `channels` of the desk."""
    region = stores.region
    show_channels(region, channels)
    for way in Way:
        for outcome in OUTCOMES:
            metrics.NOTIFICATIONS.labels(region, way, outcome)
    return replace(
        stores,
        inbox=MeteredInbox(region, stores.inbox),
        outbox=MeteredOutbox(region, stores.outbox),
        notifications=MeteredNotifications(region, stores.notifications),
        memory=MeteredMemory(region, stores.memory),
        retaining=MeteredRetaining(region, stores.retaining),
    )


@dataclass(frozen=True, slots=True)
class MeteredInbox:
    """An inbox that counts what is accepted, told and put back."""

    region: str
    inbox: Inbox

    async def accept(self, arrival: Arrival) -> Acceptance:
        """As the Protocol says."""
        try:
            acceptance = await self.inbox.accept(arrival)
        except AnotherBody:
            self._count(arrival, "refused")
            raise
        except Unavailable:
            self._count(arrival, "unavailable")
            raise
        self._count(arrival, "duplicate" if acceptance.duplicate else "accepted")
        return acceptance

    async def lease(self, owner: str, now: datetime, until: datetime, limit: int) -> list[Batch]:
        """As the Protocol says."""
        return await self.inbox.lease(owner, now, until, limit)

    async def told(self, news_ids: Sequence[str], check_again_at: datetime) -> None:
        """As the Protocol says."""
        metrics.NEWS.labels(self.region, "told").inc(len(news_ids))
        await self.inbox.told(news_ids, check_again_at)

    async def put_back(self, news_ids: Sequence[str], not_before: datetime) -> None:
        """As the Protocol says."""
        metrics.NEWS.labels(self.region, "put_back").inc(len(news_ids))
        await self.inbox.put_back(news_ids, not_before)

    async def waiting(self) -> int:
        """As the Protocol says."""
        return await self.inbox.waiting()

    def _count(self, arrival: Arrival, outcome: str) -> None:
        metrics.MESSAGES.labels(self.region, arrival.channel, outcome).inc()


@dataclass(frozen=True, slots=True)
class MeteredOutbox:
    """An outbox that counts what became of each send."""

    region: str
    outbox: Outbox

    async def intend(self, send: Send, page: Page | None) -> Entry | None:
        """As the Protocol says."""
        return await self.outbox.intend(send, page)

    async def progress(self, send: Send) -> Progress:
        """As the Protocol says."""
        return await self.outbox.progress(send)

    async def attempt(self, send: Send, call: Calling) -> Attempt:
        """As the Protocol says."""
        return await self.outbox.attempt(send, call)

    async def is_in_doubt(self, send: Send) -> bool:
        """As the Protocol says."""
        return await self.outbox.is_in_doubt(send)

    async def not_taken(self, send: Send, reason: str) -> None:
        """As the Protocol says."""
        await self.outbox.not_taken(send, reason)
        outcome = reason if reason == CREDENTIALS_REFUSED else NOT_NOW
        metrics.DELIVERIES.labels(self.region, send.channel, outcome).inc()

    async def took(self, send: Send, provider_id: str, at: datetime) -> None:
        """As the Protocol says."""
        await self.outbox.took(send, provider_id, at)

    async def settle(self, send: Send, outcome: Entry, provider_id: str) -> None:
        """As the Protocol says. A send that is settled is not sent, nor counted, again."""
        await self.outbox.settle(send, outcome, provider_id)
        state = getattr(outcome.event, "state", DeliveryState.SENT)
        metrics.DELIVERIES.labels(self.region, send.channel, state).inc()


@dataclass(frozen=True, slots=True)
class MeteredNotifications:
    """Notifications that count what became of each call."""

    region: str
    notifications: Notifications

    async def put(self, *notifications: Notification) -> None:
        """As the Protocol says."""
        await self.notifications.put(*notifications)

    async def shown_to(
        self, agent: str, *, unseen: bool, before: tuple[datetime, str] | None, limit: int
    ) -> list[Notification]:
        """As the Protocol says."""
        return await self.notifications.shown_to(agent, unseen=unseen, before=before, limit=limit)

    async def seen(self, notification_id: str, agent: str, at: datetime) -> Notification:
        """As the Protocol says."""
        return await self.notifications.seen(notification_id, agent, at)

    async def turn(
        self, call: Call, caller: str, now: datetime, window: timedelta, lease: timedelta
    ) -> Turn:
        """As the Protocol says."""
        return await self.notifications.turn(call, caller, now, window, lease)

    async def settle(
        self, batch: CallBatch, state: DeliveryState, reason: str, now: datetime
    ) -> None:
        """As the Protocol says."""
        await self.notifications.settle(batch, state, reason, now)
        self._count(batch, state)

    async def put_back(self, batch: CallBatch, reason: str, not_before: datetime) -> None:
        """As the Protocol says."""
        await self.notifications.put_back(batch, reason, not_before)
        self._count(batch, NOT_NOW)

    def _count(self, batch: CallBatch, outcome: str) -> None:
        way = batch.contact.way
        metrics.NOTIFICATIONS.labels(self.region, way, outcome).inc(len(batch.calls))
