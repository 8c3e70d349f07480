import json
from dataclasses import replace
from datetime import datetime

import pytest

from channels.web.signature import verify
from channels.web.signed_webhook import Endpoint
from domain.ports import Refused
from domain.vocabulary import NotificationKind
from tests.channels.building import NOW, SECRET, URL_SECRET, url_of, webhook_pager
from tests.channels.contract import assert_says_nothing
from tests.channels.paging.contract import NOTIFICATION, SUBJECT, TEXT
from tests.channels.paging.test_contract import message_to
from tests.channels.receiver import Receiver, Says

MESSAGE = message_to("on-call")
SHIFT = replace(NOTIFICATION, id="note-8", kind=NotificationKind.SHIFT, text="!", ticket_id=None)


async def test_the_receiver_can_check_what_it_gets() -> None:
    async with Receiver() as receiver, webhook_pager(url_of(receiver.port)) as pager:
        await pager.call(MESSAGE)
        [request] = receiver.requests
        assert verify(SECRET, request.headers, request.body, NOW)
        assert request.headers["webhook-id"] == request.headers["idempotency-key"] == "note-7:x"
        assert json.loads(request.body.decode("utf-8")) == {
            "type": "notification",
            "id": "note-7:x",
            "agent": "sam",
            "subject": SUBJECT,
            "text": TEXT,
            "notifications": [
                {
                    "id": "note-7",
                    "ticket_id": "ticket-42",
                    "team": "eu-care",
                    "kind": "page",
                    "text": TEXT,
                    "at": "2026-03-29T01:30:00.000Z",
                }
            ],
        }


async def test_several_notifications_are_a_digest() -> None:
    async with Receiver() as receiver, webhook_pager(url_of(receiver.port)) as pager:
        await pager.call(replace(MESSAGE, notifications=(NOTIFICATION, SHIFT)))
        body = json.loads(receiver.requests[0].body)
        assert body["type"] == "digest"
        assert [(one["id"], one["ticket_id"]) for one in body["notifications"]] == [
            ("note-7", "ticket-42"),
            ("note-8", None),
        ]


NAIVE = replace(NOTIFICATION, at=datetime(2026, 3, 29, 1, 30))  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"address": "nobody-wrote-this"}, "no_webhook"),
        ({"text": "lone \ud800"}, "unwritable"),
        ({"notifications": (NAIVE,)}, "unwritable"),
        ({"key": "note.7"}, "invalid_key"),
        ({"key": "a\r\nx-injected: 1"}, "invalid_key"),
    ],
)
async def test_what_cannot_be_sent_is_refused_before_anything_leaves(
    changes: dict[str, object], reason: str
) -> None:
    async with Receiver() as receiver, webhook_pager(url_of(receiver.port)) as pager:
        with pytest.raises(Refused) as failure:
            await pager.call(replace(MESSAGE, **changes))  # type: ignore[arg-type] # table of mixed fields
        assert failure.value.reason == reason
        assert_says_nothing(failure.value, TEXT, "lone", URL_SECRET)
        assert receiver.connections == 0


@pytest.mark.parametrize(("loopback", "allowed"), [(False, True), (True, False)])
async def test_this_machine_is_called_only_where_desk_and_installation_both_allow_it(
    loopback: bool, allowed: bool
) -> None:
    async with (
        Receiver() as receiver,
        webhook_pager(url_of(receiver.port), loopback=loopback, loopback_allowed=allowed) as pager,
    ):
        with pytest.raises(Refused, match="forbidden_destination"):
            await pager.call(MESSAGE)
        assert receiver.connections == 0


@pytest.mark.parametrize("url", ["https://a.example/\ud800", "https://a.example:99999/", "ftp://a"])
async def test_what_is_no_url_is_a_forbidden_destination(url: str) -> None:
    async with webhook_pager(url) as pager:
        with pytest.raises(Refused, match="forbidden_destination"):
            await pager.call(MESSAGE)


async def test_a_webhook_that_is_gone_is_refused_as_such() -> None:
    async with Receiver() as receiver, webhook_pager(url_of(receiver.port)) as pager:
        receiver.then(Says(410))
        with pytest.raises(Refused, match="gone"):
            await pager.call(MESSAGE)


def test_an_endpoint_shows_neither_url_nor_secret() -> None:
    assert repr(Endpoint("https://a.example/t0ken", SECRET)) == "Endpoint(loopback=False)"
