"""Telegram inwards: what it tells."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.platforms.telegram import KIND, TelegramChannel
from domain.arrivals import Sender, Verified
from domain.channels import Deleted, Edited, Reachable, RemoteFile, Unreadable, Written
from tests.channels.platforms.desk import account_of, tools
from tests.channels.platforms.fuzzing import check_accepts, check_read, fuzzed
from tests.standins.telegram import TOKEN
from tests.standins.telegram_driver import (
    ANA,
    CONNECTION,
    GROUP,
    OWNER,
    SECONDS,
    SECRET,
    Updates,
    carrying,
    deliveries,
    every_kind,
    posted,
    private,
)

AT = datetime.fromtimestamp(SECONDS, UTC)
SENDER = Sender("5000000007", "Ana Souza", locale="pt-BR", country="BR")
MESSAGES = every_kind()


@pytest.fixture
async def channel() -> AsyncIterator[TelegramChannel]:
    secrets = {"token": [TOKEN], "webhook_secret": [SECRET]}
    async with tools() as given:
        yield TelegramChannel(account_of(KIND, {"country": "BR"}, secrets), given)


def only(items: Any) -> Any:
    (item,) = items
    return item


@pytest.mark.channel("telegram", "in")
def test_a_text_tells_who_wrote_when_in_which_language_and_in_answer_to_what(
    channel: TelegramChannel,
) -> None:
    item = only(check_read(channel, posted(MESSAGES[0])))
    number = MESSAGES[0]["message"]["message_id"]
    assert item == Written(
        message_id=f"5000000007:{number}",
        sender=SENDER,
        text="Olá 👋🏽",
        sent_at=datetime.fromtimestamp(SECONDS + number, UTC),
        order=number,
        in_reply_to="5000000007:3",
    )


@pytest.mark.channel("telegram", "in")
@pytest.mark.parametrize(
    ("more", "sender", "thread"),
    [
        ({"chat": GROUP}, "5000000007", "-1001234567890"),
        (
            {"chat": GROUP, "is_topic_message": True, "message_thread_id": 4},
            "5000000007",
            "-1001234567890#4",
        ),
        ({"chat": GROUP, "message_thread_id": 4}, "5000000007", "-1001234567890"),
        ({"chat": GROUP, "sender_chat": GROUP}, "-1001234567890", "-1001234567890"),
        ({"business_connection_id": CONNECTION}, "5000000007", "b1Xy_-z:5000000007"),
        ({}, "5000000007", None),
    ],
)
def test_what_is_said_in_a_group_a_topic_or_a_business_chat_stays_there(
    channel: TelegramChannel, more: dict[str, Any], sender: str, thread: str | None
) -> None:
    item = only(check_read(channel, posted(Updates().message(text="oi", **more))))
    assert (item.sender.id, item.thread) == (sender, thread)


@pytest.mark.channel("telegram", "in")
def test_each_who_writes_to_a_channel_directly_has_a_conversation_of_their_own(
    channel: TelegramChannel,
) -> None:
    shop = {"id": -1002000000001, "type": "supergroup", "is_direct_messages": True}
    make, bob = Updates(), {**ANA, "id": 77}
    threads = []
    for person in (ANA, bob):
        topic = {"topic_id": person["id"], "user": person}
        more = {"chat": shop, "direct_messages_topic": topic, "from": person}
        threads.append(only(check_read(channel, posted(make.message(text="x", **more)))).thread)
        for ours in ({"from": OWNER}, {"sender_chat": shop}):
            assert check_read(channel, posted(make.message(text="x", **{**more, **ours}))) == []
    assert threads == ["-1002000000001@5000000007", "-1002000000001@77"]


def test_the_same_number_in_two_chats_is_two_messages(channel: TelegramChannel) -> None:
    make, own = Updates(), {"business_connection_id": CONNECTION}
    ids = {
        only(check_read(channel, posted(make.message(text="x", message_id=7, **more)))).message_id
        for more in ({}, {"chat": GROUP}, own)
    }
    assert ids == {"5000000007:7", "-1001234567890:7", "b1Xy_-z:5000000007:7"}


@pytest.mark.channel("telegram", "media")
def test_files_are_named_by_what_telegram_finds_them_by(channel: TelegramChannel) -> None:
    items = [only(check_read(channel, posted(one))) for one in MESSAGES[2:10]]
    photo, document, voice, *_, sticker = items
    assert photo.text == "o recibo"
    assert photo.remote == (RemoteFile("AgAC-l", media_type="image/jpeg", size=2138),)
    assert photo.extra == {"kind": "photo", "album": "133"}
    assert document.remote == (RemoteFile("AgAC-d", "recibo.pdf", "application/pdf", 2138),)
    assert voice.extra == {"kind": "voice", "seconds": 4}
    kinds = [item.extra["kind"] for item in items]
    assert kinds[3:] == ["video", "video_note", "audio", "animation", "sticker"]
    assert all(len(item.remote) == 1 for item in items)
    assert sticker.text == "👍"


@pytest.mark.channel("telegram", "in")
def test_places_and_contacts_say_what_they_can(channel: TelegramChannel) -> None:
    place, venue, contact = (only(check_read(channel, posted(one))) for one in MESSAGES[10:13])
    assert (place.text, place.extra["place"]["latitude"]) == ("-23.55, -46.63", -23.55)
    assert venue.text == "Loja\nRua 1"
    assert contact.text == "Ana 5511912345678"
    assert (contact.sender.phone, contact.verified) == ("+5511912345678", Verified(phone=True))


@pytest.mark.parametrize(
    "more",
    [
        {"contact": {"phone_number": "5511912345678", "first_name": "B", "user_id": 42}},
        {"contact": {"phone_number": "5511912345678", "first_name": "Ana"}},
        {"forward_origin": {"type": "user"}},
        {"contact": {"phone_number": "call me", "user_id": ANA["id"]}},
    ],
)
def test_a_card_of_somebody_else_or_one_that_was_passed_on_proves_nothing(
    channel: TelegramChannel, more: dict[str, Any]
) -> None:
    update = {**MESSAGES[12], "message": {**MESSAGES[12]["message"], **more}}
    item = only(check_read(channel, posted(update)))
    assert (item.sender.phone, item.verified) == (None, Verified())


@pytest.mark.channel("telegram", "in")
def test_a_button_says_what_stands_on_it_and_telegram_is_told_that_it_was_heard(
    channel: TelegramChannel,
) -> None:
    item = only(check_read(channel, posted(MESSAGES[19])))
    assert (item.text, item.message_id) == ("Sim, por favor", "callback:4382bfdwdsb323b2d9")
    assert (item.in_reply_to, item.extra["choice"]) == ("5000000007:9", "yes")
    other = only(check_read(channel, posted(Updates().pressed("other"))))
    assert other.text == "other"
    assert json.loads(channel.answer(posted(MESSAGES[19]))) == {
        "method": "answerCallbackQuery",
        "callback_query_id": "4382bfdwdsb323b2d9",
    }
    assert channel.answer(posted(MESSAGES[0])) == ""


def test_a_command_with_words_is_a_message(channel: TelegramChannel) -> None:
    make = Updates()
    for text, more in (("/start order-7", {}), ("/help", {}), ("/start@shop_bot", {"chat": GROUP})):
        assert only(check_read(channel, posted(make.message(text=text, **more)))).text == text


def test_what_a_machine_wrote_is_said_to_be_automatic(channel: TelegramChannel) -> None:
    make = Updates()
    bot = {**ANA, "is_bot": True}
    for more, automatic in (({"from": bot}, True), ({"is_from_offline": True}, True), ({}, False)):
        item = only(check_read(channel, posted(make.message(text="x", chat=GROUP, **more))))
        assert item.automatic is automatic


@pytest.mark.channel("telegram", "unsupported")
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"poll": {"question": "?"}}, "poll"),
        ({"dice": {"value": 6}}, "dice"),
        ({"hologram": {}}, "unknown"),
        ({"photo": []}, "photo"),
        ({"document": "no object"}, "document"),
    ],
)
def test_a_message_that_cannot_be_shown_is_kept_and_said_to_be_unsupported(
    channel: TelegramChannel, content: dict[str, Any], kind: str
) -> None:
    item = only(check_read(channel, posted(Updates().message(**content))))
    assert (item.text, item.extra) == ("", {"kind": "unsupported", "type": kind})


@pytest.mark.channel("telegram", "unsupported")
def test_an_update_of_a_new_kind_is_set_aside_whole(channel: TelegramChannel) -> None:
    request = posted({"update_id": 1, "guest_message": {"text": "help"}})
    assert check_read(channel, request) == [Unreadable("unknown_event", request.body)]


@pytest.mark.parametrize(
    "update", [MESSAGES[14], *MESSAGES[21:], {"update_id": 1}, {"update_id": 1, "chat_boost": {}}]
)
def test_what_is_no_message_to_us_is_passed_over(channel: TelegramChannel, update: Any) -> None:
    assert check_read(channel, posted(update)) == []


def test_updates_that_come_again_and_in_any_order_are_the_same_items_in_their_order(
    channel: TelegramChannel,
) -> None:
    make = Updates()
    updates = [make.message(text=f"{number}", date=SECONDS) for number in range(30)]
    found: dict[str, Written] = {}
    for request in deliveries(updates, seed=3, again_each=0.5):
        item = only(check_read(channel, request))
        assert found.setdefault(item.message_id, item) == item
    ordered = sorted(found.values(), key=lambda item: (item.sent_at, item.order))
    assert [item.text for item in ordered] == [f"{number}" for number in range(30)]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"from": None}, "no_sender"),
        ({"from": {"first_name": "x"}}, "no_sender"),
        ({"from": {"id": "me"}}, "no_sender"),
        ({"chat": None}, "no_chat"),
        ({"chat": {"id": 0}}, "no_chat"),
        ({"message_id": None}, "no_message_id"),
        ({"message_id": 0}, "no_message_id"),
        ({"message_id": 10**19}, "no_message_id"),
        ({"business_connection_id": "a:b"}, "no_chat"),
    ],
)
def test_a_message_without_what_makes_it_one_is_set_aside_whole(
    channel: TelegramChannel, fault: dict[str, Any], reason: str
) -> None:
    request = posted(Updates().message(**{"text": "x", **fault}))
    assert only(check_read(channel, request)) == Unreadable(reason, request.body)


def test_ids_are_texts_however_they_come(channel: TelegramChannel) -> None:
    for number in (2**52 - 1, str(2**52 - 1), float(2**52 - 1)):
        person = {**ANA, "id": number}
        update = Updates().message(text="x", **{"from": person, "chat": private(person)})
        item = only(check_read(channel, posted(update)))
        assert (item.sender.id, item.message_id) == ("4503599627370495", "4503599627370495:1")


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"update_id": null}', b"\xff", b"[" * 9999])
def test_what_is_no_update_is_set_aside_whole(channel: TelegramChannel, body: bytes) -> None:
    aside = only(check_read(channel, carrying(body)))
    assert isinstance(aside, Unreadable)
    assert aside.content == body


@pytest.mark.channel("telegram", "fuzz")
def test_two_thousand_strange_updates_raise_nothing(channel: TelegramChannel) -> None:
    kinds = set()
    for body in fuzzed(MESSAGES, 2000, seed=9):
        request = carrying(body)
        assert check_accepts(channel, request)
        kinds |= {type(item) for item in check_read(channel, request)}
        assert isinstance(channel.answer(request), str)
    assert kinds == {Written, Edited, Deleted, Reachable, Unreadable}
