"""What platforms tell of messages afterwards, on Temporal's own server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.common import RetryPolicy
from temporalio.testing import WorkflowEnvironment
from ulid import ULID

from domain.amendments import Place, Told
from domain.channels import CannotFetch, Deleted, Edited, RemoteFile, Reported
from domain.events import Event, MessageTranslated
from domain.message_events import DeliveryReported, FilesFetched
from domain.ports import Receipt
from domain.preferences import NewPreferences, Preferences, QuietHours
from domain.shown import MessageView
from domain.vocabulary import DeliveryState, Status
from language.detection import Detector
from rulebook.enacting.enactment import Scene, enact
from rulebook.facts import Desk
from runtime.replay import first_difference, histories, replayed
from runtime.waiting import until
from tests.fakes.channel import FakeChannel
from tests.patience import PATIENCE
from tests.workflows.desk import LiveDesk
from tests.workflows.live import a_live_desk
from tests.workflows.simulated.crowd import opening_of
from tests.workflows.simulated.recording import recorded
from tests.workflows.simulated.surroundings import AsItWas
from workflows.options import UNHURRIED

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS, OTHERS = "Olá, onde está a minha encomenda?", "Olá, onde está a minha fatura de ontem?"


def here(desk: LiveDesk, ticket: str) -> Place:
    return Place("webhook", "sample", desk.now_of(ticket))


async def shown(desk: LiveDesk, ticket: str, place: int = 0) -> MessageView:
    return (await desk.stores.views.messages(ticket))[place]


async def names(desk: LiveDesk, message: str) -> tuple[str, str]:
    """What the platform calls a message and its sender."""
    content = (await desk.stores.vault.get(message)).content
    return str(content["message_id"]), str(content["sender_id"])


async def edits(desk: LiveDesk, ticket: str, text: str) -> None:
    """The customer writes the first message anew, and the ticket hears of it."""
    message, sender = await names(desk, (await shown(desk, ticket)).id)
    edit = Edited(message, str(ULID()), sender, text, desk.now_of(ticket))
    assert await desk.stores.channels.amendments.edit(here(desk, ticket), edit) is Told.TAKEN
    await desk.dispatches()
    await desk.rests(ticket)


async def takes_back(desk: LiveDesk, ticket: str) -> None:
    message, sender = await names(desk, (await shown(desk, ticket)).id)
    deletion = Deleted(message, sender, desk.now_of(ticket))
    amendments = desk.stores.channels.amendments
    assert await amendments.delete(here(desk, ticket), deletion) is Told.TAKEN
    await desk.dispatches()
    await desk.rests(ticket)


async def reports(desk: LiveDesk, ticket: str, state: DeliveryState, name: str) -> Told:
    """The platform tells how far a message of ours has come."""
    told = Reported(state, desk.now_of(ticket), provider_ids=(name,))
    taken = await desk.stores.channels.amendments.report(here(desk, ticket), told)
    await desk.dispatches()
    await desk.rests(ticket)
    return taken


def of(kind: type[Any], events: list[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


async def ledger(desk: LiveDesk, ticket: str) -> list[Event]:
    return [entry.event for entry in await desk.rests(ticket)]


async def lives_again(desk: LiveDesk, ticket: str) -> None:
    """A replay of the life, and its simulation, write the same ledger."""
    entries = tuple(await desk.rests(ticket))
    runs = [run async for run in histories(desk.client, ticket)]
    assert first_difference(entries, await replayed(runs, desk.client.data_converter)) is None
    recording = await recorded(runs, desk.client.data_converter)
    assert recording.last is not None
    done = tuple(sorted(recording.done, key=lambda one: one.at))
    scene = Scene(ticket, "eu", opening_of(entries), desk.policy, done, recording.last)
    outside = AsItWas(recording)
    assert enact(scene, outside).entries == entries
    outside.all_used()


async def test_a_receipt_moves_a_message_to_delivered_and_read(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket()
    desk.channel.then(Receipt("wamid.1"))
    await desk.replies(ticket)
    await desk.rests(ticket)
    before = await desk.standing(ticket)
    for state in (DeliveryState.DELIVERED, DeliveryState.READ):
        assert await reports(desk, ticket, state, "wamid.1") is Told.TAKEN
        assert (await shown(desk, ticket, -1)).delivery is state
    assert await reports(desk, ticket, DeliveryState.DELIVERED, "wamid.1") is Told.KNOWN
    told = [one.state for one in of(DeliveryReported, await ledger(desk, ticket))]
    assert told == ["sent", "sent", "delivered", "read"]
    after = await desk.standing(ticket)
    assert (after.status, after.clocks) == (before.status, before.clocks)
    assert await desk.stores.inbox.waiting() == 0
    await lives_again(desk, ticket)


async def test_an_edit_is_read_and_translated_anew(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket(WORDS)
    await desk.replies(ticket)
    await desk.rests(ticket)
    await edits(desk, ticket, OTHERS)
    message = await shown(desk, ticket)
    [translation] = message.translations
    assert translation.text_id == f"{message.text_id}:en"
    made = await desk.stores.vault.get(translation.text_id)
    assert made.content["text"] == OTHERS.upper()
    assert (await desk.standing(ticket)).status is Status.OPEN
    kinds = await desk.kinds(ticket)
    assert kinds[-3:] == ["message_edited", "message_understood", "message_translated"]
    await lives_again(desk, ticket)


async def test_a_message_that_is_taken_back_at_once_is_neither_read_nor_translated(
    desk: LiveDesk,
) -> None:
    """Its ticket gets a team all the same: somebody may be waiting for an answer."""
    sender = str(ULID())
    ticket = await desk.accepts(WORDS, sender)
    batch, *_ = await desk.stores.inbox.lease("looks", *(desk.now_of(ticket),) * 2, 1)
    await desk.stores.inbox.put_back([one.id for one in batch.news], desk.now_of(ticket))
    message, _ = await names(desk, batch.news[0].id)
    deletion = Deleted(message, sender, desk.now_of(ticket))
    await desk.stores.channels.amendments.delete(here(desk, ticket), deletion)
    await desk.dispatches()
    events = await ledger(desk, ticket)
    assert of(MessageTranslated, events) == []
    assert (await desk.standing(ticket)).team is not None
    assert (await desk.stores.vault.get(batch.news[0].id)).content["text"] == ""


async def test_an_answer_reaches_whoever_took_their_message_back(desk: LiveDesk) -> None:
    ticket = await desk.opens_ticket(WORDS)
    await takes_back(desk, ticket)
    assert (await desk.standing(ticket)).recent == ()
    await desk.replies(ticket, "Is there anything that we can do?")
    await desk.rests(ticket)
    answer = desk.channel.delivered[-1]
    assert answer.text == "IS THERE ANYTHING THAT WE CAN DO?"
    assert (answer.recipient or answer.conversation_id) in desk.senders
    assert (await shown(desk, ticket, -1)).delivery is DeliveryState.SENT
    await lives_again(desk, ticket)


class Filing(FakeChannel):
    """A channel whose files come as `pieces`, or not."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: tuple[bytes, ...] | CannotFetch = (b"%PDF-", b"1.7")
        self.asked = 0

    @asynccontextmanager
    async def fetch(self, file: RemoteFile, longest: int) -> AsyncIterator[AsyncIterator[bytes]]:
        self.asked += 1
        yield self._pieces()

    async def _pieces(self) -> AsyncIterator[bytes]:
        if isinstance(self.pieces, CannotFetch):
            raise self.pieces
        for piece in self.pieces:
            yield piece


FILE = {"id": "f-1", "name": "a.pdf", "state": "waiting", "reference": "remote-7"}


@asynccontextmanager
async def filing(
    environment: WorkflowEnvironment, sample: Desk, detector: Detector, folder: Path
) -> AsyncIterator[tuple[LiveDesk, Filing]]:
    channel = Filing()
    async with a_live_desk(environment.client, sample, detector, folder, channel) as live:
        yield replace(live, environment=environment), channel


async def sends_a_file(desk: LiveDesk) -> str:
    facts: dict[str, Any] = {"content": {"text": WORDS, "attachments": [FILE]}, "remote": 1}
    ticket = await desk.accepts(WORDS, str(ULID()), **facts)
    await desk.dispatches()
    return ticket


async def test_files_are_fetched_by_an_errand_of_the_ticket(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> None:
    async with filing(environment, sample_desk, detector, tmp_path) as (desk, channel):
        ticket = await sends_a_file(desk)
        [fetched] = of(FilesFetched, await ledger(desk, ticket))
        assert (fetched.fetched, fetched.failed, channel.asked) == (1, (), 1)
        blob = await desk.stores.blobs.find(ticket, "f-1")
        assert b"".join([one async for one in desk.stores.blobs.read(blob)]) == b"%PDF-1.7"
        await lives_again(desk, ticket)
        await takes_back(desk, ticket)
        assert await desk.stores.blobs.of_customer(blob.customer_id) == []


@pytest.fixture
def tried_each_few_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a day with 288 tries, each late by a second of ours, a handful is enough."""
    seldom = RetryPolicy(initial_interval=timedelta(hours=1))
    monkeypatch.setitem(UNHURRIED, "retry_policy", seldom)


@pytest.mark.usefixtures("tried_each_few_hours")
async def test_a_platform_that_is_away_for_a_day_is_given_up_honestly(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> None:
    async with filing(environment, sample_desk, detector, tmp_path) as (desk, channel):
        channel.pieces = CannotFetch("away", again=True)
        ticket = await sends_a_file(desk)
        for _ in range(5):
            await desk.moves_on(ticket, hours=6)
        [given_up] = of(FilesFetched, await ledger(desk, ticket))
        assert (given_up.fetched, given_up.failed) == (0, ("given_up",))
        assert channel.asked > 1
        assert (await shown(desk, ticket)).files_given_up
        assert (await desk.standing(ticket)).to_fetch == ()


async def test_an_answer_waits_until_quiet_hours_end_and_a_later_one_goes_out_past_it(
    desk: LiveDesk,
) -> None:
    ticket = await desk.opens_ticket()
    now = desk.now_of(ticket)
    await prefers(desk, ticket, _quiet_around(now))
    first = await desk.replies(ticket, "The first.")

    async def is_held() -> bool:
        return any(one.not_before for one in (await desk.standing(ticket)).to_deliver)

    await until(is_held, PATIENCE, "the answer was not held back")
    assert (await shown(desk, ticket, -1)).delivery is DeliveryState.QUEUED
    await prefers(desk, ticket, None)
    second = await desk.replies(ticket, "The second.")
    await desk.rests(ticket)
    assert [one.message_id for one in desk.channel.delivered][-1] == second
    assert [one.message_id for one in (await desk.standing(ticket)).to_deliver] == [first]
    await desk.passes(ticket, hours=4)
    assert [one.message_id for one in desk.channel.delivered][-1] == first
    assert (await desk.standing(ticket)).to_deliver == ()
    await lives_again(desk, ticket)


def _quiet_around(now: datetime) -> QuietHours:
    hour = timedelta(hours=1)
    start, end = (now - hour).time(), (now + 3 * hour).time()
    whole: tuple[time, time] = (start.replace(microsecond=0), end.replace(microsecond=0))
    return QuietHours(*whole, zone="UTC", everything=True)


async def prefers(desk: LiveDesk, ticket: str, quiet: QuietHours | None) -> None:
    customer = (await desk.stores.views.ticket(ticket)).customer_id
    wanted = Preferences(quiet_hours=quiet)
    await desk.stores.channels.reach.prefer(
        NewPreferences(customer, wanted, desk.now_of(ticket), "ana", "agent")
    )
