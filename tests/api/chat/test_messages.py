"""What visitors write is taken once and read as it was written, whatever it holds."""

import json
import uuid
from dataclasses import replace

import pytest

from domain.access import Role
from domain.channels import Request
from tests.api.chat.conftest import Site, code_of

OWN = "6f1c1c3e-0d2b-4a53-9d1c-0123456789ab"


async def test_a_message_is_in_the_ticket_that_the_answer_names(site: Site) -> None:
    chat = await site.visitor()
    said = await chat.say("¿Dónde está mi pedido?", OWN, language="es", name="María")
    assert said["duplicate"] is False
    assert (said["id"], said["position"]) == (OWN, 1)
    await site.house.commands.hear_everything()
    page = await site.house.get(f"/v1/tickets/{said['ticket_id']}/messages")
    message = page.json()["items"][0]
    assert message["id"] == said["message_id"]
    assert message["original"]["text"] == "¿Dónde está mi pedido?"
    assert site.house.nudged == ["eu"]


async def test_a_repeat_is_the_same_and_another_body_under_its_id_is_refused(site: Site) -> None:
    chat = await site.visitor()
    first = await chat.say("Hola", OWN)
    assert await chat.say("Hola", OWN.upper()) == {**first, "duplicate": True}
    answer = await chat.ask("POST", "messages", id=OWN, text="Adiós")
    assert code_of(answer) == (409, "another_body")
    assert len(await chat.items()) == 1


async def test_what_was_cut_off_after_the_inbox_gets_its_place_with_the_repeat(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await site.visitor()
    whole = type(site.stores.chat).follow

    async def cut_off(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(type(site.stores.chat), "follow", cut_off)
    with pytest.raises(ConnectionError):
        await chat.say("Hola", OWN)
    monkeypatch.setattr(type(site.stores.chat), "follow", whole)
    assert (await chat.say("Hola", OWN))["duplicate"] is True
    assert [one["id"] for one in await chat.items()] == [OWN]
    assert await site.stores.inbox.waiting() == 1


async def test_nobody_takes_an_id_away_from_another_visitor(site: Site) -> None:
    one, other = await site.visitor(), await site.visitor()
    await one.say("Hola", OWN)
    assert (await other.say("Buenas", OWN))["duplicate"] is False


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"text": "x" * 20_001}, 422, "text"),
        ({"text": " \n\u200b"}, 422, "body"),
        ({"text": "x", "id": "1"}, 422, "id"),
        ({"text": "x", "email": "nobody"}, 422, "email"),
        ({"text": "x", "colour": "red"}, 422, "colour"),
        ({"text": "x", "files": ["nothing"]}, 422, "files"),
        ({"text": "x", "name": "a\nb"}, 422, "name"),
        ({"text": "x" * 1_000_001}, 413, None),
    ],
)
async def test_what_cannot_be_taken_is_answered_with_what_to_do(
    site: Site, body: dict[str, object], status: int, field: str | None
) -> None:
    chat = await site.visitor()
    answer = await chat.ask("POST", "messages", **{"id": str(uuid.uuid4()), **body})
    assert answer.status_code == status
    if field is not None:
        assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert await chat.items() == []


async def test_hostile_markup_stays_text_and_turning_marks_leave_names(site: Site) -> None:
    chat = await site.visitor()
    text = "<img src=x onerror=alert(1)><script>alert(2)</script> \u202etxet"
    said = await chat.say(text, name="\u202eeve\u202c (agent)")
    assert [one["text"] for one in await chat.items()] == [text]
    await site.house.commands.hear_everything()
    view = await site.stores.views.ticket(said["ticket_id"])
    [profile] = await site.stores.profiles.profiles(view.customer_id)
    assert profile.name == "eve (agent)"


async def test_an_answer_is_read_in_the_visitors_language_with_the_original_beside(
    site: Site,
) -> None:
    chat = await site.visitor()
    said = await chat.say("Hola", language="es")
    await site.answers(chat, "Llega mañana.", said["ticket_id"], part=0, parts=1)
    [item] = await chat.items(after=1)
    assert (item["text"], item["language"]) == ("Llega mañana.", "es")
    assert item["author"] == {"kind": "agent", "name": "Ana"}
    assert (item["direction"], item["state"], item["id"]) == ("out", "sent", None)


async def test_programs_are_said_to_be_programs_and_have_no_name(site: Site) -> None:
    chat = await site.visitor()
    said = await chat.say("Hola")
    for kind in ("bot", "system"):
        await site.answers(chat, "Recibido.", said["ticket_id"], author_kind=kind)
    authors = [one["author"] for one in await chat.items(after=1)]
    assert authors == [{"kind": "bot", "name": None}, {"kind": "system", "name": None}]


async def test_first_names_are_shown_only_where_the_account_says_so(site: Site) -> None:
    chat = await site.visitor()
    said = await chat.say("Hola")
    await site.answers(chat, "Hola.", said["ticket_id"])
    site.channel.shows_names = False
    [item] = await chat.items(after=1)
    assert item["author"] == {"kind": "agent", "name": None}


async def test_pages_of_a_conversation_follow_each_other(site: Site) -> None:
    chat = await site.visitor()
    for number in range(5):
        await chat.say(f"{number}")
    page = (await chat.ask("GET", "messages?limit=2")).json()
    assert (page["next"], page["last"], page["reset"]) == (2, 5, False)
    page = (await chat.ask("GET", f"messages?limit=3&after={page['next']}")).json()
    assert [one["text"] for one in page["items"]] == ["2", "3", "4"]
    assert page["next"] is None


async def test_a_position_that_nobody_gave_out_begins_anew(site: Site) -> None:
    chat = await site.visitor()
    await chat.say("Hola")
    page = (await chat.ask("GET", "messages?after=7")).json()
    assert page["reset"] is True
    assert len(page["items"]) == 1


async def test_the_visitors_typing_is_seen_at_the_ticket(site: Site) -> None:
    chat = await site.visitor()
    said = await chat.say("Hola")
    await site.house.commands.hear_everything()
    assert (await chat.ask("POST", "typing")).status_code == 204
    present = (await site.house.get("/v1/presence")).json()["items"]
    assert [one["ticket_id"] for one in present] == [said["ticket_id"]]
    assert present[0]["present"][0]["who"] == "customer"


async def test_nobody_posts_as_a_platform_what_visitors_write(site: Site) -> None:
    answer = await site.house.client.post("/v1/channels/chat/shop", json={"id": OWN})
    assert code_of(answer) == (401, "not_from_platform")
    raw = json.dumps({"id": OWN, "visitor": "v-1", "text": "x"}).encode()
    assert not site.channel.accepts(Request("POST", "", {}, {}, raw, site.house.clock.at))


async def test_no_key_of_the_api_opens_a_conversation(site: Site) -> None:
    answer = await site.house.get("/v1/chat/shop/messages", Role.ADMIN)
    assert code_of(answer) == (401, "visitor_unknown")


async def test_a_region_that_is_served_elsewhere_is_named(site: Site) -> None:
    chat = await site.visitor()
    regions = {name: one for name, one in site.house.door.regions.items() if name != "eu"}
    site.house.app.state.door = replace(site.house.door, regions=regions)
    answer = await chat.ask("GET", "messages")
    assert code_of(answer) == (421, "other_region")
    assert answer.json()["region"] == "eu"
