from datetime import timedelta

import pytest

from domain.access import Role
from domain.arrivals import Acceptance, Arrival
from domain.stores import Unavailable
from tests.api.house import House, message


async def test_an_accepted_message_names_its_ticket_and_is_told_on(house: House) -> None:
    answer = await house.post("/v1/messages", message(), Role.CHANNEL)
    assert answer.status_code == 202
    accepted = answer.json()
    assert accepted["ticket_id"].startswith("eu-")
    assert (accepted["region"], accepted["duplicate"]) == ("eu", False)
    assert accepted["message_id"] == "m-1"
    assert house.nudged == ["eu"]
    assert await house.door.regions["eu"].inbox.waiting() == 1


async def test_the_same_message_again_is_a_duplicate_however_it_is_written(house: House) -> None:
    first = await house.post("/v1/messages", message(sent_at="2026-03-02T10:00:00Z"), Role.CHANNEL)
    again = message(sent_at="2026-03-02T11:00:00+01:00", topic=None)
    second = await house.post("/v1/messages", again, Role.CHANNEL)
    assert second.status_code == 202
    assert second.json() == {**first.json(), "duplicate": True}
    assert await house.door.regions["eu"].inbox.waiting() == 1


async def test_the_same_message_id_with_another_body_is_refused(house: House) -> None:
    await house.post("/v1/messages", message(), Role.CHANNEL)
    answer = await house.post("/v1/messages", message(text="Outra coisa."), Role.CHANNEL)
    assert (answer.status_code, answer.json()["code"]) == (409, "another_body")
    assert await house.door.regions["eu"].inbox.waiting() == 1


async def test_a_message_goes_to_its_senders_home_and_nowhere_else(house: House) -> None:
    sender = {"id": "joão", "country": "br"}
    answer = await house.post("/v1/messages", message(sender=sender), Role.CHANNEL)
    assert answer.json()["region"] == "na"
    assert answer.json()["ticket_id"].startswith("na-")
    assert await house.door.regions["eu"].inbox.waiting() == 0


@pytest.mark.parametrize("later", [{}, {"country": "PT"}, {"locale": "de"}])
async def test_whoever_is_known_stays_at_home_whatever_a_later_message_tells(
    house: House, later: dict[str, str]
) -> None:
    first = message(sender={"id": "joão", "country": "br"})
    there = (await house.post("/v1/messages", first, Role.CHANNEL)).json()
    second = message(message_id="m-2", sender={"id": "joão", **later})
    answer = (await house.post("/v1/messages", second, Role.CHANNEL)).json()
    assert (answer["region"], answer["ticket_id"]) == ("na", there["ticket_id"])
    assert await house.door.regions["eu"].inbox.waiting() == 0


async def test_a_message_of_a_region_that_is_not_served_is_sent_on(house: House) -> None:
    sender = {"id": "aiko", "country": "JP"}
    answer = await house.post("/v1/messages", message(sender=sender), Role.CHANNEL)
    assert (answer.status_code, answer.json()["code"]) == (421, "other_region")
    assert answer.json()["region"] == "apac"
    assert await house.is_untouched()


async def test_an_idempotency_key_stands_for_one_message(house: House) -> None:
    for body, status in ((message(), 202), (message(), 202), (message(message_id="m-2"), 422)):
        answer = await house.post("/v1/messages", body, Role.CHANNEL, idempotency_key="k")
        assert answer.status_code == status
    assert answer.json()["code"] == "idempotency_key_reused"


async def test_all_that_a_message_may_hold_is_kept(house: House) -> None:
    whole = message(
        account="shop",
        thread="order-7",
        topic="delivery",
        priority="high",
        tier="vip",
        location="US",
        sent_at="2026-03-02T09:59:58.5Z",
        attachments=[{"url": "https://files.example/a.jpg", "mime": "image/jpeg", "size": 3}],
        metadata={"order": 7, "gift": True, "note": None},
    )
    answer = await house.post("/v1/messages", whole, Role.CHANNEL)
    await house.commands.hear_everything()
    ticket = (await house.get(f"/v1/tickets/{answer.json()['ticket_id']}")).json()
    assert [ticket[name] for name in ("topic", "priority", "tier")] == ["delivery", "high", "vip"]
    [written, _] = (await house.get(f"/v1/tickets/{ticket['id']}/messages")).json()["items"]
    assert written["sent_at"] == "2026-03-02T09:59:58.500000Z"
    assert written["attachments"] == whole["attachments"]


class NoInbox:
    """An inbox whose database is down."""

    async def accept(self, arrival: Arrival) -> Acceptance:
        raise Unavailable("the database does not answer")


async def test_without_a_database_nothing_is_accepted(house: House) -> None:
    stores = house.door.regions["eu"]
    object.__setattr__(stores, "inbox", NoInbox())
    answer = await house.post("/v1/messages", message(), Role.CHANNEL)
    assert (answer.status_code, answer.json()["code"]) == (503, "database_away")
    assert int(answer.headers["Retry-After"]) > 0
    assert house.nudged == []


async def test_the_writers_country_is_kept_to_tell_their_language_by(house: House) -> None:
    """As declared, else as the telephone's prefix tells it."""
    stores = house.door.regions["eu"]
    for number, sender in enumerate(({"country": "IE"}, {"phone": "+43 1 58858"}, {})):
        body = message(message_id=f"m-{number}", sender={"id": f"s-{number}", **sender})
        assert (await house.post("/v1/messages", body, Role.CHANNEL)).status_code == 202
    now = house.door.clock.now()
    batches = await stores.inbox.lease("test", now, now + timedelta(minutes=1), limit=9)
    ids = [news.id for batch in batches for news in batch.news]
    kept = await stores.vault.get_many(ids)
    assert [kept[one].content.get("country") for one in ids] == ["IE", "AT", None]
