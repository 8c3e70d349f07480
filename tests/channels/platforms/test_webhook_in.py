"""The generic webhook inwards: who signed it, and what it tells."""

import base64
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from channels.platforms.webhook import WebhookChannel
from domain.arrivals import Sender, Verified
from domain.attachments import AttachedFile
from domain.channels import (
    Deleted,
    Edited,
    Item,
    RemoteFile,
    Reported,
    Request,
    Written,
)
from domain.vocabulary import DeliveryState
from tests.channels.building import NOW, SECRET, webhook_account, webhook_channel
from tests.channels.platforms.fuzzing import check_accepts, check_read
from tests.channels.platforms.webhook_driver import SENDER, created, happened, posted, signed

AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
OLDER = b"o" * 32
BODY = json.dumps(created()).encode()


@pytest.fixture
async def channel() -> AsyncIterator[WebhookChannel]:
    async with webhook_channel(account=webhook_account(secrets=(SECRET, OLDER))) as made:
        yield made


def only(channel: WebhookChannel, event: Mapping[str, object], **how: str) -> Item:
    [item] = check_read(channel, posted(event, **how))
    return item


@pytest.mark.channel("webhook", "signature")
@pytest.mark.parametrize("secret", [SECRET, OLDER])
def test_what_any_of_the_secrets_signed_just_now_is_accepted(
    channel: WebhookChannel, secret: bytes
) -> None:
    assert check_accepts(channel, signed(BODY, secret=secret))
    for minutes in (-5, 5):
        assert check_accepts(channel, signed(BODY, secret=secret, came=timedelta(minutes=minutes)))


def with_header(request: Request, name: str, value: str | None) -> Request:
    headers = {key: one for key, one in request.headers.items() if key != name}
    return replace(request, headers=headers if value is None else {**headers, name: value})


@pytest.mark.attack(18)
@pytest.mark.channel("webhook", "signature")
@pytest.mark.parametrize(
    "request_",
    [
        signed(BODY, secret=b"x" * 32),
        signed(BODY, came=timedelta(seconds=302)),
        signed(BODY, came=timedelta(seconds=-302)),
        replace(signed(BODY), body=BODY + b" "),
        replace(signed(BODY), body=json.dumps(created(), ensure_ascii=False).encode()),
        replace(signed(BODY), method="GET"),
        with_header(signed(BODY), "webhook-id", "evt_2"),
        with_header(signed(BODY), "webhook-id", None),
        with_header(signed(BODY), "webhook-timestamp", "1774747804"),
        with_header(signed(BODY), "webhook-timestamp", "yesterday"),
        with_header(signed(BODY), "webhook-timestamp", None),
        with_header(signed(BODY), "webhook-signature", None),
        with_header(signed(BODY), "webhook-signature", ""),
        with_header(signed(BODY), "webhook-signature", "v1,"),
        with_header(signed(BODY), "webhook-signature", "v1,ünsigned"),
        replace(signed(BODY), headers={}),
    ],
)
def test_what_nobody_signed_just_now_is_not_accepted(
    channel: WebhookChannel, request_: Request
) -> None:
    assert not check_accepts(channel, request_)


@pytest.mark.channel("webhook", "signature")
async def test_an_account_without_a_secret_accepts_nothing() -> None:
    async with webhook_channel(account=webhook_account(secrets=())) as channel:
        assert not check_accepts(channel, signed(BODY))
        assert not check_accepts(channel, signed(BODY, secret=b""))


@pytest.mark.channel("webhook", "in")
def test_a_message_is_read_with_all_that_it_tells(channel: WebhookChannel) -> None:
    assert only(channel, created(whatever={"else": 1})) == Written(
        message_id="app-1",
        sender=Sender("4217", "Somchai", "somchai@example.org", "+66 2 123 4567", "th-TH", "TH"),
        text="พัสดุของฉันอยู่ที่ไหน",
        sent_at=AT,
        order=3,
        thread="chat-9",
        in_reply_to="m-8",
        extra={"subject": "Order 42"},
    )


@pytest.mark.channel("webhook", "in")
def test_a_message_needs_an_id_a_sender_and_a_text(channel: WebhookChannel) -> None:
    bare = happened("message.created", id="1", sender={"id": "a"}, text="Hi")
    assert only(channel, bare) == Written("1", Sender("a"), "Hi", NOW)


def test_a_conversation_that_we_called_by_its_customer_is_no_thread(
    channel: WebhookChannel,
) -> None:
    item = only(channel, created(conversation_id="4217"))
    assert isinstance(item, Written)
    assert item.thread is None


@pytest.mark.parametrize(
    "told",
    [
        {"locale": "klingon!", "country": "Thailand", "phone": "ask me", "email": "no address"},
        {"locale": 5, "country": ["TH"], "phone": {}, "email": None, "name": " \n "},
    ],
)
def test_what_is_told_otherwise_of_a_sender_is_not_told(
    channel: WebhookChannel, told: dict[str, object]
) -> None:
    item = only(channel, created(sender={"id": "a", **told}))
    assert isinstance(item, Written)
    assert item.sender == Sender("a")


@pytest.mark.parametrize(
    ("vouches_for", "verified"),
    [
        ("nothing", Verified()),
        ("phone", Verified(phone=True)),
        ("phone and email", Verified(phone=True, email=True)),
    ],
)
async def test_an_application_vouches_for_what_its_account_says(
    vouches_for: str, verified: Verified
) -> None:
    async with webhook_channel(account=webhook_account(vouches_for=vouches_for)) as channel:
        item = only(channel, created())
        assert isinstance(item, Written)
        assert item.verified == verified


@pytest.mark.parametrize("sent_at", [None, "yesterday", "2026-03-29T08:30:00", "1970-01-01T00:00Z"])
def test_who_tells_no_instant_wrote_when_it_came(
    channel: WebhookChannel, sent_at: str | None
) -> None:
    item = only(channel, created(sent_at=sent_at))
    assert isinstance(item, Written)
    assert item.sent_at == NOW


def test_nobody_writes_in_the_future(channel: WebhookChannel) -> None:
    for ahead, expected in ((299, NOW + timedelta(seconds=299)), (301, NOW)):
        sent_at = (NOW + timedelta(seconds=ahead)).isoformat()
        item = only(channel, created(sent_at=sent_at))
        assert isinstance(item, Written)
        assert item.sent_at == expected


@pytest.mark.channel("webhook", "media")
def test_files_come_along_or_are_fetched(channel: WebhookChannel) -> None:
    files = [
        {"url": "https://app.example.org/a.png", "name": "a.png", "mime": "image/png", "size": 9},
        {"content": base64.b64encode(b"bytes").decode(), "name": "b.bin"},
        {"content": "no base64!", "name": "c.bin"},
        {"name": "d.bin"},
    ]
    item = only(channel, created(attachments=files, text=None))
    assert isinstance(item, Written)
    assert item.attached == (AttachedFile("b.bin", b"bytes"),)
    assert item.remote == (
        RemoteFile("https://app.example.org/a.png", "a.png", "image/png", 9),
        RemoteFile("unreadable:", "c.bin"),
        RemoteFile("unreadable:", "d.bin"),
    )


@pytest.mark.channel("webhook", "edit")
def test_an_edit_is_told_from_its_repeat(channel: WebhookChannel) -> None:
    edit = happened(
        "message.edited", id="app-1", sender=SENDER, text="พัสดุ 42", edited_at="2026-03-29T01:30Z"
    )
    assert only(channel, edit) == Edited("app-1", "evt_1", "4217", "พัสดุ 42", AT)
    assert only(channel, edit, webhook_id="evt_7") == Edited("app-1", "evt_7", "4217", "พัสดุ 42", AT)
    numbered = happened("message.edited", id=7, sender={"id": "a"}, text="x", edit_id=2)
    assert only(channel, numbered) == Edited("7", "2", "a", "x", NOW)


@pytest.mark.channel("webhook", "delete")
def test_a_message_can_be_taken_back(channel: WebhookChannel) -> None:
    event = happened("message.deleted", id="app-1", sender={"id": "a"})
    assert only(channel, event) == Deleted("app-1", "a", NOW)


@pytest.mark.channel("webhook", "receipt")
@pytest.mark.parametrize(
    ("event", "more", "state", "reason"),
    [
        ("message.delivered", {}, DeliveryState.DELIVERED, ""),
        ("message.read", {"reason": "no matter"}, DeliveryState.READ, ""),
        ("message.failed", {"reason": "Mailbox full: 5.2.2"}, DeliveryState.FAILED, None),
        ("message.failed", {}, DeliveryState.FAILED, "failed"),
    ],
)
def test_receipts_name_our_message_by_its_key(
    channel: WebhookChannel,
    event: str,
    more: dict[str, object],
    state: DeliveryState,
    reason: str | None,
) -> None:
    told = happened(event, key="eu-1:7:0", at="2026-03-29T01:30:00Z", **more)
    expected = "mailbox_full_5_2_2" if reason is None else reason
    assert only(channel, told) == Reported(state, AT, by_key=("eu-1:7:0",), reason=expected)


@pytest.mark.channel("webhook", "unsupported")
def test_what_a_customer_did_otherwise_is_shown_as_unsupported(channel: WebhookChannel) -> None:
    event = happened("message.reacted", id="r-1", sender={"id": "a"}, emoji="👍")
    assert only(channel, event) == Written(
        "r-1", Sender("a"), "", NOW, extra={"kind": "unsupported", "type": "message_reacted"}
    )


@pytest.mark.parametrize(
    "event",
    [
        {"event": "ping"},
        {"event": "typing.started", "message": {}},
        created(sender={"id": "agent-1", "kind": "agent", "name": "Inês"}),
        happened("message.reacted", id="r-1", sender={"id": "bot", "kind": "bot"}),
    ],
)
def test_what_is_no_message_of_a_customer_is_passed_over(
    channel: WebhookChannel, event: dict[str, object]
) -> None:
    """Such as our own messages, which whoever took one could post back to us."""
    assert list(check_read(channel, posted(event))) == []
