"""`/readyz` names what is down: each part is taken away, and the others go on."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from api.door import PartHealth
from api.parts import NO_TEMPORAL, NO_WORKER, Parts, WatchedRegion
from api.trail_health import UNSIGNED_FOR, Trail
from domain.desks import Desks, NewDesk, NotTakenOver, PublishedDesk
from domain.events import MessageTranslated
from domain.meter import Backlog, Pulse
from domain.vocabulary import THE_DESK
from rulebook.publishing.current import Current, Standing
from rulebook.publishing.editions import Edition, edition_in
from runtime.addresses import free_port
from runtime.checkpoint_files import NoteFolder
from runtime.clock import SystemClock
from runtime.notary import Notary
from runtime.settings import ROOT
from runtime.signed_notes import Signer
from runtime.temporal_client import task_queue_of
from runtime.temporal_server import temporal_program
from runtime.waiting import until
from storage.database.engine import open_database
from storage.database.sqlite import sqlite_url
from storage.open import OpenRegion, open_region
from storage.tickets.pulse import SqlPulse
from tests.api.house import SetClock
from tests.deploy.lively import Lively, fails_once
from tests.patience import PATIENCE
from tests.regions import in_shape
from tests.storage.building import KEY, arrival, page, view


@dataclass
class Watched:
    """A region and everything that is asked about it; a test replaces what it takes away."""

    opened: OpenRegion
    region: WatchedRegion
    clock: SetClock
    temporal: str
    apart: bool = True

    async def parts(
        self, patience: timedelta = timedelta(seconds=10), pulse: Pulse | None = None
    ) -> dict[str, PartHealth]:
        region = replace(self.region, pulse=pulse or self.region.pulse)
        asked = Parts(
            {"eu": region},
            self.temporal,
            keys_apart=lambda: self.apart,
            clock=self.clock,
            patience=patience,
        )
        return dict(await asked())


@pytest.fixture
async def temporal() -> AsyncIterator[Client]:
    environment = await WorkflowEnvironment.start_local(
        namespace="meridian-eu",
        dev_server_existing_path=str(temporal_program()),
        dev_server_log_level="error",
    )
    async with environment:
        yield environment.client


@pytest.fixture(scope="module")
def sample() -> Edition:
    return edition_in(ROOT / "desk")


async def a_desk(desks: Desks, number: int = 1) -> PublishedDesk:
    """A desk that is published under that number; what it says does not matter here."""
    new = NewDesk({}, f"address {number}", SystemClock().now(), "ana", "why", (), number - 1)
    return (await desks.publish(new)).desk


@pytest.fixture
async def watched(tmp_path: Path, sample: Edition) -> AsyncIterator[Watched]:
    """Its Temporal is away, until a test brings one."""
    address, clock = f"127.0.0.1:{free_port()}", SetClock()
    clock.at = SystemClock().now()
    client = await Client.connect(address, namespace="meridian-eu", lazy=True)
    async with await open_region("eu", in_shape(tmp_path), KEY) as opened:
        desks = opened.stores.desks
        current = Current(Standing(await a_desk(desks), sample))
        trail = Trail(opened.stores.audit, opened.checkpoints, NoteFolder(tmp_path / "notes"))
        named = "eu", opened.pulse, client, lambda: ("local",)
        region = WatchedRegion(*named, current, desks, trail)
        yield Watched(opened, region, clock, address)


def down(parts: dict[str, PartHealth]) -> set[str]:
    return {name for name, part in parts.items() if not part.well}


async def test_without_temporal_messages_are_accepted_and_it_is_named(watched: Watched) -> None:
    parts = await watched.parts()
    assert down(parts) == {"temporal", "worker eu"}
    assert parts["temporal"].detail == NO_TEMPORAL
    assert "Temporal" in parts["worker eu"].detail
    assert not any(part.vital for part in parts.values() if not part.well)


async def test_a_worker_that_has_gone_is_missed(watched: Watched, temporal: Client) -> None:
    watched.region = replace(watched.region, client=temporal)
    watched.temporal = temporal.service_client.config.target_host
    assert down(await watched.parts()) == {"worker eu"}
    assert (await watched.parts())["worker eu"].detail == NO_WORKER
    async with Worker(
        temporal, task_queue=task_queue_of("eu"), workflows=[Lively], activities=[fails_once]
    ):

        async def is_seen() -> bool:
            return down(await watched.parts()) == set()

        await until(is_seen, PATIENCE, "the worker is not seen")
    # Temporal goes on naming it for minutes; that nothing was heard from it is what counts.
    watched.clock.at += timedelta(minutes=2)
    assert "worker eu" in down(await watched.parts())


async def test_a_region_without_a_namespace_is_told_how_to_get_one(
    watched: Watched, temporal: Client
) -> None:
    watched.region = replace(watched.region, name="br", client=temporal)
    watched.temporal = temporal.service_client.config.target_host
    assert "`meridian prepare`" in (await watched.parts())["worker eu"].detail


async def test_without_its_database_a_region_takes_no_messages(
    watched: Watched, tmp_path: Path
) -> None:
    (tmp_path / "a-folder.sqlite").mkdir()
    away = open_database(sqlite_url(tmp_path / "a-folder.sqlite"))
    parts = await watched.parts(pulse=SqlPulse(away))
    await away.dispose()
    assert {"database eu", "inbox eu", "translation eu"} <= down(parts)
    assert parts["database eu"].vital
    assert "messages are refused" in parts["database eu"].detail


async def test_messages_that_no_ticket_hears_of_are_named(watched: Watched) -> None:
    now = watched.clock.at
    await watched.opened.stores.inbox.accept(arrival(accepted_at=now))
    assert "inbox eu" not in down(await watched.parts())
    watched.clock.at = now + timedelta(seconds=75)
    parts = await watched.parts()
    assert "inbox eu" in down(parts)
    assert parts["inbox eu"].detail.startswith("1 messages wait, the oldest for 75 s")


async def test_keys_beside_the_data_are_named(watched: Watched) -> None:
    watched.apart = False
    parts = await watched.parts()
    assert "keys" in down(parts)
    assert "MERIDIAN_KEYS" in parts["keys"].detail


async def test_a_process_that_cannot_go_by_the_newest_desk_is_named_until_it_can(
    watched: Watched,
) -> None:
    desks, now = watched.opened.stores.desks, watched.clock.at
    assert (await watched.parts())["desk eu"].detail == "desk 1"
    await a_desk(desks, 2)
    await desks.not_taken_over(NotTakenOver("worker host 7", 2, "the secret x is missing", now))
    parts = await watched.parts()
    assert "desk eu" in down(parts)
    assert "desk 2 is published, and the worker cannot work by it" in parts["desk eu"].detail
    assert "secret x" not in parts["desk eu"].detail  # anybody may ask
    watched.clock.at = now + timedelta(minutes=2)  # it would have said so again
    assert "desk eu" not in down(await watched.parts())


async def test_engines_that_do_not_answer_are_named_while_it_is_news(watched: Watched) -> None:
    now = watched.clock.at
    for number in range(1, 6):
        assert "translation eu" not in down(await watched.parts())
        untranslated = MessageTranslated(
            at=now,
            by=THE_DESK,
            message_id=f"m-{number}",
            language="en",
            engine="none",
            flags=("untranslated",),
            retry=True,
        )
        written = page(view("eu-1", number), untranslated, first=number)
        await watched.opened.stores.ledger.write(written)
    parts = await watched.parts()
    assert "translation eu" in down(parts)
    assert "engines: local" in parts["translation eu"].detail
    watched.clock.at = now + timedelta(hours=1)
    assert "translation eu" not in down(await watched.parts())


class Silent:
    """A database that takes a question and never answers."""

    async def backlog(self) -> Backlog:
        await asyncio.Event().wait()
        raise AssertionError

    async def latest_translations(self, most: int) -> list[MessageTranslated]:
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_part_that_never_answers_keeps_nobody_waiting(watched: Watched) -> None:
    asking = watched.parts(timedelta(milliseconds=200), Silent())
    parts = await asyncio.wait_for(asking, 5)
    assert {"database eu", "inbox eu", "translation eu"} <= down(parts)
    assert parts["database eu"].detail == "no answer within 0.2 s"


async def test_a_trail_that_nobody_signs_is_named(watched: Watched) -> None:
    assert (await watched.parts())["trail eu"].well
    watched.clock.at += UNSIGNED_FOR + timedelta(minutes=1)
    part = (await watched.parts())["trail eu"]
    assert not part.well
    assert "entry 1 waits to be signed since" in part.detail
    await sign(watched)
    assert (await watched.parts())["trail eu"].well


async def test_a_trail_that_is_shorter_than_what_was_signed_of_it_is_named(
    watched: Watched,
) -> None:
    await sign(watched)
    watched.region.trail.notes.write(99, "a note of a longer trail")
    part = (await watched.parts())["trail eu"]
    assert (part.well, part.vital) == (False, False)
    assert "entry 99 was signed" in part.detail


async def sign(watched: Watched) -> None:
    signer, trail = Signer.of_seed("meridian/eu", b"e" * 32), watched.region.trail
    notes, clock = trail.notes, watched.clock
    await Notary("eu", trail.checkpoints, signer, signer.verifier, notes, clock).sign()
