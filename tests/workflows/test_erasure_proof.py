"""The proof: what a test knew of a person before is in no file afterwards, and opens nothing."""

import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import pytest
import pytest_asyncio
from temporalio.testing import WorkflowEnvironment
from ulid import ULID

from domain import commands
from domain.amendments import Place, Told
from domain.arrivals import Arrival, Sender
from domain.channels import Edited, Reported
from domain.memory import Corrected, Correction
from domain.persons import ErasureOutcome
from domain.ports import Receipt
from domain.stores import Text
from domain.vocabulary import DeliveryState, Status
from language.detection import Detector
from rulebook.facts import Desk
from runtime.clock import SystemClock
from runtime.replay import first_difference, histories, replayed
from runtime.signed_notes import opened
from storage.keys.sealing import RegionSecrets
from tests.storage.remnants import (
    Ciphertext,
    Keys,
    ciphertexts,
    files_with,
    files_with_words,
    keys_in,
    opening,
    tables_naming,
)
from tests.workflows.desk import ANA, LiveDesk
from tests.workflows.erasing import SIGNER, erased, erasing_desk, the_list
from tests.workflows.live import KEY

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def desk(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> AsyncIterator[LiveDesk]:
    async with erasing_desk(environment.client, sample_desk, detector, tmp_path) as live:
        yield replace(live, environment=environment)


CANARIES = {
    "text": "kanarienvogel-text onde está",
    "subject": "kanarienvogel-subject",
    "answer": "canary-answer by an agent",
    "correction": "canary-sentence put otherwise",
    "name": "Kanaria Vogelsang",
    "email": "kanaria@vogel.example",
    "phone": "+49-170-5550142",
    "sender": "kanarien-sender-77",
    "thread": "kanarien-thread-78",
    "message": "kanarien-message-79@vogel.example",
    "provider": "wamid.kanarien-49170-5550142",  # WhatsApp's names of messages hold a number
    "edit": "kanarienvogel-edit, where is it",
    "early": "kanarienvogel-early, before its message",
}
LONGEST = 60.0  # seconds that one erasure may take
# A tombstone, and what commits to a text under a key that is derived from theirs.
RESIDUE = {("customer_keys", "wrapped"), ("texts", "commitment")}
STAYS = {"customer_keys", "inbox", "person_marks", "texts", "tickets"}  # by their id alone
SECRETS = RegionSecrets("eu", KEY)


def the_arrival() -> Arrival:
    now = SystemClock().now()
    return Arrival(
        id=str(ULID()),
        message_id=CANARIES["message"],
        channel="webhook",
        account="sample",
        thread=CANARIES["thread"],
        sender=Sender(
            CANARIES["sender"], CANARIES["name"], CANARIES["email"], CANARIES["phone"], "pt"
        ),
        content={"text": CANARIES["text"], "subject": CANARIES["subject"]},
        fingerprint="the fingerprint of the canary's message",
        accepted_at=now,
        sent_at=now,
        new_ticket_id=f"eu-{ULID()}".lower(),
        region_reason="declared country",
    )


async def lived_through(desk: LiveDesk, arrival: Arrival) -> str:
    """A ticket with all that a person leaves behind; its id."""
    ticket = (await desk.stores.inbox.accept(arrival)).ticket_id
    await desk.dispatches()
    await desk.rests(ticket)
    await amended(desk, ticket, arrival)
    desk.channel.then(Receipt(CANARIES["provider"]))
    await desk.replies(ticket, CANARIES["answer"])
    await desk.rests(ticket)
    await desk.dispatches()  # the receipt that came before its send was settled
    await desk.notes(ticket, CANARIES["answer"])
    customer = (await desk.standing(ticket)).customer_id
    corrected = Corrected(CANARIES["text"], CANARIES["correction"])
    await desk.stores.memory.keep(Correction(customer, "pt", "en", (corrected,), "t-1"))
    brief = Text(str(ULID()), customer, ticket, "brief", "en", {"done": CANARIES["answer"]})
    await desk.stores.vault.put(brief)
    await desk.rests(ticket)
    return ticket


async def amended(desk: LiveDesk, ticket: str, arrival: Arrival) -> None:
    """What a platform tells afterwards, of a message that is here and of one that never comes."""
    now = desk.now_of(ticket)
    place, sender = Place("webhook", "sample", now), CANARIES["sender"]
    amendments = desk.stores.channels.amendments
    edit = Edited(arrival.message_id, "1", sender, CANARIES["edit"], now)
    assert await amendments.edit(place, edit) is Told.TAKEN
    early = Edited("never comes", f"of {arrival.id}", sender, CANARIES["early"], now)
    assert await amendments.edit(place, early) is Told.EARLY
    read = Reported(DeliveryState.READ, now, recipient=sender, until=now)
    await amendments.report(place, read)
    by_name = Reported(DeliveryState.DELIVERED, now, provider_ids=(CANARIES["provider"],))
    await amendments.report(place, by_name)
    await desk.dispatches()
    await desk.rests(ticket)


@dataclass
class Known:
    """What a test took down of a person before they were erased."""

    folder: Path
    customer: str
    keys: Keys
    theirs: list[Ciphertext]  # that their key opens

    @classmethod
    def before(cls, folder: Path, customer: str) -> Self:
        keys = keys_in(folder / "eu", SECRETS)
        found = ciphertexts(folder / "eu")
        theirs = [one for one in found if customer in opening(one, SECRETS, keys.plain)]
        known = cls(folder, customer, keys, theirs)
        assert files_with(folder, known.secrets[0]), "what is there is found"
        assert {(one.table, one.column) for one in theirs} >= {
            ("texts", "sealed"),
            ("identities", "profile"),
            ("translation_memory", "sealed"),
        }
        return known

    @property
    def secrets(self) -> tuple[bytes, bytes]:
        """Their key, wrapped and plain."""
        return self.keys.wrapped[self.customer], self.keys.plain[self.customer]

    def expect_nothing_in_files(self) -> None:
        for secret in self.secrets:
            assert files_with(self.folder, secret) == []
        assert files_with_words(self.folder, CANARIES.values()) == {}

    def expect_nothing_opens(self) -> None:
        """No key that is left opens what was theirs, and of that nothing is left but residue."""
        after = keys_in(self.folder / "eu", SECRETS)
        assert set(self.keys.plain) - set(after.plain) == {self.customer}
        remaining = {**after.plain, "the region": SECRETS.own}
        left = [one for one in ciphertexts(self.folder / "eu") if one.customer_id == self.customer]
        assert {(one.table, one.column) for one in left} <= RESIDUE
        assert tables_naming(self.folder / "eu", self.customer) <= STAYS
        for one in (*self.theirs, *left):
            assert opening(one, SECRETS, remaining) == []


async def expect_replays_agree(desk: LiveDesk, *tickets: str) -> None:
    for ticket in tickets:
        runs = [run async for run in histories(desk.client, ticket)]
        again = await replayed(runs, desk.client.data_converter)
        assert first_difference(await desk.stores.ledger.entries(ticket), again) is None


async def expect_others_are_as_they_were(desk: LiveDesk, tickets: list[str]) -> None:
    for ticket in tickets:
        assert (await desk.stores.views.ticket(ticket)).status is not Status.CLOSED
        said = [one for one in await desk.stores.views.messages(ticket) if one.direction == "in"]
        kept = await desk.stores.vault.get(said[0].id)
        assert "Somebody else" in str(kept.content["text"])


async def with_an_end(desk: LiveDesk, ticket: str) -> str:
    """The ticket, solved and closed since."""
    await desk.asks(ticket, commands.Solve(by=ANA))
    await desk.passes(ticket, days=8)
    await desk.handle(ticket).result()
    return ticket


@pytest.mark.attack(34)
async def test_nothing_of_an_erased_person_is_in_any_file_or_opens(
    desk: LiveDesk, tmp_path: Path
) -> None:
    others = [await desk.opens_ticket(f"Somebody else, number {number}") for number in range(3)]
    closed = await with_an_end(desk, await lived_through(desk, the_arrival()))
    arrival = replace(the_arrival(), message_id=f"again {CANARIES['message']}")
    ticket = await lived_through(desk, arrival)
    known = Known.before(tmp_path, (await desk.standing(ticket)).customer_id)
    began = time.perf_counter()
    done = await erased(desk, known.customer)
    took = time.perf_counter() - began
    sys.stdout.write(f"one erasure, of two tickets: {took:.3f} s\n")  # shown by pytest -rP
    assert done.outcome is ErasureOutcome.ERASED
    assert took < LONGEST
    assert known.customer in opened(done.certificate, SIGNER.verifier)
    known.expect_nothing_in_files()
    known.expect_nothing_opens()
    await expect_others_are_as_they_were(desk, others)
    await desk.handle(ticket).result()
    await expect_replays_agree(desk, ticket, closed)
    late = await desk.stores.inbox.accept(replace(arrival, id=str(ULID()), fingerprint="other"))
    assert (late.ticket_id, late.duplicate) == (ticket, True)
    known.expect_nothing_in_files()
    assert list(the_list(tmp_path).persons()) == [known.customer]
