from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.arrivals import Sender
from domain.channels import Item, RemoteFile, Unreadable, Written
from tests.channels.platforms.fuzzing import check_read
from tests.channels.platforms.meta_accounts import offline
from tests.standins.meta import NUMBER
from tests.standins.meta_webhooks import (
    NOW,
    PERSON,
    PHONE,
    contact,
    on_whatsapp,
    posted,
    seconds,
    signed,
    wa,
    wa_text,
    written,
)

HQ = {"latitude": 37.46, "longitude": -122.2, "name": "HQ", "address": "1 Way"}
SHEENA = Sender(PERSON, "Sheena Nelson", phone=f"+{PHONE}", country="US")


def read(document: object) -> list[Item]:
    return list(check_read(offline("whatsapp"), posted(document)))


def only(document: object) -> Any:
    (item,) = read(document)
    return item


def message(**parts: Any) -> Any:
    return only(on_whatsapp(wa("A", **parts)))


@pytest.mark.channel("whatsapp", "in")
def test_a_text_comes_with_its_writer_whom_the_platform_vouches_for() -> None:
    item = only(on_whatsapp(wa_text("A", "Olá 🚚", NOW - timedelta(seconds=9))))
    assert item == Written(
        message_id="wamid.A",
        sender=SHEENA,
        text="Olá 🚚",
        sent_at=(NOW - timedelta(seconds=9)).replace(microsecond=0),
        verified=replace(item.verified, phone=True),
    )


@pytest.mark.channel("whatsapp", "in")
def test_somebody_with_a_username_has_no_number_and_is_known_by_metas_id() -> None:
    nameless = {"profile": {"name": "S", "username": "sheena"}, "user_id": "BR.15025"}
    event = {"id": "wamid.A", "timestamp": seconds(NOW), "type": "text", "text": {"body": "Oi"}}
    for known in ({**event, "from_user_id": "BR.15025"}, event):
        item = only(on_whatsapp(known, contacts=[nameless]))
        assert item.sender == Sender("BR.15025", "S", country="BR")
        assert not item.verified.phone
        assert item.extra == {"username": "sheena"}


@pytest.mark.channel("whatsapp", "in")
def test_where_meta_gives_no_id_a_person_is_known_by_the_number() -> None:
    event = {**wa_text("A", "Olá"), "from": "351912345678"}
    del event["from_user_id"]
    item = only(
        on_whatsapp(event, contacts=[{"wa_id": "351912345678", "profile": {"name": "Ana"}}])
    )
    assert item.sender == Sender("351912345678", "Ana", phone="+351912345678", country="PT")


@pytest.mark.channel("whatsapp", "in")
def test_nobody_is_taken_for_somebody_else_whose_contact_stands_beside() -> None:
    ana = contact("PT.1", "351912345678", "Ana")
    event = {**wa_text("A", "Olá"), "from": "351960000000"}
    del event["from_user_id"]
    assert only(on_whatsapp(event, contacts=[ana])).sender.id == "351960000000"
    second = contact("PT.2", "351960000000", "Rui")
    assert only(on_whatsapp(event, contacts=[ana, second])).sender.name == "Rui"


@pytest.mark.channel("whatsapp", "in", "media")
@pytest.mark.parametrize("kind", ["image", "video", "document", "audio", "sticker"])
def test_a_file_is_named_for_later_and_its_caption_is_the_text(kind: str) -> None:
    media = {"id": 65463453, "mime_type": "x/y; codecs=z", "sha256": "4654", "caption": "Look"}
    item = message(type=kind, **{kind: {**media, "filename": "a.pdf", "file_size": 17}})
    assert item.text == "Look"
    assert item.extra == {"kind": kind}
    assert item.remote == (RemoteFile("65463453", "a.pdf", "x/y", 17),)


@pytest.mark.channel("whatsapp", "in")
@pytest.mark.parametrize(
    ("parts", "text", "extra"),
    [
        (
            {
                "type": "location",
                "location": {
                    "latitude": 37.46,
                    "longitude": -122.2,
                    "name": "HQ",
                    "address": "1 Way",
                },
            },
            "HQ\n1 Way\n37.46, -122.2",
            {
                "kind": "location",
                "place": HQ,
            },
        ),
        (
            {
                "type": "contacts",
                "contacts": [
                    {"name": {"formatted_name": "Chandler Bing"}, "phones": [{"phone": "+1 555"}]}
                ],
            },
            "Chandler Bing +1 555",
            {"kind": "contacts"},
        ),
        (
            {
                "type": "interactive",
                "interactive": {
                    "type": "list_reply",
                    "list_reply": {"id": "7", "title": "Tuesday"},
                },
            },
            "Tuesday",
            {"kind": "choice", "choice": "7"},
        ),
        (
            {"type": "button", "button": {"text": "Yes", "payload": "yes-1"}},
            "Yes",
            {"kind": "choice", "choice": "yes-1"},
        ),
        (
            {
                "type": "order",
                "order": {
                    "catalog_id": 35416,
                    "text": "Soon please",
                    "product_items": [
                        {"product_retailer_id": "A-7", "quantity": 2, "item_price": 35.5}
                    ],
                },
            },
            "Soon please\n2 × A-7 (35.5)",
            {"kind": "order", "catalogue": "35416"},
        ),
        (
            {"text": {"body": "Fwd"}, "context": {"forwarded": True}},
            "Fwd",
            {"forwarded": True},
        ),
        (
            {"text": {"body": "Hi"}, "referral": {"headline": "Shoes", "source_id": "9"}},
            "Hi",
            {"referral": {"source_id": "9", "headline": "Shoes"}},
        ),
    ],
)
def test_what_is_no_plain_text_is_told_in_words_and_in_facts(
    parts: Mapping[str, Any], text: str, extra: Mapping[str, object]
) -> None:
    item = message(**parts)
    assert (item.text, item.extra) == (text, extra)


@pytest.mark.channel("whatsapp", "unsupported")
@pytest.mark.parametrize(
    ("parts", "extra"),
    [
        ({"type": "hologram", "hologram": {}}, {"kind": "unsupported", "type": "hologram"}),
        (
            {"type": "unsupported", "unsupported": {"type": "poll"}, "errors": [{"code": 131051}]},
            {"kind": "unsupported", "type": "poll", "reason": "131051"},
        ),
        ({"type": 5}, {"kind": "unsupported", "type": "unknown"}),
        ({"type": "image", "image": {}}, {"kind": "unsupported", "type": "image"}),
        ({"type": "text"}, {"kind": "unsupported", "type": "text"}),
        ({"type": "interactive"}, {"kind": "unsupported", "type": "interactive"}),
    ],
)
def test_what_cannot_be_shown_is_kept_as_that(
    parts: Mapping[str, Any], extra: Mapping[str, object]
) -> None:
    item = message(**parts)
    assert (item.text, item.extra, item.sender) == ("", extra, SHEENA)


def test_a_message_of_a_group_belongs_to_the_group_and_answers_another() -> None:
    item = message(text={"body": "Hi"}, group_id="Y2Fw", context={"id": "wamid.Q"})
    assert (item.thread, item.sender, item.in_reply_to) == ("group:Y2Fw", SHEENA, "wamid.Q")


def test_what_another_number_or_the_phones_own_app_got_is_passed_over() -> None:
    ours, other = on_whatsapp(wa_text("A", "1")), on_whatsapp(wa_text("B", "2"), number="777")
    echo = on_whatsapp(wa_text("C", "3"), field="smb_message_echoes")
    template = on_whatsapp(field="message_template_status_update")
    both = {**ours, "entry": [*other["entry"], *ours["entry"], *echo["entry"], *template["entry"]]}
    assert [getattr(item, "message_id", "") for item in read(both)] == ["wamid.A"]
    assert read({"object": "instagram", "entry": []}) == []


def test_ids_may_be_numbers() -> None:
    document = on_whatsapp(wa_text("A", "1"))
    document["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = int(NUMBER)
    event = document["entry"][0]["changes"][0]["value"]["messages"][0]
    event.update({"from": 16505551234, "id": 2**53 + 1, "timestamp": int(seconds(NOW))})
    item = only(document)
    assert (item.message_id, item.sender, item.sent_at) == (str(2**53 + 1), SHEENA, NOW)


def test_a_number_that_no_program_reads_spoils_nothing_beside_it() -> None:
    body = written(on_whatsapp(wa_text("A", "1"), wa("B", text={"body": 7777777})))
    long = body.replace(b"7777777", b"7" * 5000)
    items = check_read(offline("whatsapp"), signed(long))
    assert [getattr(item, "text", None) for item in items] == ["1", "7" * 5000]


def test_one_bad_event_among_good_ones_is_set_aside_by_itself_and_can_be_read_again() -> None:
    bad: list[Any] = [{**wa_text("B", "2"), "id": None}, "nothing", {"type": "text"}]
    items = read(on_whatsapp(wa_text("A", "1"), *bad, wa_text("C", "3"), contacts=[]))
    assert [getattr(item, "message_id", getattr(item, "reason", "")) for item in items] == [
        *("wamid.A", "no_message_id", "odd_event", "no_sender", "wamid.C")
    ]
    aside = items[1]
    assert isinstance(aside, Unreadable)
    mended = aside.content.replace(b'"id": null', b'"id": "wamid.B"')
    (again,) = check_read(offline("whatsapp"), signed(mended))
    assert isinstance(again, Written)
    assert (again.message_id, again.text) == ("wamid.B", "2")


def test_what_is_set_aside_of_one_keeps_nothing_of_the_others_who_wrote() -> None:
    contacts = [{"wa_id": f"35191234567{n}", "profile": {"name": f"Ana {n}"}} for n in range(3)]
    bad = [{**wa_text(str(n), "2"), "id": None, "from": f"35191234567{n}"} for n in range(3)]
    for n, aside in enumerate(read(on_whatsapp(*bad, contacts=contacts))):
        assert isinstance(aside, Unreadable)
        assert [f"Ana {one}".encode() in aside.content for one in range(3)] == [
            one == n for one in range(3)
        ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"hello", "not_json"),
        (b'{"a":' * 100_000, "not_json"),
        (b"[]", "not_json"),
        (b"{}", "no_object"),
        (b'{"object":"whatsapp_business_account"}', "no_entries"),
    ],
)
def test_what_is_no_delivery_is_set_aside_whole(body: bytes, reason: str) -> None:
    assert list(check_read(offline("whatsapp"), signed(body))) == [Unreadable(reason, body)]


def test_an_empty_delivery_tells_nothing() -> None:
    assert read({"object": "whatsapp_business_account", "entry": []}) == []
    assert read(on_whatsapp()) == []


def test_an_error_of_the_platform_itself_is_set_aside_where_people_see_it() -> None:
    document = on_whatsapp()
    document["entry"][0]["changes"][0]["value"]["errors"] = [{"code": 130429, "title": "Rate"}]
    assert only(document).reason == "platform_error_130429"


def test_what_comes_two_weeks_late_is_set_aside_and_what_comes_from_tomorrow_is_of_now() -> None:
    old = only(on_whatsapp(wa_text("A", "1", NOW - timedelta(days=14, seconds=1))))
    assert old.reason == "too_old"
    week = only(on_whatsapp(wa_text("A", "1", NOW - timedelta(days=7))))
    assert week.sent_at == NOW - timedelta(days=7)
    assert only(on_whatsapp(wa_text("A", "1", NOW + timedelta(days=1)))).sent_at == NOW
