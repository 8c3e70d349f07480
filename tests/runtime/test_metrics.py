"""Every figure that is declared is moved by what it is of, and by nothing that repeats."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from api.door import PartHealth
from api.watching import Watch
from domain.arrivals import AnotherBody, Batch
from domain.events import ClockBreached
from domain.facts import Reached
from domain.ledger import ClockView, Entry
from domain.memory import Corrected, Correction
from domain.message_events import DeliveryReported
from domain.notifications import Call, Contact, Notification, Way
from domain.relay_events import (
    HandOverAcknowledged,
    HandOverLapsed,
    NotificationReported,
    TicketHandedOver,
)
from domain.sending import Calling
from domain.stores import RegionStores, Send, Unavailable
from domain.translation_events import TranslationCorrected
from domain.vocabulary import (
    THE_DESK,
    ClockState,
    DeliveryState,
    HandOverCause,
    NotificationKind,
    Target,
)
from runtime.checkpoint_files import NoteFolder
from runtime.clock import SystemClock
from runtime.dispatcher import CannotTell, Dispatcher
from runtime.metering import RegionMeter, metered
from runtime.notary import AFTER, Notary
from runtime.signed_notes import Signer
from storage.open import OpenRegion, open_region
from tests.api.house import SetClock
from tests.patience import PATIENCE
from tests.regions import in_shape
from tests.runtime.reading import figures, moved
from tests.storage.building import AGENT, KEY, NOW, arrival, page, received, replied, view


@dataclass
class Desk:
    opened: OpenRegion
    stores: RegionStores
    folder: Path


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    opening = open_region("eu", in_shape(tmp_path), KEY, busy_timeout=0.1, meter=RegionMeter("eu"))
    async with await opening as opened:
        yield Desk(opened, metered(opened.stores, ["web"]), tmp_path)


async def test_messages_are_counted_by_what_became_of_them(desk: Desk) -> None:
    before = figures()
    await desk.stores.inbox.accept(arrival())
    await desk.stores.inbox.accept(arrival())
    with pytest.raises(AnotherBody):
        await desk.stores.inbox.accept(arrival(fingerprint="another body"))
    with locked(desk), pytest.raises(Unavailable):
        await desk.stores.inbox.accept(arrival(2))
    for outcome in ("accepted", "duplicate", "refused", "unavailable"):
        labels = {"region": "eu", "channel": "web", "outcome": outcome}
        assert moved(before, "meridian_messages_total", **labels) == 1, outcome


async def test_what_the_database_does_not_take_is_counted(desk: Desk) -> None:
    before = figures()
    with locked(desk), pytest.raises(Unavailable):
        await desk.stores.ledger.write(page(view("eu-1"), received("m-1")))
    assert moved(before, "meridian_database_unavailable_total", region="eu") == 1
    assert moved(before, "meridian_writer_batch_size_count", region="eu") == 0
    await desk.stores.ledger.write(page(view("eu-1"), received("m-1")))
    assert moved(before, "meridian_writer_batch_size_count", region="eu") == 1


class locked:  # noqa: N801 - it reads as what it does: `with locked(desk)`
    """Another process writes to the region's database and does not end."""

    def __init__(self, desk: Desk) -> None:
        self._file = desk.folder / "region.sqlite"

    def __enter__(self) -> None:
        self._other = sqlite3.connect(self._file, isolation_level=None)
        self._other.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self._other.execute("ROLLBACK")
        self._other.close()


async def test_what_waits_is_measured_and_so_are_the_parts_and_the_disk(desk: Desk) -> None:
    await desk.stores.inbox.accept(arrival(accepted_at=NOW))
    await desk.stores.inbox.accept(arrival(2, sender="ben", accepted_at=NOW))
    clock = SetClock()
    clock.at = NOW + timedelta(seconds=75)

    async def health() -> dict[str, PartHealth]:
        return {"database eu": PartHealth(True, True), "temporal": PartHealth(False, False)}

    await Watch({"eu": desk.opened.pulse}, health, desk.folder, clock).look()
    now = figures()
    assert now["meridian_inbox_waiting", (("region", "eu"),)] == 2
    assert now["meridian_inbox_oldest_seconds", (("region", "eu"),)] == 75
    assert now["meridian_part_up", (("part", "database"), ("region", "eu"))] == 1
    assert now["meridian_part_up", (("part", "temporal"), ("region", "all"))] == 0
    assert 0 < now["meridian_disk_free_ratio", ()] < 1


async def test_news_are_counted_once_told_and_when_they_are_put_back(desk: Desk) -> None:
    before = figures()
    await desk.stores.inbox.accept(arrival())
    tell = FailingOnce()
    dispatcher = Dispatcher("eu", desk.stores.inbox, tell, SystemClock(), "test")
    await dispatcher.drain()
    await asyncio.wait_for(told_at_last(dispatcher, tell), PATIENCE.total_seconds())
    assert moved(before, "meridian_news_total", region="eu", outcome="put_back") == 1
    assert moved(before, "meridian_news_total", region="eu", outcome="told") == 1
    assert moved(before, "meridian_dispatch_calls_total", region="eu") == 2


class FailingOnce:
    """A teller that finds Temporal away the first time."""

    def __init__(self) -> None:
        self.calls = 0
        self.done = asyncio.Event()

    async def __call__(self, batch: Batch) -> None:
        self.calls += 1
        if self.calls == 1:
            raise CannotTell("temporal_away")
        self.done.set()


async def told_at_last(dispatcher: Dispatcher, tell: FailingOnce) -> None:
    running = asyncio.create_task(dispatcher.run())
    await tell.done.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_entries_are_counted_once_however_often_they_are_written(desk: Desk) -> None:
    before = figures()
    for _ in range(3):
        await desk.stores.ledger.write(page(view("eu-1"), received("m-1"), replied("m-2")))
    for kind in ("message_received", "agent_replied"):
        assert moved(before, "meridian_ledger_entries_total", region="eu", kind=kind) == 1


def clocked(state: ClockState, cycle: int = 1, target: Target = Target.FIRST_REPLY) -> ClockView:
    return ClockView(target, state, NOW, None, False, cycle)


async def test_a_promise_is_met_once_in_each_cycle(desk: Desk) -> None:
    before = figures()
    running, met = clocked(ClockState.RUNNING), clocked(ClockState.MET)
    again, met_again = clocked(ClockState.RUNNING, 2), clocked(ClockState.MET, 2)
    lives = [(1, running), (2, met), (2, met), (3, met), (4, again), (5, met_again)]
    for version, clock in lives:
        written = page(
            view("eu-1", version, clocks=(clock,)), replied(f"m-{version}"), first=version
        )
        await desk.stores.ledger.write(written)
    labels = {"region": "eu", "target": "first_reply"}
    assert moved(before, "meridian_targets_total", **labels, outcome="met") == 2
    assert moved(before, "meridian_targets_total", **labels, outcome="breached") == 0


async def test_a_breach_is_counted_where_it_is_written_and_only_once(desk: Desk) -> None:
    breach = ClockBreached(at=NOW, by=THE_DESK, target=Target.SOLVE)
    late = page(view("eu-1", clocks=(clocked(ClockState.BREACHED, target=Target.SOLVE),)), breach)
    labels = {"region": "eu", "target": "solve"}
    before = figures()
    # An alarm compares with what stood there before: it has to stand there before.
    assert ("meridian_targets_total", tuple(sorted({**labels, "outcome": "breached"}.items()))) in (
        before
    )
    await desk.stores.ledger.write(late)
    await desk.stores.ledger.write(late)
    assert moved(before, "meridian_targets_total", **labels, outcome="breached") == 1
    assert moved(before, "meridian_targets_total", **labels, outcome="met") == 0


async def test_hand_overs_are_counted_by_how_they_end(desk: Desk) -> None:
    before = figures()
    facts = {"at": NOW, "by": THE_DESK, "team": "eu-care", "language": "en"}
    over = TicketHandedOver(**facts, cause=HandOverCause.AGENT, reason="asked")  # type: ignore[arg-type] # facts of two kinds in one dict
    events = (
        over,
        replace(over, cause=HandOverCause.NOT_ACKNOWLEDGED),
        HandOverAcknowledged(at=NOW, by=AGENT),
        HandOverLapsed(**facts),  # type: ignore[arg-type] # as above, of two kinds
    )
    await desk.stores.ledger.write(page(view("eu-1"), *events))
    for outcome, times in (
        ("handed_over", 2),
        ("not_acknowledged", 1),
        ("acknowledged", 1),
        ("lapsed", 1),
    ):
        found = moved(before, "meridian_hand_overs_total", region="eu", outcome=outcome)
        assert found == times, outcome


async def test_deliveries_are_counted_by_channel_and_outcome(desk: Desk) -> None:
    before = figures()
    for number, state in enumerate((DeliveryState.SENT, DeliveryState.UNCERTAIN), start=2):
        send = Send("eu-1", number, 0, f"m-{number}", "web", "shop")
        report = DeliveryReported(at=NOW, by=THE_DESK, message_id=send.message_id, state=state)
        await desk.stores.outbox.intend(send, None)
        await desk.stores.outbox.attempt(send, Calling("anna", NOW))
        await desk.stores.outbox.not_taken(send, "busy")
        await desk.stores.outbox.settle(send, Entry("eu-1", number, report), "")
    labels = {"region": "eu", "channel": "web"}
    assert moved(before, "meridian_deliveries_total", **labels, outcome="sent") == 1
    assert moved(before, "meridian_deliveries_total", **labels, outcome="uncertain") == 1
    assert moved(before, "meridian_deliveries_total", **labels, outcome="not_now") == 2
    entries = {"region": "eu", "kind": "delivery_reported"}
    assert moved(before, "meridian_ledger_entries_total", **entries) == 2


async def test_agents_told_are_counted_by_way_and_outcome(desk: Desk) -> None:
    before = figures()
    kind = NotificationKind.STEP
    one = Notification("n-1:ana", "eu", "ana", "eu-care", kind, "eu-1 is late.", NOW, "eu-1")
    call = Call(one, Contact(Way.EMAIL, "ana@desk.example"))
    second = timedelta(seconds=1)
    turns = desk.stores.notifications
    turn = await turns.turn(call, "me", NOW, second, second)
    assert turn.batch is not None
    await turns.put_back(turn.batch, "busy", NOW + second)
    turn = await turns.turn(call, "me", NOW + second, second, second)
    assert turn.batch is not None
    await turns.settle(turn.batch, DeliveryState.SENT, "", NOW + second)
    reached = (Reached("ana", "inbox", DeliveryState.DELIVERED),)
    told = NotificationReported(at=NOW, by=THE_DESK, notification_id="n-1", reached=reached)
    for _ in range(2):
        await desk.stores.ledger.write(page(view("eu-1"), told))
    for way, outcome in (("email", "not_now"), ("email", "sent"), ("inbox", "delivered")):
        labels = {"region": "eu", "way": way, "outcome": outcome}
        assert moved(before, "meridian_notifications_total", **labels) == 1, (way, outcome)


async def test_corrections_are_counted_by_engine_and_languages(desk: Desk) -> None:
    before = figures()
    correction = TranslationCorrected(
        at=NOW,
        by=AGENT,
        message_id="m-1",
        source="pt-BR",
        language="en-GB",
        text_id="t-1",
        engine="local",
    )
    for _ in range(2):
        await desk.stores.ledger.write(page(view("eu-1"), correction))
    labels = {"region": "eu", "engine": "local", "source": "pt", "target": "en"}
    assert moved(before, "meridian_translation_corrections_total", **labels) == 1


async def test_sentences_are_counted_by_whether_they_are_remembered(desk: Desk) -> None:
    before = figures()
    pair = Corrected("Olá.", "Hello.")
    await desk.stores.memory.keep(Correction("c-1", "pt", "en", (pair,), "t-1"))
    await desk.stores.memory.recall("c-1", "pt", "en", ["Olá.", "Oi.", "Tchau."])
    await desk.stores.memory.forget("c-1")
    await desk.stores.memory.recall("c-1", "pt", "en", ["Olá."])
    for outcome, times in (("found", 1), ("not_found", 3)):
        found = moved(before, "meridian_translation_memory_total", region="eu", outcome=outcome)
        assert found == times, outcome


async def test_a_trail_is_measured_by_what_is_signed_of_it(desk: Desk) -> None:
    before, clock, eu = figures(), SetClock(), (("region", "eu"),)
    signer, notes = Signer.of_seed("meridian/eu", b"e" * 32), NoteFolder(desk.folder / "notes")
    notary = Notary("eu", desk.opened.checkpoints, signer, signer.verifier, notes, clock)
    await desk.stores.inbox.accept(arrival())
    await notary.look()
    assert figures()["meridian_audit_unsigned_entries", eu] == 1
    clock.at += AFTER
    await notary.look()
    assert figures()["meridian_audit_signed_entries", eu] == 1
    notes.write(99, "a note of a longer trail, which is none of ours")
    clock.at += AFTER
    await notary.look()
    assert moved(before, "meridian_audit_refusals_total", region="eu") == 1
