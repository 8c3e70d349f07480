"""Drafts: what is told of one, which are held, and what a ticket keeps of that."""

import json
from dataclasses import replace
from typing import Any

import pytest

from domain.access import ApiKey, Role
from domain.commands import Reply
from domain.events import AgentReplied
from tests.api.house import House, message

HOLY = "Holy cow, your \U0001f437 parcel is late."


async def ticket_of(house: House, **sender: str) -> str:
    """A ticket of somebody of whom that is known."""
    return await house.wrote(sender={"id": "maria", **sender})


async def check(house: House, ticket: str, text: str, **more: str) -> dict[str, Any]:
    answer = await house.post(
        f"/v1/tickets/{ticket}/drafts/check", {"text": text, "language": "en", **more}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_draft_is_told_what_it_says_and_to_whom(house: House) -> None:
    ticket = await ticket_of(house, country="IE", phone="+91 22 2778 2778", locale="pt-BR")
    told = await check(house, ticket, "Eire is one of the British Isles; see \U0001f437 ZIP code.")
    findings = [(one["rule"], one["said"], one["action"]) for one in told["findings"]]
    assert findings == [
        ("ireland-as-britain", "Eire", "warn"),
        ("ireland-as-britain", "British Isles", "warn"),
    ]
    assert (told["language"], told["reader_language"], told["country"]) == ("en", "pt-BR", "IE")
    assert (told["held"], told["unchecked"]) == ([], [])


async def test_spans_count_characters_of_the_text_as_it_was_sent(house: House) -> None:
    ticket = await ticket_of(house, country="PT", locale="pt-PT")
    text = "Olá \U0001f437\u0301, o seu\r\ncelular"
    told = await check(house, ticket, text, language="pt-PT")
    [one] = told["findings"]
    assert text[one["start"] : one["end"]] == one["said"] == "celular"
    assert (one["rule"], one["suggestion"]) == ("wording", "telemóvel")
    assert {"elsewhere": "celular", "here": "telemóvel"} in told["wording"]


async def test_the_agent_learns_how_one_writes_there(house: House) -> None:
    ticket = await ticket_of(house, country="PT")
    told = await check(house, ticket, "Good morning.")
    assert told["hint"].startswith("Polite and complete")
    assert told["form_of_address"]["address"].startswith("o senhor")
    forms = told["forms"]
    assert (forms["locale"], forms["names"]) == ("pt-PT", "given name first")
    assert (forms["date"], forms["currency"]) == ("2 de março de 2026", "EUR")
    assert forms["money"] == "12\N{NO-BREAK SPACE}345,67\N{NO-BREAK SPACE}€"
    assert "MB WAY" in told["usual"]["payment"]


async def test_of_somebody_unknown_nothing_is_made_up(house: House) -> None:
    told = await check(house, await ticket_of(house), "Good morning.")
    assert (told["country"], told["hint"], told["form_of_address"]) == (None, "", None)
    assert (told["usual"], told["wording"]) == ({"payment": "", "contact": ""}, [])


async def test_what_cannot_be_checked_in_a_language_is_said(house: House) -> None:
    ticket = await ticket_of(house, locale="th-TH")
    told = await check(house, ticket, "Tietysti.", language="fi")
    assert told["unchecked"] == ["blame", "plain-refusal", "royal-family"]


async def test_checking_keeps_nothing_and_sends_nothing(house: House) -> None:
    ticket = await ticket_of(house, country="US")
    before = (await house.get(f"/v1/tickets/{ticket}")).headers["ETag"]
    await check(house, ticket, HOLY)
    assert house.commands.sent == []
    assert (await house.get(f"/v1/tickets/{ticket}")).headers["ETag"] == before


async def test_the_customers_text_is_never_looked_at(house: House) -> None:
    ticket = await house.wrote(text=HOLY, sender={"id": "a", "country": "IE"})
    assert (await check(house, ticket, "Thank you."))["findings"] == []


async def held(house: House, **sender: str) -> tuple[str, dict[str, Any]]:
    """A ticket whose reply was held, and the answer."""
    ticket = await ticket_of(house, **sender)
    answer = await house.post(
        f"/v1/tickets/{ticket}/replies", {"text": "A free ham!", "language": "en"}
    )
    assert answer.status_code == 409
    return ticket, answer.json()


async def test_a_held_reply_is_refused_with_what_to_do_and_leaves_no_trace(house: House) -> None:
    ticket, problem = await held(house, faith="islam", country="IE")
    assert problem["code"] == "draft_held"
    assert "rules about pork" in str(problem["detail"])
    assert problem["errors"] == [
        {
            "field": "text",
            "detail": "Characters 7 to 10, pork: Leave it out unless the customer asked about it.",
        }
    ]
    assert house.commands.sent == []
    messages = (await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"]
    assert [one["direction"] for one in messages if one["author"]["kind"] == "agent"] == []


@pytest.mark.parametrize("despite", [[], ["alcohol"], ["pork-pie"]])
async def test_another_rule_named_does_not_let_it_through(house: House, despite: list[str]) -> None:
    ticket, _ = await held(house, faith="islam", country="IE")
    body = {"text": "A free ham!", "language": "en", "despite": despite}
    assert (await house.post(f"/v1/tickets/{ticket}/replies", body)).status_code == 409


async def replied(house: House, ticket: str) -> AgentReplied:
    stores = house.door.regions[ticket.partition("-")[0]]
    events = [entry.event for entry in await stores.ledger.entries(ticket)]
    [one] = [event for event in events if isinstance(event, AgentReplied)]
    return one


async def test_despite_sends_it_and_the_ticket_notes_the_rule_but_never_a_faith(
    house: House,
) -> None:
    ticket, _ = await held(house, faith="islam", country="IE")
    body = {"text": "A free ham!", "language": "en", "despite": ["pork"]}
    answer = await house.post(f"/v1/tickets/{ticket}/replies", body)
    assert answer.status_code == 200, answer.text
    assert (await replied(house, ticket)).despite == ("personal",)
    timeline = await house.get(f"/v1/tickets/{ticket}/timeline")
    [entry] = [one for one in timeline.json()["items"] if one["kind"] == "agent_replied"]
    assert entry["despite"] == ["personal"]
    assert entry["sentence"].endswith("in en, despite the rule personal.")
    for word in ("islam", "pork", "ham"):
        assert word not in json.dumps(entry)


async def test_a_rule_of_the_country_is_noted_by_its_name(house: House) -> None:
    desk = house.door.desk("eu")
    there = desk.culture.countries["UA"]
    countries = {**desk.culture.countries, "IE": there}
    changed = replace(desk, culture=replace(desk.culture, countries=countries))
    object.__setattr__(house.door, "desk", lambda _: changed)
    ticket = await ticket_of(house, country="IE")
    path, body = f"/v1/tickets/{ticket}/replies", {"text": "We ship to Kiev.", "language": "en"}
    assert (await house.post(path, body)).json()["code"] == "draft_held"
    named = {**body, "despite": ["russian-names-of-ukraine", "pork"]}
    assert (await house.post(path, named)).status_code == 200
    assert (await replied(house, ticket)).despite == ("russian-names-of-ukraine",)


async def test_a_warning_sends_and_notes_nothing(house: House) -> None:
    ticket = await ticket_of(house, country="IE")
    body = {"text": "The British Isles", "language": "en", "despite": ["ireland-as-britain"]}
    assert (await house.post(f"/v1/tickets/{ticket}/replies", body)).status_code == 200
    assert (await replied(house, ticket)).despite == ()


async def test_what_was_sent_is_not_held_when_it_is_repeated(house: House) -> None:
    """The desk came to hold it meanwhile, and the answer had got lost."""
    ticket = await ticket_of(house, country="IE")
    path, body = f"/v1/tickets/{ticket}/replies", {"text": "A free ham!", "language": "en"}
    first = await house.post(path, body, idempotency_key="k")
    assert first.status_code == 200
    later = message(message_id="m-2", sender={"id": "maria", "faith": "islam"})
    assert (await house.post("/v1/messages", later, Role.CHANNEL)).status_code == 202
    again = await house.post(path, body, idempotency_key="k")
    assert again.status_code == 200, again.text
    assert (await house.post(path, body)).json()["code"] == "draft_held"
    sent = [command for _, command, _ in house.commands.sent if isinstance(command, Reply)]
    assert len({command.message_id for command in sent}) == 1


async def test_a_faith_can_be_taken_back(house: House) -> None:
    ticket, _ = await held(house, faith="islam", country="IE")
    later = message(message_id="m-2", sender={"id": "maria", "faith": "forgotten"})
    assert (await house.post("/v1/messages", later, Role.CHANNEL)).status_code == 202
    body = {"text": "A free ham!", "language": "en"}
    assert (await house.post(f"/v1/tickets/{ticket}/replies", body)).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "a", "language": "elvish"}, "language"),
        ({"text": "a", "despite": []}, "despite"),
    ],
)
async def test_a_wrong_field_is_named(house: House, body: dict[str, object], field: str) -> None:
    path = f"/v1/tickets/{await house.wrote()}/drafts/check"
    answer = await house.post(path, body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_an_unknown_faith_is_refused_without_repeating_it(house: House) -> None:
    answer = await house.post(
        "/v1/messages", message(sender={"id": "a", "faith": "canary"}), Role.CHANNEL
    )
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (422, "sender.faith")
    assert "canary" not in answer.text


async def test_only_agents_who_see_the_ticket_may_ask(house: House) -> None:
    ticket = await ticket_of(house, country="IE")
    path, body = f"/v1/tickets/{ticket}/drafts/check", {"text": "a"}
    for role in (Role.AUDITOR, Role.OPS, Role.CHANNEL, Role.PRIVACY):
        assert (await house.post(path, body, role)).status_code == 403
    other = ApiKey("k", Role.AGENT, "na", ("na-care",), "bob")
    assert (await house.as_key(other, "POST", path, body)).status_code == 404
