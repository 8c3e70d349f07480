"""Telegram inwards: edits, deletions, who blocked us, and what a business writes itself."""

from datetime import UTC, datetime

import pytest

from channels.platforms.telegram import TelegramChannel
from domain.channels import Deleted, Edited
from tests.channels.platforms.fuzzing import check_read
from tests.channels.platforms.test_telegram import MESSAGES, channel, only
from tests.standins.telegram_driver import (
    CONNECTION,
    GROUP,
    NOW,
    OWNER,
    SECONDS,
    Updates,
    file,
    posted,
)

__all__ = ["channel"]


@pytest.mark.channel("telegram", "edit")
def test_an_edit_names_its_message_and_a_repeat_of_it_is_known_by_its_update(
    channel: TelegramChannel,
) -> None:
    update = Updates().edited(7, "Olá!")
    at = datetime.fromtimestamp(SECONDS + 60, UTC)
    expected = Edited("5000000007:7", str(update["update_id"]), "5000000007", "Olá!", at)
    for _ in range(2):
        assert only(check_read(channel, posted(update))) == expected


@pytest.mark.channel("telegram", "edit")
def test_a_caption_that_was_taken_away_leaves_the_file_without_words(
    channel: TelegramChannel,
) -> None:
    photo = [file("s", width=90, height=90)]
    edit = Updates().message("edited_message", photo=photo, edit_date=SECONDS)
    assert only(check_read(channel, posted(edit))).text == ""


def test_a_change_of_something_else_than_words_is_no_edit(channel: TelegramChannel) -> None:
    moving = {"latitude": 1.0, "longitude": 2.0, "live_period": 60}
    update = Updates().message("edited_message", location=moving, edit_date=SECONDS)
    assert check_read(channel, posted(update)) == []


@pytest.mark.channel("telegram", "delete")
def test_messages_of_a_business_chat_can_be_deleted(channel: TelegramChannel) -> None:
    items = check_read(channel, posted(MESSAGES[18]))
    assert items == [Deleted(f"b1Xy_-z:5000000007:{n}", "5000000007", NOW) for n in (7, 8)]


def test_what_a_business_account_writes_itself_is_no_message_to_us(
    channel: TelegramChannel,
) -> None:
    make, own = Updates(), {"business_connection_id": CONNECTION}
    bot = {"id": 123456, "is_bot": True, "first_name": "Shop"}
    for more in ({"from": OWNER}, {"from": OWNER, "sender_business_bot": bot}):
        update = make.message("business_message", text="Oi, Ana", **own, **more)
        assert check_read(channel, posted(update)) == []


@pytest.mark.channel("telegram", "blocked")
def test_who_blocks_the_bot_cannot_be_reached_until_they_are_back(
    channel: TelegramChannel,
) -> None:
    make = Updates()
    for update, reachable in (
        (make.blocked(), False),
        (make.blocked("member"), True),
        (make.message(text="/start"), True),
    ):
        item = only(check_read(channel, posted(update)))
        assert (item.sender_id, item.reachable) == ("5000000007", reachable)
    assert check_read(channel, posted(make.blocked(chat=GROUP))) == []
