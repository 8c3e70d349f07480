"""What customers sent is fetched from the platform, whole or not at all, and once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import Response
from temporalio.exceptions import ApplicationError

from activities import fetching
from domain.attachments import LARGEST, Blob
from domain.channels import Mouth, RemoteFile
from domain.forgetting import ERASED
from domain.ledger import Entry
from domain.message_events import FilesFetched
from domain.persons import ErasureOrder
from domain.stores import Missing
from storage.open import open_region
from tests.activities.fetching_bench import (
    MB,
    NOW,
    PNG,
    Bench,
    in_pieces,
    platform_router,
    take_back,
)
from tests.channels.building import webhook_channel
from tests.fakes.channel import FakeChannel
from tests.regions import in_shape
from tests.standins.server import ENDLESS, Cut, Held, StandIn, standing_in
from tests.storage.building import KEY, page, received, view


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        opened = await open_region("eu", in_shape(tmp_path / "eu"), KEY)
        region = await stack.enter_async_context(opened)
        platform = await stack.enter_async_context(standing_in(StandIn(), platform_router()))
        mouth = await stack.enter_async_context(webhook_channel())
        yield Bench(region.stores, platform, mouth)


async def test_files_come_home_typed_by_what_they_are(bench: Bench) -> None:
    await bench.sent("a.png", "hello", "fake.png.exe")
    event = await bench.fetched()
    assert event == FilesFetched(at=NOW, by=event.by, message_id="m-1", fetched=3)
    image, text, program = await bench.attachments()
    assert (image["state"], image["type"], image["size"]) == ("here", "image/png", len(PNG))
    assert (text["type"], text["size"]) == ("text/plain", 5)
    assert program["warning"] == "program"
    assert "reference" not in {name for one in (image, text, program) for name in one}
    assert await bench.content("f0") == PNG
    [*_, entry] = await bench.stores.ledger.entries(bench.ticket)
    assert entry == Entry(bench.ticket, 2, event)


async def test_asked_again_it_answers_the_same_and_calls_nobody(bench: Bench) -> None:
    await bench.sent("a.png")
    along = page(view(bench.ticket, 2, customer_id=bench.customer), received("m-2"), first=3)
    first = await bench.fetched(along=along)
    assert await bench.fetched(along=along) == first
    assert bench.calls == ["a.png"]
    assert len(await bench.stores.ledger.entries(bench.ticket)) == 3


@pytest.mark.parametrize("name", ["fifty", "fifty-undeclared"])
async def test_fifty_megabytes_are_too_large_and_leave_nothing(bench: Bench, name: str) -> None:
    await bench.sent(name, "small")
    event = await bench.fetched()
    assert (event.fetched, event.failed) == (1, ("too_large",))
    large, small = await bench.attachments()
    assert (large["state"], large["reason"]) == ("failed", "too_large")
    assert small["state"] == "here"
    with pytest.raises(Missing):
        await bench.stores.blobs.find(bench.ticket, "f0")


async def test_a_file_without_end_is_left_alone(bench: Bench) -> None:
    await bench.sent("a.png")
    bench.platform.then("a.png", ENDLESS)
    assert (await bench.fetched()).failed == ("too_large",)
    await bench.platform.left_alone.wait()


async def test_a_channel_that_does_not_count_is_counted_here(bench: Bench) -> None:
    class Careless(FakeChannel):
        @asynccontextmanager
        async def fetch(
            self, file: RemoteFile, longest: int
        ) -> AsyncIterator[AsyncIterator[bytes]]:
            async def pieces() -> AsyncIterator[bytes]:
                for _ in range(LARGEST // MB + 1):
                    yield bytes(MB)

            yield pieces()

    bench.mouth = Careless()
    await bench.sent("a.png")
    assert (await bench.fetched()).failed == ("too_large",)


LATER: dict[str, tuple[Any, str]] = {
    "cut": (Cut(Response(PNG), 300_000), "cut"),
    "hang-up": (None, "unreachable"),
    "slow down": (Response(status_code=429), "answered_429"),
    "unwell": (Response(status_code=503), "answered_503"),
}


@pytest.mark.parametrize(("fault", "reason"), LATER.values(), ids=LATER)
async def test_what_broke_off_is_fetched_again_and_nothing_else_is(
    bench: Bench, fault: Any, reason: str
) -> None:
    await bench.sent("first", "a.png", "last")
    bench.platform.then("a.png", fault)
    with pytest.raises(ApplicationError) as raised:
        await bench.fetched()
    assert (raised.value.type, raised.value.message) == ("NotNow", reason)
    assert not raised.value.non_retryable
    with pytest.raises(Missing):
        await bench.stores.blobs.find(bench.ticket, "f1")
    assert [one["state"] for one in await bench.attachments()] == ["here", "waiting", "here"]
    assert (await bench.fetched()).fetched == 3
    assert await bench.content("f1") == PNG
    assert bench.calls == ["first", "a.png", "last", "a.png"]


async def test_what_has_failed_is_not_tried_again_with_what_is_late(bench: Bench) -> None:
    await bench.sent("gone.png", "late.png")
    bench.platform.then("gone.png", Response(status_code=404))
    bench.platform.then("late.png", Response(status_code=503))
    with pytest.raises(ApplicationError):
        await bench.fetched()
    event = await bench.fetched()
    assert (event.fetched, event.failed) == (1, ("answered_404",))
    assert bench.calls == ["gone.png", "late.png", "late.png"]


async def test_what_the_platform_has_no_more_has_failed(bench: Bench) -> None:
    await bench.sent("a.png")
    bench.platform.then("a.png", Response(status_code=404))
    assert (await bench.fetched()).failed == ("answered_404",)
    [one] = await bench.attachments()
    assert (one["state"], one["reason"]) == ("failed", "answered_404")


@pytest.mark.parametrize(
    ("mouth", "reason"), [(None, "no_such_channel"), (FakeChannel(), "no_files_here")]
)
async def test_an_account_that_is_gone_fetches_nothing(
    bench: Bench, mouth: Mouth | None, reason: str
) -> None:
    await bench.sent("a.png")
    bench.mouth = mouth
    assert (await bench.fetched()).failed == (reason,)


async def test_a_try_that_was_killed_between_file_and_fact_is_gone_on_with(bench: Bench) -> None:
    await bench.sent("a.png")
    blob = Blob("f0", bench.customer, bench.ticket, "m-1")
    await bench.stores.blobs.put(blob, in_pieces([PNG]))
    assert (await bench.fetched()).fetched == 1
    assert bench.calls == []
    [one] = await bench.attachments()
    assert (one["type"], one["size"]) == ("image/png", len(PNG))


async def test_parts_of_a_try_that_was_killed_do_not_mix_with_the_next(bench: Bench) -> None:
    await bench.sent("a.png")
    blob, started = Blob("f0", bench.customer, bench.ticket, "m-1"), asyncio.Event()

    async def never_whole() -> AsyncIterator[bytes]:
        yield b"old" * 300_000
        started.set()
        await asyncio.Event().wait()

    dead = asyncio.create_task(bench.stores.blobs.put(blob, never_whole()))
    await started.wait()
    with pytest.raises(ApplicationError, match="interrupted"):
        await bench.fetched()
    assert (await bench.fetched()).fetched == 1
    assert await bench.content("f0") == PNG
    dead.cancel()
    await asyncio.gather(dead, return_exceptions=True)
    assert await bench.content("f0") == PNG


async def test_two_tries_at_once_leave_one_whole_file_or_none(bench: Bench) -> None:
    await bench.sent("a.png")
    tries = [bench.fetched() for _ in range(4)]
    await asyncio.gather(*tries, return_exceptions=True)
    assert (await bench.fetched()).fetched == 1
    assert await bench.content("f0") == PNG


async def test_a_try_ends_before_temporal_begins_the_next(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "USUAL_TIME", fetching.TO_END_IN + timedelta(milliseconds=50))
    await bench.sent("a.png")
    let_go = asyncio.Event()
    bench.platform.then("a.png", Held(let_go))
    with pytest.raises(ApplicationError, match="too_slow"):
        await bench.fetched()
    let_go.set()


async def test_of_an_erased_person_nothing_is_kept(bench: Bench) -> None:
    await bench.sent("a.png")
    order = ErasureOrder(bench.customer, "k", "privacy", "request", NOW)
    await bench.stores.erasing.freeze(order, NOW)
    assert (await bench.fetched()).failed == (ERASED,)
    await bench.stores.erasing.purge(bench.customer)
    assert (await bench.fetched(3)).failed == (ERASED,)
    assert await bench.stores.blobs.of_customer(bench.customer) == []


async def test_of_a_message_that_was_taken_back_nothing_is_fetched(bench: Bench) -> None:
    await bench.sent("a.png")
    await take_back(bench)
    assert (await bench.fetched()).fetched == 0
    assert bench.calls == []


async def test_a_message_that_is_taken_back_meanwhile_keeps_no_file(bench: Bench) -> None:
    class TakenBack(FakeChannel):
        @asynccontextmanager
        async def fetch(
            self, file: RemoteFile, longest: int
        ) -> AsyncIterator[AsyncIterator[bytes]]:
            async def pieces() -> AsyncIterator[bytes]:
                yield PNG
                await take_back(bench)

            yield pieces()

    bench.mouth = TakenBack()
    await bench.sent("a.png")
    assert (await bench.fetched()).failed == (ERASED,)
    assert await bench.stores.blobs.of_customer(bench.customer) == []
