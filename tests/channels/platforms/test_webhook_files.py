"""Files of the generic webhook, both ways, and what a check of its account says."""

import base64
import json
from dataclasses import replace

import pytest

from channels.platforms.webhook import WebhookChannel
from channels.web.guarded_http import GuardedHttp
from domain.attachments import AttachedFile
from domain.channels import CannotFetch, RemoteFile
from tests.channels.building import url_of, webhook_account, webhook_channel
from tests.channels.contract import MESSAGE
from tests.channels.receiver import Behaviour, HangsUp, Receiver, Says


@pytest.mark.channel("webhook", "files")
async def test_files_go_along_with_their_bytes_and_the_person_is_named() -> None:
    file = AttachedFile("rechnung.pdf", b"%PDF-1.7", media_type="application/pdf")
    message = replace(MESSAGE, files=(file,), recipient="4217", automatic=True)
    async with Receiver() as receiver, webhook_channel(url_of(receiver.port)) as channel:
        await channel.send(message)
        [request] = receiver.requests
    told = json.loads(request.body)["message"]
    assert told["attachments"] == [
        {
            "name": "rechnung.pdf",
            "mime": "application/pdf",
            "size": 8,
            "content": base64.b64encode(b"%PDF-1.7").decode(),
        }
    ]
    assert (told["recipient"], told["automatic"]) == ({"id": "4217"}, True)
    assert channel.sends_files
    assert channel.limits.files == ("*/*",)


async def fetched(channel: WebhookChannel, url: str, longest: int = 100) -> bytes:
    async with channel.fetch(RemoteFile(url), longest) as pieces:
        return b"".join([piece async for piece in pieces])


@pytest.mark.channel("webhook", "media")
async def test_a_file_is_fetched_from_where_the_application_says() -> None:
    async with Receiver() as receiver, webhook_channel() as channel:
        receiver.then(Says(200, body=b"x" * 100))
        assert await fetched(channel, url_of(receiver.port)) == b"x" * 100
        [request] = receiver.requests
        assert request.line.startswith("GET /hooks/")
        assert not [name for name in request.headers if name.startswith("webhook-")]


@pytest.mark.channel("webhook", "media")
@pytest.mark.parametrize(
    ("behaviour", "reason", "again"),
    [
        (Says(404), "answered_404", False),
        (Says(302, {"location": "https://example.org/"}), "answered_302", False),
        (Says(429), "answered_429", True),
        (Says(503), "answered_503", True),
        (Says(200, body=b"x" * 101), "too_large", False),
        (Says(200, {"transfer-encoding": "chunked"}, b"65\r\n" + b"x" * 101), "too_large", False),
        (Says(200, {"content-length": "50"}, b"x" * 20), "cut", True),
        (HangsUp(), "unreachable", True),
    ],
)
async def test_what_cannot_be_fetched_says_whether_it_might_later(
    behaviour: Behaviour, reason: str, again: bool
) -> None:
    async with (
        Receiver() as receiver,
        webhook_channel(http=GuardedHttp(whole_timeout=0.5)) as channel,
    ):
        receiver.then(behaviour)
        with pytest.raises(CannotFetch) as failure:
            await fetched(channel, url_of(receiver.port))
        assert (failure.value.reason, failure.value.again) == (reason, again)


@pytest.mark.attack(19)
@pytest.mark.channel("webhook", "media")
@pytest.mark.parametrize(
    "url",
    [
        "unreadable:",
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "https://127.0.0.1:1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "https://user:password@example.org/",
    ],
)
async def test_no_file_is_fetched_from_inside_unless_the_account_may(url: str) -> None:
    async with webhook_channel(account=webhook_account(loopback=False)) as channel:
        with pytest.raises(CannotFetch) as failure:
            await fetched(channel, url)
        assert (failure.value.reason, failure.value.again) == ("forbidden_destination", False)


async def test_a_check_says_what_the_other_side_has_to_do() -> None:
    async with webhook_channel("https://shop.example.org/desk") as channel:
        found = await channel.check("https://desk.example.org/v1/channels/shop/lisbon")
        assert all(one.well for one in found)
        assert "https://desk.example.org/v1/channels/shop/lisbon" in found[1].advice
    async with webhook_channel(account=webhook_account(secrets=())) as channel:
        assert not any(one.well for one in await channel.check(None))
