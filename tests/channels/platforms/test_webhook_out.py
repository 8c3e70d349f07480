import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.platforms.webhook import envelope
from channels.web.guarded_http import GuardedHttp
from channels.web.signature import verify, write_secret
from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused
from tests.channels.building import (
    NOW,
    SECRET,
    URL_SECRET,
    url_of,
    webhook_account,
    webhook_channel,
)
from tests.channels.contract import AUTHOR, MESSAGE, TEXT, assert_says_nothing
from tests.channels.receiver import Behaviour, HangsUp, KeepsSilent, NeverStops, Receiver, Says


@pytest.mark.channel("webhook", "out", "signature")
async def test_the_receiver_can_check_what_it_gets() -> None:
    async with Receiver() as receiver, webhook_channel(url_of(receiver.port)) as channel:
        await channel.send(MESSAGE)
        [request] = receiver.requests
        assert verify(SECRET, request.headers, request.body, NOW)
        assert not verify(SECRET, request.headers, request.body + b" ", NOW)
        assert request.line == f"POST /hooks/{URL_SECRET}?key={URL_SECRET} HTTP/1.1"
        assert request.headers["host"] == f"127.0.0.1:{receiver.port}"
        assert request.headers["content-type"] == "application/json; charset=utf-8"
        assert request.headers["webhook-id"] == request.headers["idempotency-key"] == MESSAGE.key
        assert request.headers["user-agent"].startswith("Meridian-Desk/")
        assert json.loads(request.body.decode("utf-8")) == {
            "event": "message.created",
            "ticket_id": "ticket-7",
            "message": {
                "id": "message-9",
                "key": MESSAGE.key,
                "recipient": {"id": ""},
                "conversation_id": "conversation-3",
                "sender": {"id": "agent-1", "kind": "agent", "name": AUTHOR},
                "text": TEXT,
                "language": "pt-PT",
                "flags": [],
                "attachments": [],
                "automatic": False,
                "sent_at": "2026-03-29T01:30:00.000Z",
                "in_reply_to": "customer-message-1",
            },
        }


@pytest.mark.attack(18)
async def test_while_a_secret_changes_a_receiver_may_check_with_the_old_or_the_new() -> None:
    newest, older, other = b"n" * 32, (SECRET, b"o" * 32), b"x" * 32
    async with Receiver() as receiver:
        account = webhook_account(url_of(receiver.port), secrets=(newest, *older))
        async with webhook_channel(account=account) as channel:
            await channel.send(MESSAGE)
        [request] = receiver.requests
    for secret in (newest, *older):
        assert verify(secret, request.headers, request.body, NOW)
    assert not verify(other, request.headers, request.body, NOW)
    assert not any(secret.hex() in repr(account) for secret in (newest, *older))
    assert write_secret(older[1]) not in repr(account)


@pytest.mark.channel("webhook", "out", "again")
async def test_every_attempt_has_the_same_key_and_the_same_body() -> None:
    async with Receiver() as receiver, webhook_channel(url_of(receiver.port)) as channel:
        receiver.then(Says(503), HangsUp())
        for failure in (NotNow, OutcomeUnknown):
            with pytest.raises(failure):
                await channel.send(MESSAGE)
        await channel.send(MESSAGE)
        assert {(r.headers["webhook-id"], r.body) for r in receiver.requests} == {
            (MESSAGE.key, envelope(MESSAGE))
        }
        assert len(receiver.requests) == 3


@given(st.text())
def test_any_text_survives_the_envelope(text: str) -> None:
    assert json.loads(envelope(replace(MESSAGE, text=text)))["message"]["text"] == text


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=45))])))
def test_a_time_is_told_in_utc_to_the_millisecond(at: datetime) -> None:
    if not datetime(1900, 1, 1, tzinfo=UTC) < at < datetime(9999, 1, 1, tzinfo=UTC):
        return
    told = json.loads(envelope(replace(MESSAGE, sent_at=at)))["message"]["sent_at"]
    assert told.endswith("Z")
    assert timedelta(0) <= at - datetime.fromisoformat(told) < timedelta(milliseconds=1)


@pytest.mark.channel("webhook", "never")
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"text": "lone \ud800"}, "unwritable"),
        ({"attachments": [{"size": float("nan")}]}, "unwritable"),
        ({"attachments": [{"name": b"bytes"}]}, "unwritable"),
        ({"sent_at": datetime(2026, 3, 29, 1, 30)}, "unwritable"),  # noqa: DTZ001 - the point
        ({"sent_at": datetime.max.replace(tzinfo=timezone(-timedelta(hours=9)))}, "unwritable"),
        ({"key": "ticket.7"}, "invalid_key"),
        ({"key": "a\r\nx-injected: 1"}, "invalid_key"),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_anything_leaves(
    changes: dict[str, object], reason: str
) -> None:
    async with Receiver() as receiver, webhook_channel(url_of(receiver.port)) as channel:
        with pytest.raises(Refused) as failure:
            await channel.send(replace(MESSAGE, **changes))  # type: ignore[arg-type] # table of mixed fields
        assert failure.value.reason == reason
        assert_says_nothing(failure.value, TEXT, "\ud800", "lone")
        assert receiver.connections == 0


@pytest.mark.parametrize("url", [None, ""])
async def test_an_account_without_a_url_is_refused(url: str | None) -> None:
    async with webhook_channel(url) as channel:
        with pytest.raises(Refused, match="no_callback"):
            await channel.send(MESSAGE)


@pytest.mark.channel("webhook", "never")
@pytest.mark.attack(19)
@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
async def test_a_redirect_is_never_followed(status: int) -> None:
    async with Receiver() as receiver, webhook_channel(url_of(receiver.port)) as channel:
        receiver.then(Says(status, {"location": url_of(receiver.port)}))
        with pytest.raises(Refused, match="redirected"):
            await channel.send(MESSAGE)
        assert len(receiver.requests) == 1


@pytest.mark.channel("webhook", "again")
async def test_a_closed_port_is_tried_again_later(closed_port: int) -> None:
    async with webhook_channel(url_of(closed_port)) as channel:
        with pytest.raises(NotNow) as failure:
            await channel.send(MESSAGE)
        assert failure.value.reason == "unreachable"


async def test_a_receiver_that_keeps_silent_proves_nothing() -> None:
    http = GuardedHttp(whole_timeout=0.2)
    async with (
        Receiver() as receiver,
        webhook_channel(url_of(receiver.port), http=http) as channel,
    ):
        receiver.then(KeepsSilent())
        with pytest.raises(OutcomeUnknown) as failure:
            await channel.send(MESSAGE)
        assert failure.value.reason == "no_answer"
        assert len(receiver.requests) == 1
        assert await channel.send(MESSAGE) == Receipt()


async def test_an_endless_answer_is_left_after_a_little() -> None:
    async with Receiver() as receiver, webhook_channel(url_of(receiver.port)) as channel:
        receiver.then(NeverStops())
        assert await channel.send(MESSAGE) == Receipt()
        await receiver.left_alone.wait()
        assert receiver.sent_without_end < 16_000_000  # what sockets hold, not what seconds bring
        assert await channel.send(MESSAGE) == Receipt()


@pytest.mark.parametrize("behaviour", [Says(204), Says(200, body=b"{}"), Says(503, body=b"no")])
async def test_a_short_answer_leaves_the_connection_usable(behaviour: Says) -> None:
    async with Receiver() as receiver, webhook_channel(url_of(receiver.port)) as channel:
        receiver.then(behaviour)
        for _ in range(2):
            try:
                await channel.send(MESSAGE)
            except NotNow:
                assert behaviour.status == 503
        assert (len(receiver.requests), receiver.connections) == (2, 1)


@pytest.mark.attack(40)
@pytest.mark.parametrize(
    "behaviour", [Says(200), Says(302), Says(404), Says(410), Says(429), Says(500), HangsUp()]
)
async def test_no_error_and_no_log_holds_text_or_the_secret_of_a_url(
    behaviour: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = (TEXT, AUTHOR, "pedido", URL_SECRET)
    async with Receiver() as receiver, webhook_channel(url_of(receiver.port)) as channel:
        receiver.then(behaviour)
        try:
            await channel.send(MESSAGE)
        except (Refused, NotNow, OutcomeUnknown) as error:
            assert_says_nothing(error, *secrets)
        assert len(receiver.requests) == 1
    assert not [secret for secret in secrets if secret in caplog.text]


def test_an_account_shows_neither_url_nor_secret() -> None:
    account = webhook_account("https://a.example/t0ken")
    assert repr(account) == ("Account(channel='shop', name='lisbon', region=None, loopback=True)")
