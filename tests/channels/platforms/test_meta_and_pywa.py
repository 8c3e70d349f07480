"""What another program makes of the same: pywa, which speaks to WhatsApp's Cloud API for many.

Meta publishes no schema that we could hold ourselves against. pywa is for development alone: here
it checks what our stand-in signs and posts, and what Meta's errors are called.
"""

import json

import pytest
from pywa.client import WhatsApp
from pywa.errors import (
    AuthException,
    AuthorizationError,
    ExpiredAccessToken,
    ReEngagementMessage,
    ThrottlingError,
    WhatsAppError,
)
from pywa.types.message import Message
from pywa.types.message_status import MessageStatus
from pywa.utils import webhook_updates_validator

from channels.meta.errors import AGAIN, NEVER, TOKEN, WINDOW
from tests.channels.platforms.meta_accounts import offline
from tests.standins.meta import APP_SECRET, NUMBER, fault
from tests.standins.meta_webhooks import on_whatsapp, posted, wa, wa_status, wa_text


@pytest.mark.channel("whatsapp", "signature")
def test_both_accept_and_refuse_the_same_signatures() -> None:
    request, ours = posted(on_whatsapp(wa_text("A", "Olá — 注文 🚚"))), offline("whatsapp")
    header = request.headers["x-hub-signature-256"]
    assert ours.accepts(request)
    for secret, body, fits in (
        (APP_SECRET, request.body, True),
        ("another", request.body, False),
        (APP_SECRET, request.body + b" ", False),
    ):
        assert webhook_updates_validator(secret, body, header) is fits


def named(code: int) -> type[WhatsAppError]:
    answer = json.loads(bytes(fault(code).body))
    return type(WhatsAppError.from_dict(answer["error"]))


def test_both_call_the_same_errors_a_rate_a_token_or_a_window() -> None:
    known = {code: named(code) for code in (*AGAIN, *NEVER, *TOKEN, *WINDOW)}
    throttled = {code for code, found in known.items() if issubclass(found, ThrottlingError)}
    assert throttled - set(AGAIN) == {131064}  # a limit for breaking rules does not pass by itself
    assert {known[code] for code in (0, 190)} == {AuthException, ExpiredAccessToken}
    assert known[131047] is ReEngagementMessage
    unauthorised = {code for code, found in known.items() if issubclass(found, AuthorizationError)}
    assert {NEVER.get(code, "token") for code in unauthorised} == {"permission", "token"}


def test_both_read_the_same_of_what_our_stand_in_posts() -> None:
    place = {"latitude": 1.5, "longitude": 2.0}
    media = {"id": "77", "mime_type": "image/png", "sha256": "x=", "caption": "Look"}
    told = [
        on_whatsapp(wa_text("A", "Olá — 注文 🚚")),
        on_whatsapp(wa("B", type="location", location=place)),
        on_whatsapp(wa("C", type="image", image=media)),
    ]
    theirs = WhatsApp(phone_id=NUMBER, token="nothing is asked")  # its token is for calls
    for document in told:
        request = posted(document)
        (item,) = offline("whatsapp").read(request)
        read = Message.from_update(theirs, json.loads(request.body))
        assert (read.id, read.timestamp) == (item.message_id, item.sent_at)
        assert (read.from_user.bsuid, read.from_user.name) == (item.sender.id, item.sender.name)
        assert f"+{read.from_user.wa_id}" == item.sender.phone
        assert (read.text or read.caption or "") in item.text
    status = posted(on_whatsapp(statuses=[wa_status("S", "read", biz_opaque_callback_data="key")]))
    (report,) = offline("whatsapp").read(status)
    state = MessageStatus.from_update(theirs, json.loads(status.body))
    assert (state.id, state.tracker) == (*report.provider_ids, *report.by_key)
    assert (state.status, state.timestamp) == (report.state, report.at)
