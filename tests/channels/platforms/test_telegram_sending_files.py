"""Files to Telegram, against its stand-in: one each, and a text below the only one."""

import asyncio

import pytest

from channels.platforms.telegram import TelegramChannel
from domain.attachments import AttachedFile
from domain.ports import OutcomeUnknown, Refused
from tests.channels.platforms.desk import sent_whole, tools
from tests.channels.platforms.test_telegram_sending import (
    ANA,
    PAPER,
    PHOTO,
    SEND,
    TEXT,
    answer,
    channel,
    made,
    telegram,
)
from tests.standins.server import Held
from tests.standins.telegram import Telegram

__all__ = ["channel", "telegram"]


@pytest.mark.channel("telegram", "files")
async def test_a_text_goes_below_an_only_file_and_beside_several(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    await sent_whole(channel, answer(TEXT, in_reply_to=f"{ANA}:7"), PAPER)
    await sent_whole(channel, answer(TEXT, in_reply_to=f"{ANA}:7"), PHOTO, PAPER)
    await sent_whole(channel, answer("", in_reply_to=f"{ANA}:7"), PHOTO)
    await sent_whole(channel, answer("x" * 1025, in_reply_to=f"{ANA}:7"), PHOTO)
    below, text, photo, paper, alone, long, _ = telegram.sent
    assert below["caption"] == TEXT
    assert below["document"]["content"] == PAPER.content
    assert below["document"]["type"] == "application/pdf"
    assert below["reply_parameters"]["message_id"] == 7
    assert (text["text"], "photo" in photo, "document" in paper) == (TEXT, True, True)
    assert "reply_parameters" not in photo
    assert "caption" not in alone
    assert long["text"] == "x" * 1025


async def test_one_call_takes_one_file(telegram: Telegram, channel: TelegramChannel) -> None:
    with pytest.raises(Refused, match="one_file_each"):
        await channel.send(answer(files=(PHOTO, PAPER)))
    assert telegram.sent == []


async def test_a_file_has_longer_than_a_text_to_get_there(telegram: Telegram) -> None:
    taken = asyncio.Event()
    telegram.then("/sendDocument", Held(taken))
    telegram.then(SEND, Held(asyncio.Event()))
    async with tools(whole_timeout=0.3) as given:
        channel = made(telegram, given)
        sending = asyncio.create_task(channel.send(answer(files=(PAPER,))))
        with pytest.raises(OutcomeUnknown, match="no_answer"):
            await channel.send(answer())
        taken.set()
        assert (await sending).provider_id


async def test_a_file_name_cannot_add_a_part_to_the_form(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    name = 'a"\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n1'
    await channel.send(answer(files=(AttachedFile(name, b"x", media_type="text/plain"),)))
    assert telegram.sent[0]["chat_id"] == int(ANA)
    assert set(telegram.sent[0]) == {"chat_id", "caption", "document"}


@pytest.mark.channel("telegram", "files")
async def test_what_is_no_picture_to_telegram_goes_as_a_file(
    telegram: Telegram, channel: TelegramChannel
) -> None:
    telegram.odd_pictures = {PHOTO.content}
    receipt = await channel.send(answer(files=(PHOTO,)))
    (sent,) = telegram.sent
    assert (sent["document"]["content"], sent["caption"]) == (PHOTO.content, TEXT)
    assert receipt.provider_id == f"{ANA}:1001"
