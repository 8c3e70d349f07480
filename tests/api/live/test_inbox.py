"""What the inbox shows of each ticket, to whom, and that reading it is noted."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from domain.access import ApiKey, Role
from domain.events import MessageTranslated
from domain.glances import LONGEST
from domain.persons import Mark, MarkKind
from domain.relay import HandOver
from domain.residency import Show
from domain.stores import Text
from domain.vocabulary import THE_DESK, HandOverCause, Status
from tests.api.house import MONDAY, House, bearer, sample
from tests.api.test_residency import ASKS, goes_by, handed_over, said, showing
from tests.api.test_sight import NA

ANA = ApiKey("k-ana", Role.AGENT, region="eu", teams=("eu-care",), agent="ana")
BOB = replace(ANA, id="k-bob", agent="bob")


async def listed(house: House, key: ApiKey = ANA, query: str = "") -> dict[str, Any]:
    """The one ticket of a list."""
    answer = await house.as_key(key, "GET", f"/v1/tickets{query}")
    assert answer.status_code == 200, answer.text
    [item] = answer.json()["items"]
    return dict(item)


async def read(house: House, ticket: str, version: object, key: ApiKey = ANA) -> httpx.Response:
    return await house.as_key(key, "PUT", f"/v1/tickets/{ticket}/read", {"version": version})


async def put_into(house: House, ticket: str, language: str, text: str) -> None:
    """The ticket's first message, in another language."""
    stores = house.door.regions["eu"]
    view = await stores.views.ticket(ticket)
    text_id = f"{view.first_message}:{language}"
    await stores.vault.put(
        Text(text_id, view.customer_id, ticket, "translation", language, {"text": text})
    )
    made = MessageTranslated(
        at=MONDAY,
        by=THE_DESK,
        message_id=view.first_message,
        language=language,
        engine="local",
    )
    await house.commands.happens(ticket, made)


async def test_a_ticket_is_listed_with_who_wrote_and_what_they_said_last(house: House) -> None:
    await house.wrote(text="Onde está?\n\n  A minha encomenda?")
    item = await listed(house)
    assert item["customer_name"] == "Maria"
    assert item["excerpt"] == "Onde está? A minha encomenda?"
    assert item["last_message_at"] == "2026-03-02T10:00:00Z"
    assert item["unread"] is True


async def test_the_excerpt_is_what_was_said_last_by_the_customer(house: House) -> None:
    ticket = await house.wrote(text="first")
    house.clock.at += timedelta(minutes=1)
    await house.wrote(text="second", message_id="m-2")
    answer = await house.as_key(ANA, "POST", f"/v1/tickets/{ticket}/replies", {"text": "ours"})
    assert answer.status_code == 200, answer.text
    item = await listed(house)
    assert item["excerpt"] == "second"


async def test_the_excerpt_is_in_the_language_of_whoever_asks(house: House) -> None:
    ticket = await house.wrote()
    desk = sample()
    speaker = next(one for team in desk.teams.values() for one in team.members)
    other = "de" if speaker.languages[0] != "de" else "fr"
    await put_into(house, ticket, other, "another language")
    await put_into(house, ticket, speaker.languages[0], "in my language")
    item = await listed(house, replace(ANA, agent=speaker.id))
    assert (item["excerpt"], item["excerpt_language"]) == ("in my language", speaker.languages[0])


async def test_a_long_text_is_cut_and_says_so(house: House) -> None:
    await house.wrote(text="word " * 20_000)
    excerpt = (await listed(house))["excerpt"]
    assert len(excerpt) <= LONGEST
    assert excerpt.endswith("word…")


@pytest.mark.parametrize("role", [Role.OPS, Role.AUDITOR, Role.ADMIN])
async def test_who_sees_no_text_sees_no_name_and_no_excerpt(house: House, role: Role) -> None:
    await house.wrote()
    item = (await house.get("/v1/tickets", role)).json()["items"][0]
    assert (item["customer_name"], item["excerpt"], item["subject"]) == (None, None, None)
    assert item["last_message_at"] == "2026-03-02T10:00:00Z"
    assert item["unread"] is True


@pytest.mark.attack(36)
async def test_people_of_another_region_see_excerpts_as_masked_as_messages(house: House) -> None:
    await handed_over(goes_by(house, showing()))
    item = await listed(house, NA)
    assert item["excerpt"] == "I am Maria, write to [e-mail]"
    assert item["customer_name"] == "Maria"
    goes_by(house, showing(texts=Show.HIDDEN, profile=Show.HIDDEN))
    item = await listed(house, NA)
    assert (item["excerpt"], item["customer_name"]) == (None, None)
    named = replace(showing(), masks=("e-mail", "name"))
    goes_by(house, named)
    item = await listed(house, NA)
    assert (item["excerpt"], item["customer_name"]) == ("I am [name], write to [e-mail]", "[name]")


async def test_what_stands_before_the_cut_is_masked_before_it_is_cut(house: House) -> None:
    """Else the first half of an address would stand there, which nobody recognises."""
    goes_by(house, showing())
    text = "x" * (LONGEST - 60) + " anna" + "a" * 55 + "@example.org"
    ticket = await house.wrote(text=text)
    view = await house.door.regions["eu"].views.ticket(ticket)
    await house.stands(replace(view, team="na-care", version=view.version + 1))
    excerpt = (await listed(house, NA))["excerpt"]
    assert "anna" not in excerpt
    assert len(excerpt) <= LONGEST


async def test_where_a_reason_is_wanted_a_list_without_one_has_no_excerpt(house: House) -> None:
    await handed_over(goes_by(house, ASKS))
    item = await listed(house, NA)
    assert (item["excerpt"], item["customer_name"]) == (None, None)
    with_reason = (await said(house, "/v1/tickets", "customer-waits", key=NA)).json()["items"][0]
    assert with_reason["excerpt"] == "I am Maria, write to [e-mail]"


async def test_texts_that_may_only_be_kept_are_withheld(house: House) -> None:
    ticket = await house.wrote()
    stores = house.door.regions["eu"]
    customer = (await stores.views.ticket(ticket)).customer_id
    await stores.persons.place(Mark(customer, MarkKind.RESTRICTED, MONDAY, "p", "key", "asked"))
    item = await listed(house)
    assert (item["excerpt"], item["customer_name"]) == ("[restricted]", "[restricted]")


async def test_a_list_with_excerpts_is_noted_as_a_list(house: House) -> None:
    ticket = await house.wrote()
    await listed(house)
    log = (await house.get("/v1/audit/access", Role.AUDITOR)).json()
    assert [(one["what"], one["shown"]) for one in log["items"]] == [("list_tickets", [ticket])]


async def test_who_read_a_ticket_has_read_it_and_others_have_not(house: House) -> None:
    ticket = await house.wrote()
    version = (await listed(house))["version"]
    assert (await read(house, ticket, version)).status_code == 204
    assert (await listed(house))["unread"] is False
    assert (await listed(house, replace(ANA, id="her other key")))["unread"] is False
    assert (await listed(house, BOB))["unread"] is True
    house.clock.at += timedelta(minutes=1)
    await house.wrote(message_id="m-2")
    assert (await listed(house))["unread"] is True


@pytest.mark.parametrize("version", [0, -1, 1.5, "1", None, 2**40])
async def test_a_version_that_is_none_is_named(house: House, version: object) -> None:
    ticket = await house.wrote()
    answer = await read(house, ticket, version)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == ["version"]


async def test_nobody_has_read_further_than_the_ticket_has_come(house: House) -> None:
    ticket = await house.wrote()
    version = (await listed(house))["version"]
    answer = await read(house, ticket, version + 1)
    assert answer.status_code == 422
    assert f"version {version}" in answer.json()["errors"][0]["detail"]
    assert (await listed(house))["unread"] is True


async def test_nobody_notes_that_they_read_what_they_do_not_see(house: House) -> None:
    ticket = await house.wrote()
    for key in (NA, replace(ANA, region="apac", teams=("apac-care",))):
        assert (await read(house, ticket, 1, key)).status_code == 404
    assert (await read(house, "eu-404", 1)).status_code == 404
    channel = {"version": 1}
    answer = await house.client.put(
        f"/v1/tickets/{ticket}/read", json=channel, headers=bearer(Role.CHANNEL)
    )
    assert answer.status_code == 403


async def test_whose_turn_it_is_narrows_a_list(house: House) -> None:
    ticket = await house.wrote()
    for query, there in (
        ("waiting_for=desk", True),
        ("waiting_for=customer", False),
        ("waiting_for=desk&status=new&status=waiting", True),
        ("waiting_for=customer&status=new", False),
        ("waiting_for=desk&status=held", False),
    ):
        answer = await house.as_key(ANA, "GET", f"/v1/tickets?{query}")
        assert (len(answer.json()["items"]) == 1) is there, query
    view = await house.door.regions["eu"].views.ticket(ticket)
    await house.stands(replace(view, status=Status.WAITING, version=view.version + 1))
    assert (await listed(house, query="?waiting_for=customer"))["id"] == ticket
    assert (await house.as_key(ANA, "GET", "/v1/tickets?waiting_for=desk")).json()["items"] == []


async def test_a_hand_over_that_waits_for_its_answer_can_be_listed(house: House) -> None:
    ticket = await house.wrote()
    view = await house.door.regions["eu"].views.ticket(ticket)
    awaited = HandOver("eu-care", HandOverCause.AGENT, MONDAY, acknowledge_by=MONDAY)
    handed = replace(view, handover=awaited, version=view.version + 1)
    assert (await house.as_key(ANA, "GET", "/v1/tickets?unacknowledged=true")).json()["items"] == []
    await house.stands(handed)
    assert (await listed(house, query="?unacknowledged=true"))["id"] == ticket
    answered = replace(awaited, acknowledged_at=MONDAY)
    await house.stands(replace(handed, handover=answered, version=view.version + 2))
    assert (await house.as_key(ANA, "GET", "/v1/tickets?unacknowledged=true")).json()["items"] == []


async def test_a_list_can_be_asked_for_some_tickets_alone(house: House) -> None:
    one = await house.wrote()
    other = await house.wrote(sender={"id": "other", "country": "IE"}, message_id="m-2")
    view = await house.door.regions["eu"].views.ticket(other)
    await house.stands(replace(view, status=Status.WAITING, version=view.version + 1))
    for query, there in (
        (f"id={one}", {one}),
        (f"id={one}&id={other}&id=eu-404", {one, other}),
        (f"id={one}&id={other}&waiting_for=customer", {other}),
        (f"id={other}&waiting_for=desk", set()),
        (f"id={other}&sort=opened", {other}),
        (f"id={one}&search=encomenda", {one}),
        (f"id={one}&search=nothing", set()),
        ("id=na-404", set()),
    ):
        answer = await house.as_key(ANA, "GET", f"/v1/tickets?{query}")
        assert {item["id"] for item in answer.json()["items"]} == there, query
    nothing = await house.as_key(replace(NA, teams=("na-lead",)), "GET", f"/v1/tickets?id={one}")
    assert nothing.json()["items"] == []
    many = "&".join(f"id=eu-{number}" for number in range(101))
    assert (await house.as_key(ANA, "GET", f"/v1/tickets?{many}")).status_code == 422


async def test_a_list_can_be_of_several_teams(house: House) -> None:
    await house.wrote()
    for query, there in (
        ("team=eu-care&team=na-care", True),
        ("team=na-care&team=apac-care", False),
    ):
        answer = await house.as_key(ANA, "GET", f"/v1/tickets?{query}")
        assert (len(answer.json()["items"]) == 1) is there, query
