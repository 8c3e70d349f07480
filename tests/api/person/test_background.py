"""What was promised and given, and how somebody sounds, as far as each may see it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.access import ApiKey, Role
from domain.events import MessageUnderstood
from domain.facts import ExpectedWait
from domain.persons import ErasureOrder, Mark, MarkKind
from domain.relay import Expectation
from domain.stores import Text
from domain.vocabulary import THE_DESK, Status, Tone
from tests.api.house import MONDAY, House
from tests.api.test_privacy_requests import customer

WORDS = "A encomenda A-10293 não chegou. O meu telefone é +351 912 345 678."
CALLED = {"id": "maria", "name": "Maria", "email": "maria@example.org", "country": "PT"}
ANA = ApiKey("k-ana", Role.AGENT, "eu", ("eu-care",), "ana")
BOB = ApiKey("k-bob", Role.AGENT, "na", ("na-care",), "bob")
BRIEF = {"team": "na-care", "done": "Asked the carrier.", "next": "Ring.", "promised": "A refund."}
PROFILED = {"PT": "Europe/Lisbon", "IE": "Europe/Dublin"}


async def ticket_of(house: House, customer_id: str) -> str:
    person = await read(house, customer_id)
    return str(person["tickets"][0]["id"])


async def read(house: House, customer_id: str, key: ApiKey | None = None) -> dict[str, Any]:
    path = f"/v1/customers/{customer_id}"
    answer = await (house.get(path) if key is None else house.as_key(key, "GET", path))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def handed_over(house: House, customer_id: str) -> None:
    path = f"/v1/tickets/{await ticket_of(house, customer_id)}/handovers"
    answer = await house.as_key(ANA, "POST", path, BRIEF)
    assert answer.status_code == 200, answer.text


def values(person: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["what"], one["value"]) for one in person["given"]]


async def test_what_was_given_is_told_with_where_and_when(house: House) -> None:
    here = await customer(house, sender=CALLED, text=WORDS, subject="Encomenda 4711")
    person = await read(house, here)
    ticket = person["tickets"][0]["id"]
    assert {(one["what"], one["value"], one["ticket_id"]) for one in person["given"]} == {
        ("reference", "A-10293", ticket),
        ("reference", "4711", ticket),
        ("phone", "+351 912 345 678", ticket),
        ("e-mail", "maria@example.org", None),
        ("country", "PT", None),
    }
    assert {one["at"] for one in person["given"]} == {"2026-03-02T10:00:00Z"}


async def test_a_brief_promises_what_it_says_and_a_later_one_takes_it_back(house: House) -> None:
    here = await customer(house)
    await handed_over(house, here)
    [promise] = (await read(house, here))["promises"]
    ticket = await ticket_of(house, here)
    assert promise == {
        "kind": "brief",
        "ticket_id": ticket,
        "text": "A refund.",
        "language": "en",
        "at": "2026-03-02T10:00:00Z",
        "due": None,
    }
    house.clock.at += timedelta(hours=1)
    acknowledged = await house.as_key(BOB, "POST", f"/v1/tickets/{ticket}/acknowledgements")
    assert acknowledged.status_code == 200, acknowledged.text
    said = {"team": "eu-care", "done": "Paid it back.", "next": "Close."}
    answer = await house.as_key(BOB, "POST", f"/v1/tickets/{ticket}/handovers", said)
    assert answer.status_code == 200, answer.text
    assert (await read(house, here))["promises"] == []


async def test_a_promise_is_read_in_the_readers_language(house: House) -> None:
    here = await customer(house)
    await handed_over(house, here)
    stores = house.door.regions["eu"]
    [noted] = (await stores.views.background([await ticket_of(house, here)])).briefs
    brief = await stores.vault.get(noted.text_id)
    translated = {"promised": "Eine Erstattung.", "engine": "local", "flags": []}
    await stores.vault.put(
        Text(f"{brief.id}:de", brief.customer_id, brief.ticket_id, "translation", "de", translated)
    )
    read_by = {agent: replace(ANA, id=f"k-{agent}", agent=agent) for agent in ("ana", "jonas")}
    texts = {
        agent: [(one["text"], one["language"]) for one in person["promises"]]
        for agent, person in [(name, await read(house, here, key)) for name, key in read_by.items()]
    }
    assert texts == {"ana": [("A refund.", "en")], "jonas": [("Eine Erstattung.", "de")]}


async def test_a_hold_and_an_expected_answer_are_promises_with_their_time(house: House) -> None:
    here = await customer(house)
    ticket = await ticket_of(house, here)
    until = (MONDAY + timedelta(days=2)).isoformat()
    await house.as_key(ANA, "POST", f"/v1/tickets/{ticket}/claim")
    said = {"reason": "The part comes on Wednesday.", "until": until}
    answer = await house.as_key(ANA, "POST", f"/v1/tickets/{ticket}/hold", said)
    assert answer.status_code == 200, answer.text
    view = await house.door.regions["eu"].views.ticket(ticket)
    wait = ExpectedWait(MONDAY, MONDAY + timedelta(hours=3))
    told = replace(view, expectation=Expectation(wait, MONDAY), version=view.version + 1)
    await house.stands(told)
    found = [
        (one["kind"], one["text"], one["due"]) for one in (await read(house, here))["promises"]
    ]
    assert found == [
        ("answer", None, "2026-03-02T13:00:00Z"),
        ("hold", "The part comes on Wednesday.", "2026-03-04T10:00:00Z"),
    ]
    await house.stands(replace(told, status=Status.SOLVED, version=told.version + 1))
    assert (await read(house, here))["promises"] == []


async def test_how_they_sound_is_told_without_their_words(house: House) -> None:
    here = await customer(house)
    ticket = await ticket_of(house, here)
    heard = MessageUnderstood(
        at=MONDAY,
        by=THE_DESK,
        message_id="m-1",
        language="pt",
        confidence=0.9,
        moods=("pt.angry.enough",),
    )
    await house.commands.happens(ticket, heard)
    mood = (await read(house, here))["mood"]
    assert mood["tone"] == Tone.ANGRY
    assert mood["heard"][0] == {
        "ticket_id": ticket,
        "at": "2026-03-02T10:00:00Z",
        "moods": ["angry"],
    }


@pytest.mark.parametrize(("country", "zone"), PROFILED.items())
async def test_their_clock_is_that_of_where_they_are_at_home(
    house: House, country: str, zone: str
) -> None:
    here = await customer(house, sender={**CALLED, "country": country})
    person = await read(house, here)
    assert (person["country"], person["zone"]) == (country, zone)


async def test_whose_home_nobody_knows_has_no_clock(house: House) -> None:
    here = await customer(house, sender={"id": "maria"})
    person = await read(house, here)
    assert (person["country"], person["zone"], values(person)) == (None, None, [])


@pytest.mark.attack(36)
async def test_people_of_another_region_are_given_what_is_left_of_it(house: House) -> None:
    here = await customer(house, sender=CALLED, text=WORDS)
    ticket = await ticket_of(house, here)
    await house.as_key(ANA, "POST", f"/v1/tickets/{ticket}/claim")
    until = (MONDAY + timedelta(days=2)).isoformat()
    said = {"reason": "We ring +351 912 345 678.", "until": until}
    await house.as_key(ANA, "POST", f"/v1/tickets/{ticket}/hold", said)
    view = await house.door.regions["eu"].views.ticket(ticket)
    await house.stands(replace(view, team="na-care", version=view.version + 1))
    person = await read(house, here, BOB)
    assert "912" not in str(person)
    assert "maria@example.org" not in str(person)
    assert ("reference", "A-10293") in values(person)
    assert [one["text"] for one in person["promises"]] == ["We ring [phone]."]


@pytest.mark.parametrize("role", [Role.OPS, Role.AUDITOR, Role.ADMIN])
async def test_who_reads_no_texts_is_given_nothing(house: House, role: Role) -> None:
    here = await customer(house, sender=CALLED, text=WORDS)
    await handed_over(house, here)
    answer = await house.get(f"/v1/customers/{here}", role)
    if answer.status_code == 403:
        return
    person = answer.json()
    assert (person["given"], person["promises"]) == ([], [])


async def test_what_a_restricted_person_gave_is_read_by_privacy_alone(house: House) -> None:
    here = await customer(house, sender=CALLED, text=WORDS)
    await handed_over(house, here)
    mark = Mark(here, MarkKind.RESTRICTED, MONDAY, "k", "privacy", "accuracy_contested")
    await house.door.regions["eu"].persons.place(mark)
    hidden = await read(house, here)
    assert hidden["given"] == []
    assert (hidden["zone"], hidden["country"]) == (None, None)
    assert "A refund" not in str(hidden)
    shown = (await house.get(f"/v1/customers/{here}", Role.PRIVACY)).json()
    assert ("reference", "A-10293") in values(shown)


async def test_it_goes_with_the_person(house: House) -> None:
    here = await customer(house, sender=CALLED, text=WORDS)
    await handed_over(house, here)
    ticket = await ticket_of(house, here)
    stores = house.door.regions["eu"]
    await stores.erasing.freeze(ErasureOrder(here, "k", "privacy", "request", MONDAY), MONDAY)
    await stores.erasing.destroy(here)
    assert (await house.get(f"/v1/customers/{here}", Role.PRIVACY)).status_code == 410
    background = await stores.views.background([ticket])
    said = [one.text_id for one in background.said]
    named = [*said, *(one.text_id for one in background.briefs)]
    assert named
    assert await stores.vault.get_many(named) == {}
