"""LINE inwards: what it tells."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels.hints import language_tag
from channels.platforms.line import KIND, LineChannel
from domain.arrivals import Sender
from domain.channels import (
    Deleted,
    Edited,
    Item,
    Reachable,
    RemoteFile,
    Unreadable,
    Written,
)
from tests.channels.platforms.desk import account_of, tools
from tests.channels.platforms.fuzzing import check_accepts, check_read, fuzzed
from tests.standins.line import CHANNEL_SECRET
from tests.standins.line_driver import (
    GROUP,
    MILLISECONDS,
    NOW,
    ROOM,
    SOMCHAI,
    YUKI,
    Events,
    again,
    deliveries,
    edited,
    every_kind,
    posted,
    signed,
)

AT = datetime.fromtimestamp(MILLISECONDS / 1000, UTC)


@pytest.fixture
async def channel() -> AsyncIterator[LineChannel]:
    secrets = {"channel_secret": [CHANNEL_SECRET], "access_token": ["t"]}
    async with tools() as given:
        yield LineChannel(account_of(KIND, {"country": "TH"}, secrets), given)


def only(items: Any) -> Any:
    (item,) = items
    return item


@pytest.mark.channel("line", "in")
def test_a_text_tells_who_wrote_when_and_in_answer_to_what(channel: LineChannel) -> None:
    event = Events().text("สวัสดีครับ 🍎", quotedMessageId="461230966842064001")
    assert only(check_read(channel, posted(event))) == Written(
        message_id=event["message"]["id"],
        sender=Sender(SOMCHAI, country="TH"),
        text="สวัสดีครับ 🍎",
        sent_at=AT + timedelta(milliseconds=2),
        in_reply_to="461230966842064001",
    )


@pytest.mark.channel("line", "in")
@pytest.mark.parametrize(
    ("source", "sender", "thread"),
    [
        ({"type": "group", "groupId": GROUP, "userId": YUKI}, YUKI, GROUP),
        ({"type": "room", "roomId": ROOM, "userId": YUKI}, YUKI, ROOM),
        ({"type": "group", "groupId": GROUP}, GROUP, GROUP),
        ({"type": "room", "roomId": ROOM}, ROOM, ROOM),
        ({"type": "user", "userId": YUKI}, YUKI, None),
    ],
)
def test_what_is_said_in_a_group_stays_in_it_also_where_it_does_not_tell_who_spoke(
    channel: LineChannel, source: dict[str, Any], sender: str, thread: str | None
) -> None:
    item = only(check_read(channel, posted(Events().text("やあ", source))))
    assert (item.sender.id, item.thread) == (sender, thread)


@pytest.mark.channel("line", "media")
def test_files_are_named_by_what_line_finds_them_by(channel: LineChannel) -> None:
    items = check_read(channel, posted(*every_kind()[2:6]))
    picture, film, sound, file = (item for item in items if isinstance(item, Written))
    assert picture.remote == (RemoteFile(f"content/{picture.message_id}"),)
    assert (picture.extra, picture.order) == ({"kind": "image"}, 1)
    assert film.extra == {"kind": "video", "milliseconds": 60000}
    assert sound.extra == {"kind": "audio", "milliseconds": 2000}
    assert file.remote == (RemoteFile(f"content/{file.message_id}", "ใบเสร็จ.pdf", size=2138),)


@pytest.mark.channel("line", "media")
def test_a_file_that_an_app_keeps_is_fetched_from_there(channel: LineChannel) -> None:
    url = "https://app.example/1.jpg"
    provider = {"type": "external", "originalContentUrl": url, "previewImageUrl": url}
    event = Events().message(type="image", contentProvider=provider, quoteToken="q")
    assert only(check_read(channel, posted(event))).remote == (RemoteFile(f"elsewhere/{url}"),)


@pytest.mark.channel("line", "in")
def test_places_stickers_and_buttons_say_what_they_can(channel: LineChannel) -> None:
    events = every_kind()
    place, sticker = check_read(channel, posted(*events[6:8]))
    assert isinstance(place, Written)
    assert isinstance(sticker, Written)
    assert place.text == "Office\nBangkok"
    assert place.extra["place"] == {
        "latitude": 13.74,
        "longitude": 100.53,
        "title": "Office",
        "address": "Bangkok",
    }
    assert (sticker.text, sticker.extra["kind"]) == ("", "sticker")
    pressed = only(check_read(channel, posted(events[12])))
    assert pressed.text == "action=book 2026-03-30T10:00"
    assert pressed.message_id == events[12]["webhookEventId"]


@pytest.mark.channel("line", "edit")
def test_an_edit_names_its_message_and_a_repeat_of_it_is_known_by_its_event(
    channel: LineChannel,
) -> None:
    event = edited("461230966842064898", "こんばんは")
    item = only(check_read(channel, posted(event)))
    assert item == Edited(
        "461230966842064898", event["webhookEventId"], YUKI, "こんばんは", item.at
    )
    assert only(check_read(channel, posted(again(event)))) == item


@pytest.mark.channel("line", "delete")
def test_an_unsent_message_is_deleted(channel: LineChannel) -> None:
    event = Events().event("unsend", unsend={"messageId": "17"})
    assert only(check_read(channel, posted(event))) == Deleted(
        "17", SOMCHAI, AT + timedelta(milliseconds=1)
    )


@pytest.mark.channel("line", "blocked")
def test_who_blocks_the_account_cannot_be_reached_until_they_are_back(
    channel: LineChannel,
) -> None:
    make = Events()
    gone = make.event("unfollow")
    back = make.event("follow", replyToken="t", follow={"isUnblocked": True})
    items = check_read(channel, posted(gone, back))
    assert [(item.sender_id, item.reachable) for item in items if isinstance(item, Reachable)] == [
        (SOMCHAI, False),
        (SOMCHAI, True),
    ]


@pytest.mark.channel("line", "unsupported")
def test_an_unknown_kind_of_message_is_kept_and_said_to_be_unsupported(
    channel: LineChannel,
) -> None:
    event = Events().message(type="hologram")
    request = signed(json.dumps({"events": [event]}).encode())
    item = only(check_read(channel, request))
    assert (item.text, item.extra) == ("", {"kind": "unsupported", "type": "hologram"})


def test_what_is_no_message_of_a_customer_is_passed_over(channel: LineChannel) -> None:
    make = Events()
    events = [make.event("join", replyToken="t"), make.event("leave"), make.event("botResumed")]
    request = signed(json.dumps({"events": events}).encode())
    assert check_read(channel, request) == []


@pytest.mark.channel("line", "unsupported")
def test_an_event_of_a_new_kind_is_set_aside_alone_and_the_same_when_it_comes_again(
    channel: LineChannel,
) -> None:
    make = Events()
    new = make.event("telepathy")
    asides = set()
    for one in (new, again(new)):
        request = signed(json.dumps({"events": [make.text("x"), one]}).encode())
        written, aside = check_read(channel, request)
        assert isinstance(written, Written)
        assert isinstance(aside, Unreadable)
        asides.add(aside)
    (aside,) = asides
    assert (aside.reason, aside.alone) == ("unknown_event", True)


def test_what_another_channel_of_the_account_answers_is_passed_over(channel: LineChannel) -> None:
    event = {**Events().text("x"), "mode": "standby"}
    assert check_read(channel, posted(event)) == []


def test_events_that_come_again_and_in_any_order_are_the_same_items(channel: LineChannel) -> None:
    events = [one for one in every_kind() if one["type"] not in ("join", "leave")]
    expected = {repr(item) for item in check_read(channel, posted(*events))}
    for seed in range(10):
        found = [
            repr(item)
            for request in deliveries(events, seed=seed, again_each=0.5)
            for item in check_read(channel, request)
        ]
        assert len(found) > len(events)
        assert set(found) == expected


def test_an_order_is_told_by_instants_that_the_platform_gave(channel: LineChannel) -> None:
    make = Events()
    events = [make.text(f"{number}") for number in range(20)]
    found: list[Item] = []
    for request in deliveries(events, seed=4, again_each=0):
        found += check_read(channel, request)
    written = sorted(
        (one for one in found if isinstance(one, Written)), key=lambda one: one.sent_at
    )
    assert [one.text for one in written] == [f"{number}" for number in range(20)]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"source": {"type": "user"}}, "no_sender"),
        ({"source": None}, "no_sender"),
        ({"source": {"type": "group"}}, "no_thread"),
        ({"source": {"type": "user", "userId": ""}}, "no_sender"),
        ({"source": {"type": "user", "userId": "a\r\nb"}}, "no_sender"),
        ({"message": {"type": "text", "text": "no id"}}, "no_message_id"),
        ({"message": None}, "no_message_id"),
        ({"type": 7}, "no_type"),
    ],
)
def test_one_bad_event_is_set_aside_and_the_others_are_read(
    channel: LineChannel, fault: dict[str, Any], reason: str
) -> None:
    make = Events()
    bad = {**make.text("bad"), **fault}
    events = [make.text("before"), bad, make.text("after")]
    items = check_read(channel, signed(json.dumps({"events": events}).encode()))
    assert [item.text for item in items if isinstance(item, Written)] == ["before", "after"]
    aside = only(item for item in items if isinstance(item, Unreadable))
    assert aside.reason == reason
    again_alone = only(check_read(channel, signed(aside.content)))
    assert again_alone.reason == reason  # it can be tried again, alone


@pytest.mark.parametrize("ids", [(17, 5), ("17", "5"), (17.0, 5.0), (2**60 + 1, 2**63 + 1)])
def test_ids_are_texts_however_they_come(channel: LineChannel, ids: tuple[Any, Any]) -> None:
    message_id, user_id = ids
    event = Events().text("x", {"type": "user", "userId": user_id})
    event["message"]["id"] = message_id
    item = only(check_read(channel, signed(json.dumps({"events": [event]}).encode())))
    expected = (str(int(message_id)), str(int(user_id)))
    assert (item.message_id, item.sender.id) == expected


def test_an_instant_that_is_none_is_when_it_came(channel: LineChannel) -> None:
    for strange in (None, "yesterday", 0, -5, 10**18, MILLISECONDS + 10**9, True):
        event = {**Events().text("x"), "timestamp": strange}
        request = signed(json.dumps({"events": [event]}).encode())
        assert only(check_read(channel, request)).sent_at == NOW


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"events": {}}', b"\xff", b"[" * 9999]
)
def test_what_is_no_delivery_is_set_aside_whole(channel: LineChannel, body: bytes) -> None:
    aside = only(check_read(channel, signed(body)))
    assert isinstance(aside, Unreadable)
    assert aside.content == body


@pytest.mark.channel("line", "fuzz")
def test_two_thousand_strange_deliveries_raise_nothing(channel: LineChannel) -> None:
    whole = json.loads(posted(*every_kind()).body)
    each = [json.loads(posted(one).body) for one in every_kind()]
    kinds = set()
    for body in fuzzed([whole, *each], 2000, seed=8):
        request = signed(body)
        assert check_accepts(channel, request)
        kinds |= {type(item) for item in check_read(channel, request)}
    assert kinds == {Written, Edited, Deleted, Reachable, Unreadable}


@pytest.mark.parametrize(
    ("told", "tag"),
    [
        ("en", "en"),
        ("pt_BR", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("", None),
        (5, None),
        ("x" * 9, None),
    ],
)
def test_a_language_is_believed_where_it_is_one(told: object, tag: str | None) -> None:
    assert language_tag(told) == tag
