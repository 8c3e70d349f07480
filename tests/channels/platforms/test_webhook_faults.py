"""What is posted to the generic webhook and is no event, and what comes again in any order."""

import json
import random
from collections.abc import AsyncIterator, Mapping, Sequence

import pytest

from channels.platforms.webhook import KIND, LARGEST_DELIVERY, WebhookChannel
from domain.channels import Unreadable
from tests.channels.building import webhook_channel
from tests.channels.platforms.fuzzing import check_accepts, check_read, fuzzed
from tests.channels.platforms.webhook_driver import SENDER, created, happened, posted, signed


@pytest.fixture
async def channel() -> AsyncIterator[WebhookChannel]:
    async with webhook_channel() as made:
        yield made


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"<xml/>", "not_json"),
        (b"\xff\xfe{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "bad"),
        (b"{}", "missing_event"),
        (b'{"event": ""}', "bad_event"),
        (b'{"event": "message.create"}', "missing_message"),
        (b'{"event": "order.paid"}', "unknown_event"),
        (b'{"event": "message.created", "message": []}', "bad_message"),
        (created(sender=None), "missing_message_sender"),
        (created(sender={"name": "x"}), "missing_message_sender_id"),
        (created(sender={"id": ""}), "bad_message_sender_id"),
        (created(sender={"id": "a\r\nb"}), "bad_message_sender_id"),
        (created(sender={"id": True}), "bad_message_sender_id"),
        (created(sender={"id": "x" * 257}), "bad_message_sender_id"),
        (created(id=None), "missing_message_id"),
        (created(text=None), "missing_message_text"),
        (created(text=["a"]), "bad_message_text"),
        (created(text="x" * 100_001), "bad_message_text"),
        (created(attachments=[{"url": "x" * 3000}]), "bad_message_attachments_url"),
        (created(attachments=[{}] * 21), "bad_message_attachments"),
        (happened("message.edited", id="1", sender={"id": "a"}), "missing_message_text"),
        (happened("message.deleted", id="1"), "missing_message_sender"),
        (happened("message.read", id="m-1"), "missing_message_key"),
    ],
)
def test_what_cannot_be_read_is_set_aside_with_the_member_that_is_to_blame(
    channel: WebhookChannel, body: bytes | dict[str, object], reason: str
) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert list(check_read(channel, signed(raw))) == [Unreadable(reason, raw)]


EVERY_KIND: Sequence[Mapping[str, object]] = (
    created(),
    created(id="app-2", attachments=[{"url": "https://app.example.org/f", "name": "f"}]),
    happened("message.edited", id="app-1", sender=SENDER, text="พัสดุ 42"),
    happened("message.deleted", id="app-2", sender=SENDER),
    happened("message.delivered", key="eu-1:7:0", at="2026-03-29T01:30:00Z"),
    happened("message.read", key="eu-1:7:0", at="2026-03-29T01:31:00Z"),
    happened("message.reacted", id="r-1", sender={"id": "a"}),
    {"event": "ping"},
)


@pytest.mark.channel("webhook", "duplicate", "reorder")
def test_events_that_come_again_and_in_any_order_are_the_same_items(
    channel: WebhookChannel,
) -> None:
    numbered = [posted(event, webhook_id=f"evt_{n}") for n, event in enumerate(EVERY_KIND)]
    expected = {repr(item) for one in numbered for item in check_read(channel, one)}
    for seed in range(10):
        chance = random.Random(seed)
        again = [*numbered, *chance.choices(numbered, k=4)]
        chance.shuffle(again)
        found = [repr(item) for one in again for item in check_read(channel, one)]
        assert len(found) > len(expected)
        assert set(found) == expected


@pytest.mark.channel("webhook", "fuzz")
def test_whatever_is_posted_reading_keeps_its_promise(channel: WebhookChannel) -> None:
    read = 0
    for body in fuzzed(EVERY_KIND, times=2000, seed=8):
        assert check_accepts(channel, signed(body))
        read += len(check_read(channel, signed(body)))
    assert read > 1000


def test_the_kind_says_how_much_may_come_at_once() -> None:
    assert KIND.largest_delivery == LARGEST_DELIVERY > 8 * 1024 * 1024
