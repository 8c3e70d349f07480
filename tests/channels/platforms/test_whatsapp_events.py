from datetime import timedelta
from random import Random
from typing import Any

import pytest

from domain.channels import (
    Deleted,
    Edited,
    Item,
    Reachable,
    Reported,
    Unreadable,
    Written,
)
from domain.vocabulary import DeliveryState
from tests.channels.platforms.fuzzing import Payload, check_accepts, check_read, fuzzed
from tests.channels.platforms.meta_accounts import offline
from tests.standins.meta_webhooks import (
    NOW,
    PERSON,
    PHONE,
    on_whatsapp,
    posted,
    signed,
    storm,
    wa,
    wa_status,
    wa_text,
    written,
)


def read(document: object) -> list[Item]:
    return list(check_read(offline("whatsapp"), posted(document)))


def only(document: object) -> Any:
    (item,) = read(document)
    return item


@pytest.mark.channel("whatsapp", "edit", "delete")
def test_an_edit_and_a_deletion_name_the_message_that_they_are_about() -> None:
    anew = {"type": "text", "text": {"body": "Tomorrow"}}
    image = {"type": "image", "image": {"id": "1", "caption": "Anew"}}
    for content, text in ((anew, "Tomorrow"), (image, "Anew")):
        edit = {"original_message_id": "wamid.A", "message": content}
        item = only(on_whatsapp(wa("E", type="edit", edit=edit)))
        assert item == Edited("wamid.A", "wamid.E", PERSON, text, NOW)
    revoke = wa("R", type="revoke", revoke={"original_message_id": "wamid.A"})
    assert only(on_whatsapp(revoke)) == Deleted("wamid.A", PERSON, NOW)


@pytest.mark.channel("whatsapp", "receipt")
@pytest.mark.parametrize(
    ("status", "state"),
    [("sent", "sent"), ("delivered", "delivered"), ("read", "read"), ("played", "read")],
)
def test_a_status_says_how_far_a_message_has_come_and_names_our_key(
    status: str, state: str
) -> None:
    told = wa_status("wamid.S", status, biz_opaque_callback_data="eu-1:12:0")
    expected = Reported(DeliveryState(state), NOW, ("wamid.S",), ("eu-1:12:0",))
    assert only(on_whatsapp(statuses=[told])) == expected


@pytest.mark.channel("whatsapp", "receipt")
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (131047, "window_closed"),
        (131026, "undeliverable_131026"),
        (130429, "rate_130429"),
        (999999, "refused_999999"),
        (None, "failed"),
    ],
)
def test_a_failure_says_why(code: int | None, reason: str) -> None:
    errors = [] if code is None else [{"code": code, "title": "Something", "message": "private"}]
    item = only(on_whatsapp(statuses=[wa_status("wamid.S", "failed", errors=errors)]))
    assert (item.state, item.reason) == (DeliveryState.FAILED, reason)


@pytest.mark.channel("whatsapp", "receipt")
def test_a_face_at_our_message_says_that_it_was_read_and_is_no_message() -> None:
    faced = wa("A", type="reaction", reaction={"message_id": "wamid.S", "emoji": "👍"})
    assert only(on_whatsapp(faced)) == Reported(DeliveryState.READ, NOW, ("wamid.S",))
    taken_back = wa("A", type="reaction", reaction={"message_id": "wamid.S", "emoji": ""})
    assert read(on_whatsapp(taken_back)) == []


def test_who_has_another_number_is_reached_by_the_one_before_no_more() -> None:
    system = {"type": "user_changed_number", "previous_user_id": PERSON, "wa_id": "972912345678"}
    event = wa("A", type="system", system=system)
    del event["from_user_id"]
    assert read(on_whatsapp(event, contacts=[])) == [
        Reachable(PERSON, reachable=False, at=NOW),
        Reachable(PHONE, reachable=False, at=NOW),
    ]
    other = wa("A", type="system", system={"type": "customer_identity_changed"})
    assert read(on_whatsapp(other)) == []


def test_older_versions_call_a_changed_number_by_another_name() -> None:
    system = {"type": "customer_changed_number", "customer": PHONE, "wa_id": "972912345678"}
    event = wa("A", type="system", system=system)
    assert read(on_whatsapp(event, contacts=[])) == [Reachable(PHONE, reachable=False, at=NOW)]


def test_whom_a_change_leaves_where_they_were_is_reached_there_still() -> None:
    system = {"type": "user_changed_user_id", "previous_user_id": PERSON, "user_id": "US.9"}
    event = wa("A", type="system", system={**system, "wa_id": PHONE})
    assert read(on_whatsapp(event, contacts=[])) == [Reachable(PERSON, reachable=False, at=NOW)]


@pytest.mark.channel("whatsapp", "edit", "delete")
def test_an_edit_and_a_deletion_that_name_the_number_are_of_whom_the_contact_beside_names() -> None:
    edit = {"original_message_id": "wamid.A", "message": ANEW}
    told = wa("E", type="edit", edit=edit), wa("R", type="revoke", revoke=edit)
    for event in told:
        del event["from_user_id"]
        assert only(on_whatsapp(event)).sender_id == PERSON


@pytest.mark.channel("whatsapp", "duplicate", "reorder")
def test_repeated_batched_and_out_of_order_each_message_reads_the_same() -> None:
    documents = [
        on_whatsapp(wa_text(f"{n}", f"text {n}", NOW - timedelta(seconds=200 - n)))
        for n in range(200)
    ]
    found: dict[str, set[tuple[str, object, int]]] = {}
    channel = offline("whatsapp")
    requests = storm(documents, Random(7))
    for request in requests:
        assert channel.accepts(request)
        for item in check_read(channel, request):
            assert isinstance(item, Written)
            found.setdefault(item.message_id, set()).add((item.text, item.sent_at, item.order))
    assert sum(len(channel.read(request)) for request in requests) > len(documents)
    assert {len(versions) for versions in found.values()} == {1}
    in_order = sorted(found, key=lambda one: min(str(at) for _, at, _ in found[one]))
    assert in_order == [f"wamid.{n}" for n in range(200)]


ANEW = {"type": "text", "text": {"body": "Tomorrow"}}
EDIT = {"original_message_id": "B", "message": ANEW}
PAYLOADS: list[Payload] = [
    on_whatsapp(wa_text("A", "Olá"), wa_text("B", "สวัสดี")),
    on_whatsapp(wa("A", type="image", image={"id": "1", "mime_type": "image/png", "caption": "x"})),
    on_whatsapp(wa("A", type="location", location={"latitude": 1.5, "longitude": -2, "name": "x"})),
    on_whatsapp(wa("A", type="order", order={"product_items": [{"quantity": 2, "item_price": 3}]})),
    on_whatsapp(wa("A", type="interactive", interactive={"button_reply": {"id": "1"}})),
    on_whatsapp(wa("A", type="contacts", contacts=[{"name": {"formatted_name": "x"}}])),
    on_whatsapp(wa("A", type="edit", edit=EDIT)),
    on_whatsapp(wa("A", type="revoke", revoke={"original_message_id": "B"})),
    on_whatsapp(wa("A", type="system", system={"type": "user_changed_number", "wa_id": "1"})),
    on_whatsapp(wa("A", type="reaction", reaction={"message_id": "B", "emoji": "👍"})),
    on_whatsapp(wa("A", type="unsupported", errors=[{"code": 131051}])),
    on_whatsapp(statuses=[wa_status("S", "failed", errors=[{"code": 131047}])]),
    on_whatsapp(statuses=[wa_status("S", "read", biz_opaque_callback_data="key")]),
    written(on_whatsapp(wa_text("A", "Olá"))),
]


@pytest.mark.channel("whatsapp", "fuzz")
def test_nothing_that_comes_makes_reading_raise() -> None:
    channel = offline("whatsapp")
    kinds = set()
    for body in fuzzed(PAYLOADS, 2000, seed=8):
        request = signed(body)
        assert check_accepts(channel, request)
        kinds |= {type(item) for item in check_read(channel, request)}
    assert kinds == {Written, Edited, Deleted, Reported, Reachable, Unreadable}
