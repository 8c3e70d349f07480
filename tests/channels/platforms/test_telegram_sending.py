"""Telegram outwards, against its stand-in: what is sent, and what its errors mean."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import Response

from channels.kinds import Tools
from channels.platforms.telegram import KIND, TelegramChannel
from channels.splitting import split
from domain.attachments import AttachedFile
from domain.channels import TokenRefused, WindowClosed
from domain.ports import NotNow, Outbound, OutcomeUnknown, Refused
from tests.channels.contract import assert_says_nothing
from tests.channels.platforms.desk import account_of, answer_to, tools
from tests.standins.server import LOST, Cut, Fault, Held
from tests.standins.telegram import TOKEN, Telegram, error, telegram_platform, well
from tests.standins.telegram_driver import SECRET

ANA = "5000000007"
GROUP = "-1001234567890"
SEND = "/sendMessage"
TEXT = "Chega amanhã 👋🏽"
PHOTO = AttachedFile("foto.jpg", b"\xff\xd8\xff" + bytes(99), media_type="image/jpeg")
PAPER = AttachedFile("recibo nº 1.pdf", b"%PDF-1.7\r\n--x\r\n", media_type="application/pdf")


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with telegram_platform() as platform:
        yield platform


@pytest.fixture
async def channel(telegram: Telegram) -> AsyncIterator[TelegramChannel]:
    async with tools() as given:
        yield made(telegram, given)


def made(telegram: Telegram, given: Tools, *tokens: str) -> TelegramChannel:
    settings = {"api": f"{telegram.url}/", "file_api": telegram.url}
    secrets = {"token": tokens or [TOKEN], "webhook_secret": [SECRET]}
    return TelegramChannel(account_of(KIND, settings, secrets), given)


def answer(text: str = TEXT, **more: Any) -> Outbound:
    return answer_to(ANA, text, **more)


@pytest.mark.channel("telegram", "out")
async def test_an_answer_is_sent_as_plain_text_in_answer_to_what_was_written(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    receipt = await channel.send(answer("2 < 3 & *x*", in_reply_to=f"{ANA}:7"))
    (call,) = telegram.calls(SEND)
    assert json.loads(call.body) == {
        "chat_id": 5000000007,
        "text": "2 < 3 & *x*",
        "reply_parameters": {"message_id": 7, "allow_sending_without_reply": True},
    }
    assert receipt.provider_id == f"{ANA}:1001"


@pytest.mark.channel("telegram", "out")
@pytest.mark.parametrize(
    ("conversation", "replied", "expected"),
    [
        (GROUP, f"{GROUP}:7", {"chat_id": int(GROUP), "replied": 7}),
        (f"{GROUP}#4", f"{GROUP}:7", {"chat_id": int(GROUP), "message_thread_id": 4, "replied": 7}),
        (
            f"b1_-x:{ANA}",
            f"b1_-x:{ANA}:7",
            {"chat_id": int(ANA), "business_connection_id": "b1_-x", "replied": 7},
        ),
        (
            f"{GROUP}@77",
            f"{GROUP}:7",
            {"chat_id": int(GROUP), "direct_messages_topic_id": 77, "replied": 7},
        ),
        (f"b1_-x:{ANA}", f"{ANA}:7", {"chat_id": int(ANA), "business_connection_id": "b1_-x"}),
        ("C4af4980629f4a2b", "461230966842064897", {"chat_id": int(ANA)}),
        (ANA, "callback:4382", {"chat_id": int(ANA)}),
    ],
)
async def test_an_answer_goes_where_it_was_written_to_us(
    telegram: Telegram,
    channel: TelegramChannel,
    conversation: str,
    replied: str,
    expected: dict[str, Any],
) -> None:
    await channel.send(answer(conversation_id=conversation, in_reply_to=replied))
    (sent,) = telegram.sent
    answers = sent.pop("reply_parameters", {}).get("message_id")
    del sent["text"]
    assert {**sent, **({"replied": answers} if answers else {})} == expected


@pytest.mark.channel("telegram", "out")
async def test_a_long_answer_is_taken_in_the_parts_that_the_limits_make(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    parts = split("👋🏽 obrigado " * 2000, channel.limits)
    for part in parts:
        await channel.send(answer(part))
    assert telegram.texts() == list(parts)
    with pytest.raises(Refused, match="too_long"):
        await channel.send(answer("x" * 4097))


@pytest.mark.channel("telegram", "out")
async def test_a_group_that_moved_is_followed_once(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    telegram.moved = {-55: int(GROUP)}
    telegram.messages = {(int(GROUP), 7)}  # of somebody else: each chat has its own numbers
    receipt = await channel.send(answer(conversation_id="-55", in_reply_to="-55:7"))
    assert telegram.sent == [{"chat_id": int(GROUP), "text": TEXT}]
    assert receipt.provider_id == f"{GROUP}:1001"
    telegram.moved[int(GROUP)] = -56
    with pytest.raises(Refused, match="refused_400"):
        await channel.send(answer(conversation_id="-55"))


@pytest.mark.channel("telegram", "never", "blocked")
async def test_whoever_blocked_the_bot_is_not_written_to(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    telegram.blocked = {int(ANA)}
    with pytest.raises(Refused, match="blocked"):
        await channel.send(answer())
    telegram.blocked.clear()
    await channel.send(answer())
    assert telegram.texts() == [TEXT]


AGAIN = pytest.mark.channel("telegram", "again")
NEVER = pytest.mark.channel("telegram", "never")
BLOCKED = pytest.mark.channel("telegram", "never", "blocked")


def _fault(fault: Fault, failure: type[Exception], *told: Any, marks: Any) -> Any:
    return pytest.param(fault, failure, (*told, None)[:2], marks=marks)


@pytest.mark.parametrize(
    ("fault", "failure", "told"),
    [
        _fault(error(429, "Too Many", retry_after=7), NotNow, "rate_429", 7.0, marks=AGAIN),
        _fault(error(500, "Internal"), NotNow, "answered_500", marks=AGAIN),
        _fault(error(503, "Service Unavailable"), NotNow, "answered_503", marks=AGAIN),
        _fault(Response(b"<html>", 502), OutcomeUnknown, "answered_502", marks=()),
        _fault(Response(b"", 504), OutcomeUnknown, "answered_504", marks=()),
        _fault(None, OutcomeUnknown, "no_answer", marks=()),
        _fault(
            error(400, "Bad Request: BUSINESS_PEER_USAGE_MISSING"),
            WindowClosed,
            "window_closed",
            marks=NEVER,
        ),
        _fault(
            error(403, "Forbidden: bot was blocked by the user"), Refused, "blocked", marks=BLOCKED
        ),
        _fault(error(403, "Forbidden: user is deactivated"), Refused, "deactivated", marks=NEVER),
        _fault(
            error(403, "Forbidden: bot can't initiate conversation with a user"),
            Refused,
            "not_begun",
            marks=NEVER,
        ),
        _fault(
            error(403, "Forbidden: bot was kicked from the group chat"),
            Refused,
            "blocked",
            marks=BLOCKED,
        ),
        _fault(error(403, "Forbidden: reasons"), Refused, "refused_403", marks=NEVER),
        _fault(error(400, "Bad Request: chat not found"), Refused, "no_chat", marks=NEVER),
        _fault(error(400, "Bad Request: reasons"), Refused, "refused_400", marks=NEVER),
        _fault(Response(b"", 413), Refused, "too_large", marks=NEVER),
        _fault(
            error(401, "Unauthorized"),
            TokenRefused,
            "token_refused",
            marks=pytest.mark.channel("telegram", "token"),
        ),
        _fault(
            error(404, "Not Found"),
            TokenRefused,
            "token_refused",
            marks=pytest.mark.channel("telegram", "token"),
        ),
    ],
)
async def test_errors_are_told_apart_and_show_neither_words_nor_token(
    telegram: Telegram,
    channel: TelegramChannel,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    failure: type[Exception],
    told: tuple[str, float | None],
) -> None:
    caplog.set_level(logging.DEBUG)
    telegram.then(SEND, fault)
    with pytest.raises(failure) as raised:
        await channel.send(answer())
    problem: Any = raised.value
    assert (problem.reason, getattr(problem, "retry_after", None)) == told
    assert_says_nothing(problem, TEXT, "Chega", ANA, TOKEN)
    assert not [one for one in (TEXT, "Chega", ANA, TOKEN) if one in caplog.text]
    assert telegram.sent == []


async def test_what_was_taken_is_a_success_also_where_the_answer_is_cut(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    telegram.then(SEND, Cut(well({"message_id": 5}), 4), Response(b"\xff"), well(True))
    for _ in range(3):
        assert (await channel.send(answer())).provider_id == ""


async def test_a_message_whose_answer_is_lost_may_have_been_taken(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    telegram.then(SEND, LOST)
    with pytest.raises(OutcomeUnknown):
        await channel.send(answer())
    assert telegram.texts() == [TEXT]


async def test_what_cannot_be_sent_is_refused_before_anything_leaves(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    cases = (
        (answer("half \ud83d"), "unwritable"),
        (answer("half \ud83d", files=(PHOTO,)), "unwritable"),
        (answer_to("", conversation_id=""), "no_chat"),
        (answer_to("@somebody"), "no_chat"),
        (answer_to("0"), "no_chat"),
    )
    for message, reason in cases:
        with pytest.raises(Refused, match=reason):
            await channel.send(message)
    assert telegram.heard == []


async def test_a_closed_port_is_tried_later_and_a_slow_answer_proves_nothing(
    telegram: Telegram, closed_port: int
) -> None:
    async with tools(whole_timeout=0.3) as given:
        bot = made(telegram, given)
        telegram.then(SEND, Held(asyncio.Event()))
        with pytest.raises(OutcomeUnknown, match="no_answer"):
            await bot.send(answer())
        telegram.port = closed_port
        with pytest.raises(NotNow, match="unreachable"):
            await made(telegram, given).send(answer())


@pytest.mark.channel("telegram", "token")
async def test_while_a_token_changes_the_older_is_tried_too(telegram: Telegram) -> None:
    async with tools() as given:
        new = "123456:the-token-that-comes"
        await made(telegram, given, new, TOKEN).send(answer())
        assert telegram.texts() == [TEXT]
        with pytest.raises(TokenRefused):
            await made(telegram, given, new).send(answer())


@pytest.mark.channel("telegram", "typing")
async def test_people_are_shown_that_somebody_writes(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    await channel.typing(ANA, None)
    await channel.typing(f"{GROUP}#4", f"{GROUP}:7")
    await channel.typing(f"b1:{ANA}", f"b1:{ANA}:7")
    assert telegram.shown == [
        {"chat_id": int(ANA), "action": "typing"},
        {"chat_id": int(GROUP), "message_thread_id": 4, "action": "typing"},
        {"chat_id": int(ANA), "business_connection_id": "b1", "action": "typing"},
    ]
    telegram.then("/sendChatAction", error(403, "blocked by the user"), error(401, "no"), None)
    for failure in (Refused, Refused, NotNow):
        with pytest.raises(failure):
            await channel.typing(ANA, None)
    for nowhere in ("@somebody", f"{GROUP}@77"):
        with pytest.raises(Refused, match="no_chat"):
            await channel.typing(nowhere, None)
