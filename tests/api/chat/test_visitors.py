"""Who a visitor is: tokens that end and are renewed, and what a site signs of its customers."""

from datetime import timedelta

import httpx
import pytest

from api.rates import RateLimits, Rates
from tests.api.chat.conftest import OLDER, SECRET, Site, code_of
from tests.e2e.chatting import Chat


async def renewed(site: Site, chat: Chat, **body: object) -> dict[str, object]:
    answer = await site.is_told(chat, **body)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_a_visitor_stays_the_same_with_the_token_that_they_have(site: Site) -> None:
    chat = await site.visitor(language="es", page="https://shop.example/cart")
    before = chat.facts["visitor"]
    assert (await renewed(site, chat))["visitor"] == before
    assert (await site.visitor()).facts["visitor"] != before


async def test_a_token_ends_after_half_a_day_and_is_renewed_for_half_a_year(site: Site) -> None:
    chat = await site.visitor()
    assert chat.facts["expires_in"] == 12 * 3_600
    site.house.clock.at += timedelta(hours=12)
    assert code_of(await chat.ask("GET", "messages")) == (401, "visitor_expired")
    before = chat.facts["visitor"]
    assert (await chat.open())["visitor"] == before
    assert (await chat.ask("GET", "messages")).status_code == 200
    site.house.clock.at += timedelta(days=180)
    assert code_of(await chat.ask("GET", "messages")) == (401, "visitor_unknown")
    assert (await chat.open())["visitor"] != before


async def test_a_token_of_nobody_is_refused_with_a_sentence(site: Site) -> None:
    chat = await site.visitor()
    for token in ("", "x", "a.b.c", chat.token[:-3] + "AAA", f"{chat.token}x"):
        answer = await Chat(site.house.client, token=token).ask("GET", "messages")
        assert code_of(answer) == (401, "visitor_unknown")
        assert answer.json()["detail"]


async def test_a_token_is_good_at_its_own_account_alone(site: Site) -> None:
    chat = await site.visitor()
    other = Chat(site.house.client, account="another", token=chat.token)
    assert code_of(await other.ask("GET", "messages")) == (401, "visitor_unknown")
    before = chat.facts["visitor"]
    assert (await other.open())["visitor"] != before
    nowhere = Chat(site.house.client, account="nowhere", token=chat.token)
    assert code_of(await nowhere.ask("GET", "messages")) == (404, "no_such_account")


async def test_a_link_to_a_status_is_no_token_of_a_visitor_nor_the_other_way_round(
    site: Site,
) -> None:
    chat = await site.visitor()
    await chat.say("Hola")
    await site.house.commands.hear_everything()
    status = (await chat.ask("GET", "status")).json()["token"]
    answer = await Chat(site.house.client, token=status).ask("GET", "messages")
    assert code_of(answer) == (401, "visitor_unknown")
    answer = await site.house.client.get(f"/v1/chat/status/{chat.token}")
    assert code_of(answer) == (404, "no_such_status")


@pytest.mark.parametrize("secret", ["first", OLDER])
async def test_whom_the_site_signed_for_is_its_known_customer_on_every_device(
    site: Site, secret: str
) -> None:
    signed = site.identity() if secret == "first" else site.identity(secret)
    one = await site.visitor(identity=signed)
    await one.say("Hola")
    other = await site.visitor(identity=site.identity(name="María", email="maria@shop.example"))
    assert other.facts["known"]
    assert other.facts["name"] == "María"
    assert [item["text"] for item in await other.items()] == ["Hola"]


async def test_what_somebody_unknown_said_goes_on_with_who_they_turn_out_to_be(
    site: Site,
) -> None:
    chat = await site.visitor()
    first = await chat.say("Hola")
    await site.house.commands.hear_everything()
    await chat.open(identity=site.identity())
    second = await chat.say("¿Y ahora?")
    assert second["ticket_id"] == first["ticket_id"]
    assert [item["text"] for item in await chat.items()] == ["Hola", "¿Y ahora?"]
    view = await site.stores.views.ticket(first["ticket_id"])
    assert len(await site.stores.channels.links.person(view.customer_id)) == 2


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"secret": "another secret, which has as many letters"}, "not signed"),
        ({"exp": 1}, "expired"),
        ({"exp": None}, "needs `exp`"),
        ({"exp": "tomorrow"}, "needs `exp`"),
        ({"nbf": 2**40}, "does not hold yet"),
        ({"external_id": None}, "`external_id` is a text"),
        ({"external_id": "x" * 201}, "`external_id` is a text"),
        ({"external_id": "v-1234"}, "cannot begin with v-"),
        ({"name": "a\nb"}, "`name` is a text"),
        ({"email": "nobody"}, "no address"),
    ],
)
async def test_an_identity_that_does_not_hold_is_refused_with_a_sentence(
    site: Site, how: dict[str, object], says: str
) -> None:
    secret = str(how.get("secret", SECRET))
    claims = {name: value for name, value in how.items() if name != "secret"}
    identity = site.identity(secret, **claims)
    answer = await site.is_told(Chat(site.house.client), identity=identity)
    assert code_of(answer) == (401, "identity_refused")
    assert says in answer.json()["detail"]


async def test_an_identity_that_is_not_signed_at_all_is_refused(site: Site) -> None:
    head, body, _ = site.identity().split(".")
    unsigned = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    for token in (f"{unsigned}.{body}.", f"{head}.{body}.", "x", "{}"):
        answer = await site.is_told(Chat(site.house.client), identity=token)
        assert code_of(answer) == (401, "identity_refused")


async def test_who_asks_too_often_is_sent_away_by_address_and_by_visitor(site: Site) -> None:
    rates = Rates(RateLimits(visitors=2, chat=4))
    chat = await site.visitor()
    object.__setattr__(site.house.door, "rates", rates)
    for _ in range(3):
        answer = await site.is_told(Chat(site.house.client))
    assert code_of(answer) == (429, "too_many_requests")
    assert int(answer.headers["retry-after"]) > 0
    assert (await site.is_told(chat)).status_code == 200, "who is known here goes on"
    answers = [await chat.ask("GET", "messages") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]


async def test_the_page_may_stand_in_the_accounts_sites_alone(site: Site) -> None:
    page = await site.house.client.get("/chat/shop")
    assert "frame-ancestors https://shop.example https://*.shop.example" in policy_of(page)
    assert (await site.house.client.get("/chat/other")).status_code == 404
    loader = await site.house.client.get("/chat/loader.js")
    assert loader.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "frame-ancestors 'none'" in policy_of(loader)


def policy_of(answer: httpx.Response) -> str:
    return str(answer.headers["content-security-policy"])
