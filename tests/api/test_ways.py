"""How a customer can be answered, said before the answer is sent; and what cannot go out."""

from base64 import b64encode
from datetime import timedelta

import pytest

from channels.platforms.whatsapp import KIND as WHATSAPP
from domain.access import Role
from domain.amendments import Place
from domain.channels import Reachable
from domain.contacts import AccountRule, Fallback
from domain.message_events import DeliveryReported
from domain.vocabulary import THE_DESK, DeliveryState
from tests.api.answering import (
    CHAT,
    ENCLOSED,
    MAIL,
    PNG,
    Shows,
    Speaking,
    furnished,
    is_on_both,
    ways,
    wrote,
)
from tests.api.house import MONDAY, House

DAY = timedelta(days=1)
FALLS_BACK = AccountRule(fall_back=(Fallback("email"),))
HELLO = {"text": "Hello, it is on its way."}


async def test_ways_say_what_each_takes_and_the_one_that_is_used_comes_first(house: House) -> None:
    ticket = await is_on_both(furnished(house))
    chat, mail = await ways(house, ticket)
    assert (chat["channel"], chat["account"], chat["used"]) == ("whatsapp", "shop", True)
    assert chat["until"] == "2026-03-03T10:00:00Z"
    assert chat["longest"] == {"length": 4096, "unit": "characters"}
    assert "image/png" in chat["files"]
    assert chat["largest_file"] == WHATSAPP.limits.largest
    assert (mail["channel"], mail["used"], mail["open"], mail["until"]) == (
        "email",
        False,
        True,
        None,
    )


async def test_after_the_window_the_ways_name_what_is_taken_in_its_place(house: House) -> None:
    ticket = await is_on_both(furnished(house, whatsapp=FALLS_BACK))
    house.clock.at = MONDAY + DAY
    mail, chat = await ways(house, ticket)
    assert (mail["channel"], mail["used"]) == ("email", True)
    assert (chat["open"], chat["closed"], chat["used"]) == (False, "window_closed", False)
    furnished(house, whatsapp=AccountRule(template="desk_answer"))
    first, _ = await ways(house, ticket)
    assert (first["channel"], first["template"], first["used"]) == (
        "whatsapp",
        "desk_answer",
        True,
    )


async def test_only_agents_look_at_ways(house: House) -> None:
    ticket = await wrote(furnished(house))
    for role in (Role.CHANNEL, Role.OPS, Role.AUDITOR):
        assert (await house.get(f"/v1/tickets/{ticket}/ways", role)).status_code == 403
    assert (await house.get("/v1/tickets/eu-nobody/ways")).status_code == 404


async def test_an_answer_that_cannot_go_out_is_refused_with_the_ways_that_there_are(
    house: House,
) -> None:
    ticket = await is_on_both(furnished(house))
    house.clock.at = MONDAY + DAY
    refused = await house.post(f"/v1/tickets/{ticket}/replies", HELLO)
    assert (refused.status_code, refused.json()["code"]) == (409, "window_closed")
    shown = {one["channel"]: one["open"] for one in refused.json()["ways"]}
    assert shown == {"whatsapp": False, "email": True}
    assert house.commands.sent == []
    by_mail = {**HELLO, "via": {"channel": "email", "account": "support"}}
    assert (await house.post(f"/v1/tickets/{ticket}/replies", by_mail)).status_code == 200
    [(_, command, _)] = house.commands.sent
    assert getattr(command, "via", None) == MAIL


async def test_an_answer_that_a_template_can_carry_is_taken(house: House) -> None:
    ticket = await wrote(furnished(house, whatsapp=AccountRule(template="desk_answer")))
    house.clock.at = MONDAY + DAY
    assert (await house.post(f"/v1/tickets/{ticket}/replies", HELLO)).status_code == 200


@pytest.mark.parametrize("text", ["Olá Maria,\n\namanhã.", "x" * 1_025])
async def test_an_answer_that_a_template_cannot_carry_is_refused_with_the_ways_that_there_are(
    house: House, text: str
) -> None:
    ticket = await wrote(furnished(house, whatsapp=AccountRule(template="desk_answer")))
    house.clock.at = MONDAY + DAY
    answer = await house.post(f"/v1/tickets/{ticket}/replies", {"text": text})
    assert (answer.status_code, answer.json()["code"]) == (409, "window_closed")
    assert "one short line" in answer.json()["detail"]
    assert [(one["channel"], one["template"]) for one in answer.json()["ways"]] == [
        ("whatsapp", None)
    ]


async def test_an_account_that_an_agent_names_and_that_is_closed_falls_back_to_nothing(
    house: House,
) -> None:
    rule = AccountRule(fall_back=(Fallback("email"),))
    ticket = await is_on_both(furnished(house, whatsapp=rule))
    house.clock.at = MONDAY + DAY
    named = {"text": "Amanhã.", "via": {"channel": CHAT.channel, "account": CHAT.account}}
    answer = await house.post(f"/v1/tickets/{ticket}/replies", named)
    assert (answer.status_code, answer.json()["code"]) == (409, "window_closed")
    freely = await house.post(f"/v1/tickets/{ticket}/replies", {"text": "Amanhã."})
    assert freely.status_code == 200


async def test_an_answer_that_passed_passes_again_under_the_same_key(house: House) -> None:
    ticket = await wrote(furnished(house))
    path = f"/v1/tickets/{ticket}/replies"
    assert (await house.post(path, HELLO, Idempotency_Key="k-1")).status_code == 200
    house.clock.at = MONDAY + DAY
    assert (await house.post(path, HELLO, Idempotency_Key="k-1")).status_code == 200
    assert (await house.post(path, HELLO)).status_code == 409


@pytest.mark.parametrize(
    ("via", "field"),
    [
        ({"channel": "email", "account": "support"}, "via"),
        ({"channel": "fax", "account": "shop"}, "via"),
        ({"channel": "whatsapp"}, "via.account"),
    ],
)
async def test_an_account_where_the_customer_is_not_known_is_no_way(
    house: House, via: dict[str, str], field: str
) -> None:
    ticket = await wrote(furnished(house))
    refused = await house.post(f"/v1/tickets/{ticket}/replies", {**HELLO, "via": via})
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == [field]


async def test_files_of_an_answer_are_kept_shown_and_handed_out(house: House) -> None:
    ticket = await wrote(furnished(house))
    body = {**HELLO, "attachments": [ENCLOSED]}
    for _ in range(2):  # a repeat keeps nothing twice
        assert (
            await house.post(f"/v1/tickets/{ticket}/replies", body, Idempotency_Key="k-1")
        ).is_success
    messages = (await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"]
    [answer] = [one for one in messages if one["author"]["kind"] == "agent"]
    [file] = answer["attachments"]
    assert (file["name"], file["type"], file["size"]) == ("receipt.png", "image/png", len(PNG))
    handed = await house.get(f"/v1/tickets/{ticket}/attachments/{file['id']}")
    assert (handed.content, handed.headers["Content-Type"]) == (PNG, "image/png")
    view = await house.door.regions["eu"].views.ticket(ticket)
    assert len(await house.door.regions["eu"].blobs.of_customer(view.customer_id)) == 1


async def test_files_that_the_channel_does_not_take_are_refused(house: House) -> None:
    ticket = await wrote(furnished(house))
    unknown = {"content": b64encode(b"\x00\x01").decode(), "name": "a.bin"}
    refused = await house.post(f"/v1/tickets/{ticket}/replies", {**HELLO, "attachments": [unknown]})
    assert refused.status_code == 422
    assert [one["field"] for one in refused.json()["errors"]] == ["attachments"]
    linked = {"url": "https://example.org/a.png"}
    body = {**HELLO, "attachments": [linked]}
    assert (await house.post(f"/v1/tickets/{ticket}/replies", body)).status_code == 422


async def test_a_person_who_blocked_us_is_said_so(house: House) -> None:
    ticket = await wrote(furnished(house))
    await block(house)
    refused = await house.post(f"/v1/tickets/{ticket}/replies", HELLO)
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_be_reached")


async def block(house: House) -> None:
    amendments = house.door.regions["eu"].channels.amendments
    gone = Reachable("maria on whatsapp", reachable=False, at=MONDAY)
    await amendments.reachable(Place("whatsapp", "shop", MONDAY), gone)


async def answered(house: House, ticket: str) -> str:
    """An agent answers; the message's id."""
    assert (await house.post(f"/v1/tickets/{ticket}/replies", HELLO)).status_code == 200
    views = await house.door.regions["eu"].views.messages(ticket)
    [message] = [one for one in views if one.author_kind == "agent"]
    return message.id


async def reported(house: House, ticket: str, message: str, state: DeliveryState) -> None:
    """What became of the answer."""
    event = DeliveryReported(at=MONDAY, by=THE_DESK, message_id=message, state=state, reason="no")
    await house.commands.happens(ticket, event)


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.UNCERTAIN])
async def test_a_message_that_failed_or_is_uncertain_goes_again(
    house: House, state: DeliveryState
) -> None:
    ticket = await wrote(furnished(house))
    message = await answered(house, ticket)
    await reported(house, ticket, message, state)
    path = f"/v1/tickets/{ticket}/messages/{message}/again"
    assert (await house.post(path)).status_code == 200
    listed = (await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"]
    [answer] = [one for one in listed if one["id"] == message]
    assert answer["delivery"] == {"state": "queued", "reason": ""}
    refused = await house.post(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_repeat")
    await reported(house, ticket, message, DeliveryState.SENT)
    listed = (await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"]
    [answer] = [one for one in listed if one["id"] == message]
    assert answer["delivery"]["state"] == "sent", "what failed before is no failure any more"


async def test_what_is_on_its_way_or_unknown_does_not_go_again(house: House) -> None:
    ticket = await wrote(furnished(house))
    message = await answered(house, ticket)
    path = f"/v1/tickets/{ticket}/messages"
    assert (await house.post(f"{path}/{message}/again")).json()["code"] == "nothing_to_repeat"
    assert (await house.post(f"{path}/nobody/again")).json()["code"] == "no_such_message"


async def test_customers_see_that_somebody_is_writing_where_their_platform_shows_it(
    house: House,
) -> None:
    shows = Shows(WHATSAPP.abilities)
    ticket = await wrote(furnished(house, Speaking({CHAT: shows})))  # type: ignore[dict-item] # as far as it is asked
    shown = await house.post(f"/v1/tickets/{ticket}/typing")
    assert (shown.status_code, shown.content) == (204, b"")
    assert shows.shown == [("maria on whatsapp", "client-1")]
    house.clock.at = MONDAY + DAY
    assert (await house.post(f"/v1/tickets/{ticket}/typing")).status_code == 409


async def test_of_a_group_nobody_is_shown_in_private_that_somebody_is_writing(
    house: House,
) -> None:
    shows = Shows(WHATSAPP.abilities)
    furnished(house, Speaking({CHAT: shows}))  # type: ignore[dict-item] # as far as it is asked
    ticket = await house.wrote(
        channel=CHAT.channel, account=CHAT.account, message_id="client-1", thread="group:7"
    )
    assert (await house.post(f"/v1/tickets/{ticket}/typing")).status_code == 204
    assert shows.shown == [("group:7", "client-1")]


async def test_where_nobody_can_be_shown_it_the_answer_says_why(house: House) -> None:
    refuses = Shows(WHATSAPP.abilities, refuses=True)
    ticket = await wrote(furnished(house, Speaking({CHAT: refuses})))  # type: ignore[dict-item] # as far as it is asked
    refused = await house.post(f"/v1/tickets/{ticket}/typing")
    assert (refused.status_code, refused.json()["code"]) == (409, "typing_not_shown")
    assert "blocked" in refused.json()["detail"]
    silent = await wrote(house, 2, MAIL)
    assert (await house.post(f"/v1/tickets/{silent}/typing")).status_code == 409
