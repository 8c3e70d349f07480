from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from domain.channels import Deleted, Edited, Item, Reported, Unreadable, Written
from domain.vocabulary import DeliveryState
from tests.channels.platforms.fuzzing import check_accepts, check_read, fuzzed
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
    signed,
    storm,
    written,
)

WHEN = milliseconds(NOW)


def read(name: str, *events: Any) -> list[Item]:
    document = directly(*events, kind=OBJECTS[name])
    return list(check_read(offline(name), posted(document)))


def only(name: str, **parts: Any) -> Any:
    (item,) = read(name, said(NOW, OBJECTS[name], **parts))
    return item


@pytest.mark.parametrize(
    "name",
    [pytest.param("messenger", marks=pytest.mark.channel("messenger", "edit")), "instagram"],
)
def test_an_edit_is_told_apart_from_the_one_before(name: str) -> None:
    for member in ("message_edit", "message_edits"):
        edits = [
            only(name, **{member: {"mid": "m_A", "text": text, "num_edit": n}})
            for n, text in enumerate(("one", "two"), 1)
        ]
        assert edits == [
            Edited("m_A", "m_A:1", PSID, "one", NOW),
            Edited("m_A", "m_A:2", PSID, "two", NOW),
        ]


@both()
@pytest.mark.parametrize("member", ["message_edit", "message_edits"])
@pytest.mark.parametrize("people", [{}, {"sender": {"id": PSID}}])
@pytest.mark.parametrize("edit", [{"num_edit": 0}, {"num_edit": 1}, {"num_edit": 0, "text": "x"}])
def test_an_edit_without_words_changes_nothing(
    name: str, edit: Mapping[str, Any], people: Mapping[str, Any], member: str
) -> None:
    event = {**people, "timestamp": milliseconds(NOW), member: {"mid": "m_A", **edit}}
    assert read(name, event) == []


@pytest.mark.channel("instagram", "delete")
def test_a_message_that_is_unsent_is_deleted() -> None:
    item = only("instagram", message={"mid": "m_A", "is_deleted": True})
    assert item == Deleted("m_A", PSID, NOW)


@pytest.mark.channel("messenger", "receipt")
def test_messenger_says_which_messages_arrived_and_up_to_when_they_were_read() -> None:
    until = NOW - timedelta(seconds=3)
    watermark = milliseconds(until)
    told = {"mids": ["m_1", "m_2", None], "watermark": watermark}
    assert read("messenger", said(delivery=told), said(read={"watermark": watermark})) == [
        Reported(DeliveryState.DELIVERED, NOW, ("m_1", "m_2")),
        Reported(DeliveryState.DELIVERED, NOW, recipient=PSID, until=until),
        Reported(DeliveryState.READ, NOW, recipient=PSID, until=until),
    ]


@pytest.mark.channel("instagram", "receipt")
def test_instagram_says_which_message_was_the_newest_that_was_read() -> None:
    event = said(NOW, "instagram", read={"mid": "m_1"})
    named = Reported(DeliveryState.READ, NOW, ("m_1",))
    before = Reported(DeliveryState.READ, NOW, recipient=PSID, until=NOW)
    assert read("instagram", event) == [named, before]
    del event["timestamp"]  # when it came says nothing of what was read by then
    assert read("instagram", event) == [named]


@both("receipt")
def test_the_echo_of_what_we_sent_says_that_it_was_sent_and_by_which_key(name: str) -> None:
    own = PAGE if name == "messenger" else INSTAGRAM
    echo = {"mid": "m_1", "is_echo": True, "app_id": 1517776481860111, "text": "Tomorrow"}
    (item,) = read(name, said(NOW, OBJECTS[name], own, message={**echo, "metadata": "eu-1:12:0"}))
    assert item == Reported(DeliveryState.SENT, NOW, ("m_1",), ("eu-1:12:0",))
    (item,) = read(name, said(NOW, OBJECTS[name], own, message=echo))
    assert item == Reported(DeliveryState.SENT, NOW, ("m_1",))


@both("receipt")
def test_a_face_at_our_message_says_that_it_was_read_and_is_no_message(name: str) -> None:
    reaction = {"mid": "m_1", "action": "react", "reaction": "love", "emoji": "❤"}
    assert only(name, reaction=reaction) == Reported(DeliveryState.READ, NOW, ("m_1",))
    gone = said(NOW, OBJECTS[name], reaction={"mid": "m_1", "action": "unreact"})
    assert read(name, gone) == []


@both("duplicate", "reorder")
def test_repeated_batched_and_out_of_order_each_message_reads_the_same(name: str) -> None:
    kind = OBJECTS[name]
    documents = [
        directly(
            direct_text(f"{n}", f"text {n}", NOW - timedelta(milliseconds=200 - n), kind), kind=kind
        )
        for n in range(200)
    ]
    found: dict[str, set[tuple[str, object, int]]] = {}
    channel, read = offline(name), 0
    for request in storm(documents, Random(7)):
        assert channel.accepts(request)
        for item in check_read(channel, request):
            assert isinstance(item, Written)
            found.setdefault(item.message_id, set()).add((item.text, item.sent_at, item.order))
            read += 1
    assert read > len(documents)
    assert {len(versions) for versions in found.values()} == {1}
    in_order = sorted(found, key=lambda one: min(str(at) for _, at, _ in found[one]))
    assert in_order == [f"m_{n}" for n in range(200)]


@both("fuzz")
def test_nothing_that_comes_makes_reading_raise(name: str) -> None:
    kind = OBJECTS[name]
    url = {"url": "https://cdn.example.org/a.pdf"}
    place = {"coordinates": {"lat": 1.5, "long": 2}}
    files = [{"type": "file", "payload": url}, {"type": "location", "payload": place}]
    events = [
        direct_text("A", "Olá", kind=kind),
        said(NOW, kind, message={"mid": "m_A", "attachments": files}),
        said(NOW, kind, message={"mid": "m_A", "is_deleted": True}),
        said(NOW, kind, message={"mid": "m_A", "text": "x", "reply_to": {"story": url}}),
        said(NOW, kind, message={"mid": "m_A", "text": "x", "quick_reply": {"payload": "y"}}),
        said(NOW, kind, message={"mid": "m_A", "is_echo": True, "metadata": "key"}),
        said(NOW, kind, message_edit={"mid": "m_A", "text": "x", "num_edit": 1}),
        said(NOW, kind, delivery={"mids": ["m_1"], "watermark": WHEN}),
        said(NOW, kind, read={"watermark": WHEN}),
        said(NOW, kind, read={"mid": "m_1"}),
        said(NOW, kind, reaction={"mid": "m_1", "action": "react"}),
        said(NOW, kind, postback={"title": "x", "payload": "y", "referral": {"ref": "z"}}),
    ]
    payloads = [directly(event, kind=kind) for event in events]
    changes = directly({"field": "messages", "value": events[0]}, kind=kind, form="changes")
    channel, kinds = offline(name), set()
    for body in fuzzed([*payloads, changes, changes, changes, written(payloads[0])], 2000, seed=9):
        request = signed(body)
        assert check_accepts(channel, request)
        kinds |= {type(item) for item in check_read(channel, request)}
    assert kinds == {Written, Edited, Deleted, Reported, Unreadable}
