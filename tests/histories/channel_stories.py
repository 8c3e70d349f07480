"""The lives in which platforms tell of messages afterwards: edits, receipts, files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from ulid import ULID

from domain.amendments import Place
from domain.channels import CannotFetch, Deleted, Edited, RemoteFile, Reported
from domain.ports import Receipt
from domain.vocabulary import DeliveryState
from tests.fakes.channel import FakeChannel
from tests.workflows.desk import LiveDesk

# No history may hold them.
FIRST, SECOND = "Olá, onde está o meu papagaio?", "Olá, onde está a minha gaiola?"
OURS = "wamid.351912345678"  # which holds a telephone number
FILE = {"id": "f-1", "name": "recibo.pdf", "state": "waiting", "reference": "remote-7"}
FILES: dict[str, Any] = {"content": {"text": FIRST, "attachments": [FILE]}, "remote": 1}


async def edited_and_read(desk: LiveDesk) -> str:
    """Written anew before and after an answer, which arrives and is read; then taken back."""
    sender, message = str(ULID()), str(ULID())
    ticket = await desk.accepts(FIRST, sender, message_id=message, order=3)
    await _edits(desk, ticket, Edited(message, "1", sender, SECOND, desk.now_of(ticket)))
    desk.channel.then(Receipt(OURS))
    await desk.replies(ticket)
    await desk.rests(ticket)
    for state in (DeliveryState.DELIVERED, DeliveryState.READ):
        told = Reported(state, desk.now_of(ticket), provider_ids=(OURS,))
        await desk.stores.channels.amendments.report(_here(desk, ticket), told)
        await desk.dispatches()
        await desk.rests(ticket)
    later = desk.now_of(ticket) + timedelta(seconds=1)
    await _edits(desk, ticket, Edited(message, "2", sender, FIRST, later))
    deletion = Deleted(message, sender, later)
    await desk.stores.channels.amendments.delete(_here(desk, ticket), deletion)
    await desk.dispatches()
    await desk.rests(ticket)
    return ticket


async def with_files_and_a_machine(desk: LiveDesk) -> str:
    """A file that comes at the second try, an answer, and a note that somebody is away."""
    sender = str(ULID())
    _files_come(desk.channel)
    ticket = await desk.accepts(FIRST, sender, **FILES)
    await desk.dispatches()
    await desk.rests(ticket)
    await desk.replies(ticket)
    await desk.rests(ticket)
    await desk.accepts("Estou fora do escritório.", sender, automatic=True)
    await desk.dispatches()
    await desk.rests(ticket)
    return ticket


def _files_come(channel: FakeChannel) -> None:
    """The channel of this life has files from now on; at the first try it is away."""
    tries = [CannotFetch("away", again=True)]

    async def pieces() -> AsyncIterator[bytes]:
        yield b"%PDF-1.7"

    @asynccontextmanager
    async def fetch(file: RemoteFile, longest: int) -> AsyncIterator[AsyncIterator[bytes]]:
        if tries:
            raise tries.pop()
        yield pieces()

    channel.fetch = fetch  # type: ignore[attr-defined]  # this one alone


async def _edits(desk: LiveDesk, ticket: str, edit: Edited) -> None:
    await desk.stores.channels.amendments.edit(_here(desk, ticket), edit)
    await desk.dispatches()
    await desk.rests(ticket)


def _here(desk: LiveDesk, ticket: str) -> Place:
    return Place("webhook", "sample", desk.now_of(ticket))


CHANNEL_STORIES = (edited_and_read, with_files_and_a_machine)
