"""Messenger and Instagram bring the same shapes; where they differ, a test says which is which."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from domain.arrivals import NOTHING_VERIFIED, Sender
from domain.channels import (
    Item,
    RemoteFile,
    Unreadable,
    Written,
)
from tests.channels.platforms.fuzzing import check_read
from tests.channels.platforms.meta_accounts import OBJECTS, both, offline
from tests.standins.meta import INSTAGRAM, PAGE
from tests.standins.meta_webhooks import (
    NOW,
    PSID,
    direct_text,
    directly,
    milliseconds,
    posted,
    said,
    seconds,
    signed,
)

URL = "https://scontent.example.org/v/t1/photo.jpg?_nc_cat=1"


def read(name: str, *events: Any, **parts: Any) -> list[Item]:
    document = directly(*events, kind=OBJECTS[name], **parts)
    return list(check_read(offline(name), posted(document)))


def only(name: str, **parts: Any) -> Any:
    (item,) = read(name, said(NOW, OBJECTS[name], **parts))
    return item


@both("in")
def test_a_text_comes_with_its_writer_whose_name_has_to_be_asked_for(name: str) -> None:
    at = NOW - timedelta(milliseconds=1500)
    (item,) = read(name, direct_text("A", "Olá 🚚", at, OBJECTS[name]))
    assert item == Written("m_A", Sender(PSID), "Olá 🚚", at, verified=NOTHING_VERIFIED)


@both("in", "media")
def test_files_are_named_for_later(name: str) -> None:
    attachments = [
        {"type": "image", "payload": {"url": URL}},
        {"type": "file", "payload": {"url": "https://cdn.example.org/a/Bill%20%C3%BC.pdf?x=1"}},
        {"type": "audio", "payload": {"url": "javascript:alert(1)"}},
        {"type": "video", "payload": {}},
    ]
    item = only(name, message={"mid": "m_A", "attachments": attachments})
    assert item.remote == (
        RemoteFile(URL, "", "image/*"),
        RemoteFile("https://cdn.example.org/a/Bill%20%C3%BC.pdf?x=1", "Bill ü.pdf", ""),
    )
    assert (item.text, item.extra) == ("", {"kind": "files"})


@both("in")
@pytest.mark.parametrize(
    ("message", "text", "extra"),
    [
        (
            {"text": "Yes", "quick_reply": {"payload": "yes-1"}},
            "Yes",
            {"kind": "choice", "choice": "yes-1"},
        ),
        (
            {
                "attachments": [
                    {"type": "fallback", "title": "Shoes", "url": "https://shop.example/1"}
                ]
            },
            "Shoes https://shop.example/1",
            {"kind": "fallback"},
        ),
        (
            {
                "attachments": [
                    {"type": "location", "payload": {"coordinates": {"lat": 1.5, "long": 2}}}
                ]
            },
            "1.5, 2.0",
            {"kind": "location", "place": {"latitude": 1.5, "longitude": 2.0}},
        ),
        (
            {"text": "Hi", "referral": {"ref": "spring", "source": "ADS", "ad_id": 12}},
            "Hi",
            {"referral": {"ref": "spring", "source": "ADS", "ad_id": "12"}},
        ),
    ],
)
def test_what_is_no_plain_text_is_told_in_words_and_in_facts(
    name: str, message: Mapping[str, Any], text: str, extra: Mapping[str, object]
) -> None:
    item = only(name, message={"mid": "m_A", **message})
    assert (item.text, item.extra) == (text, extra)


@pytest.mark.channel("instagram", "in", "media")
def test_a_story_that_is_answered_or_names_us_comes_along() -> None:
    story = {"id": 178, "url": URL}
    reply = only("instagram", message={"mid": "m_A", "text": "Wow", "reply_to": {"story": story}})
    assert (reply.text, reply.extra) == ("Wow", {"story": "178"})
    assert reply.remote == (RemoteFile(URL, "", "image/*"),)
    mention = {"type": "story_mention", "payload": {"url": URL}}
    item = only("instagram", message={"mid": "m_A", "attachments": [mention]})
    assert (item.extra, item.remote) == ({"kind": "story_mention"}, (RemoteFile(URL),))


@both("in")
def test_an_answer_names_the_message_that_it_answers(name: str) -> None:
    item = only(name, message={"mid": "m_B", "text": "Yes", "reply_to": {"mid": "m_A"}})
    assert item.in_reply_to == "m_A"


@both("unsupported")
@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ({"is_unsupported": True}, "unknown"),
        ({"attachments": [{"type": "hologram"}]}, "hologram"),
        ({"attachments": [{"type": "like_heart"}]}, "like_heart"),
        ({"commands": [{"name": "x"}]}, "commands"),
        ({}, "unknown"),
    ],
)
def test_what_cannot_be_shown_is_kept_as_that(
    name: str, message: Mapping[str, Any], kind: str
) -> None:
    item = only(name, message={"mid": "m_A", **message})
    assert (item.text, item.extra) == ("", {"kind": "unsupported", "type": kind})


@both("in")
def test_a_button_that_is_pressed_says_what_stands_on_it(name: str) -> None:
    item = only(name, postback={"mid": "m_P", "title": "Talk to us", "payload": "human"})
    assert (item.message_id, item.text) == ("m_P", "Talk to us")
    assert item.extra == {"kind": "choice", "choice": "human"}
    older = only(name, postback={"title": "Talk to us"})
    assert older.message_id == f"postback:{PSID}:{milliseconds(NOW)}"


@both("in")
def test_what_is_no_message_of_a_customer_is_passed_over(name: str) -> None:
    kind = OBJECTS[name]
    nothing = [
        said(NOW, kind, optin={"type": "notification_messages"}),
        said(NOW, kind, referral={"ref": "x", "source": "SHORTLINK"}),
        said(NOW, kind, pass_thread_control={"new_owner_app_id": "1"}),
        said(NOW, kind, PAGE if kind == "page" else INSTAGRAM, message={"mid": "m_1", "text": "x"}),
    ]
    assert read(name, *nothing) == []
    assert read(name, direct_text("A", "x", kind=kind), form="standby") == []


@both("in")
def test_what_is_for_another_page_or_account_is_passed_over(name: str) -> None:
    kind = OBJECTS[name]
    ours = directly(direct_text("A", "1", kind=kind), kind=kind)
    other = directly(direct_text("B", "2", kind=kind), kind=kind, own="777")
    whole = {**ours, "entry": [*other["entry"], *ours["entry"]]}
    items = check_read(offline(name), posted(whole))
    assert [getattr(item, "message_id", "") for item in items] == ["m_A"]
    assert list(check_read(offline(name), posted({"object": "user", "entry": []}))) == []


@both("in")
def test_the_form_of_changes_is_read_as_the_other_one(name: str) -> None:
    event = direct_text("A", "Olá", kind=OBJECTS[name])
    change = {"field": "messages", "value": {**event, "timestamp": seconds(NOW)}}
    other = {"field": "feed", "value": {"item": "post"}}
    items = read(name, change, other, form="changes")
    assert items == [Written("m_A", Sender(PSID), "Olá", NOW)]


@both("in")
def test_ids_may_be_numbers(name: str) -> None:
    kind = OBJECTS[name]
    document = directly(direct_text("A", "1", kind=kind), kind=kind)
    entry = document["entry"][0]
    entry["id"] = int(entry["id"])
    entry["messaging"][0]["sender"]["id"] = int(PSID)
    (item,) = check_read(offline(name), posted(document))
    assert isinstance(item, Written)
    assert item.sender.id == PSID


@both("in")
def test_one_bad_event_among_good_ones_is_set_aside_by_itself_and_can_be_read_again(
    name: str,
) -> None:
    kind = OBJECTS[name]
    nobody = {"timestamp": 1, "message": {"mid": "m_B", "text": "2"}}
    items = read(
        name,
        direct_text("A", "1", kind=kind),
        *(nobody, "nothing", said(NOW, kind, message={"text": "x"}), said(NOW, kind, new_thing={})),
        direct_text("C", "3", kind=kind),
    )
    assert [getattr(item, "message_id", getattr(item, "reason", "")) for item in items] == [
        *("m_A", "no_sender", "odd_event", "no_message_id", "unknown_event", "m_C")
    ]
    aside = items[1]
    assert isinstance(aside, Unreadable)
    mended = aside.content.replace(b'"timestamp": 1', b'"sender": {"id": 5}')
    (again,) = check_read(offline(name), signed(mended))
    assert isinstance(again, Written)
    assert (again.message_id, again.sender.id) == ("m_B", "5")


@both("in")
def test_what_is_no_delivery_is_set_aside_whole_and_an_empty_one_tells_nothing(name: str) -> None:
    kind = OBJECTS[name].encode()
    for body, reason in (
        (b"\xff", "not_json"),
        (b'["page"]', "not_json"),
        (b"{}", "no_object"),
        (b'{"object":"' + kind + b'"}', "no_entries"),
    ):
        assert list(check_read(offline(name), signed(body))) == [Unreadable(reason, body)]
    assert read(name) == []


@both("in")
def test_what_comes_two_weeks_late_is_set_aside(name: str) -> None:
    old = direct_text("A", "1", NOW - timedelta(days=14, seconds=1), OBJECTS[name])
    (item,) = read(name, old)
    assert isinstance(item, Unreadable)
    assert item.reason == "too_old"
