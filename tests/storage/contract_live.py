"""What is promised of who is where, of what people set, and to those who follow a region."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from domain.live import Doing, Present
from domain.stores import RegionStores
from domain.vocabulary import Actor, ActorKind
from storage.database.engine import open_database
from storage.open import OpenRegion, Place, open_region
from tests.storage.building import KEY, NOW, after, page, received, replied, view
from tests.storage.contract_notifications import told

LASTS = timedelta(seconds=45)
SOON = 20.0


def present(
    who: str, seconds: float = 0, ticket: str = "eu-1", doing: Doing = Doing.READING
) -> Present:
    """Somebody who says so after so many seconds."""
    return Present(ticket, who, doing, after(seconds), after(seconds) + LASTS)


class PresenceContract:
    async def test_who_goes_on_has_been_there_since_they_came(self, stores: RegionStores) -> None:
        presence = stores.live.presence
        await presence.note(present("ana"))
        await presence.note(present("ana", 20, doing=Doing.WRITING))
        [ana] = await presence.at(after(60), "eu-1")
        assert (ana.doing, ana.since, ana.until) == (Doing.WRITING, NOW, after(20) + LASTS)

    async def test_who_says_nothing_more_is_gone_and_comes_anew(self, stores: RegionStores) -> None:
        presence = stores.live.presence
        await presence.note(present("ana"))
        assert await presence.at(after(45)) == []
        await presence.note(present("ana", 50))
        [ana] = await presence.at(after(51))
        assert ana.since == after(50)

    async def test_who_leaves_is_gone_from_that_ticket_alone(self, stores: RegionStores) -> None:
        presence = stores.live.presence
        for ticket in ("eu-1", "eu-2"):
            await presence.note(present("ana", ticket=ticket))
        await presence.note(present("ben"))
        await presence.leave("eu-1", "ana")
        await presence.leave("eu-1", "nobody")
        there = [(one.ticket_id, one.who) for one in await presence.at(after(1))]
        assert there == [("eu-1", "ben"), ("eu-2", "ana")]

    async def test_those_who_are_gone_are_not_kept(
        self, stores: RegionStores, place: Place
    ) -> None:
        for number in range(20):
            await stores.live.presence.note(present(f"agent-{number}", number * 60))
        database = open_database(place.url)
        count = text("SELECT count(*) FROM presence")
        assert await database.read(lambda one: one.execute(count).scalar()) == 1
        await database.dispose()


class OwnSettingsContract:
    async def test_each_has_their_own_and_sets_them_as_a_whole(self, stores: RegionStores) -> None:
        settings = stores.live.settings
        assert await settings.read("ana") == {}
        await settings.write("ana", {"language": "pt", "views": ["\0", "日本", 1.5, None]}, NOW)
        await settings.write("ben", {"theme": "dark"}, NOW)
        assert await settings.read("ana") == {
            "language": "pt",
            "views": ["\0", "日本", 1.5, None],
        }
        await settings.write("ana", {"theme": "light"}, after(1))
        assert await settings.read("ana") == {"theme": "light"}
        assert await settings.read("ben") == {"theme": "dark"}


class HappeningsContract:
    async def test_what_happened_is_told_in_order_with_its_ticket_as_it_stands(
        self, stores: RegionStores
    ) -> None:
        happenings = stores.live.happenings
        assert (await happenings.last(), await happenings.after(0, 10)) == (0, [])
        await stores.ledger.write(page(view("eu-1"), received("m-1")))
        await stores.ledger.write(page(view("eu-2"), received("m-2")))
        replies = page(view("eu-1", version=2, team="eu-care"), replied("m-3"), first=2)
        await stores.ledger.write(replies)
        assert await happenings.last() == 3
        found = await happenings.after(0, 10)
        assert [(one.position, one.view.id, one.sequence) for one in found] == [
            (1, "eu-1", 1),
            (2, "eu-2", 1),
            (3, "eu-1", 2),
        ]
        assert [one.kind for one in found] == ["message_received"] * 2 + ["agent_replied"]
        assert found[0].view.team == "eu-care", "as it stands since"
        assert found[2].by == Actor(ActorKind.AGENT, replied("m-3").by.id)
        assert [one.position for one in await happenings.after(1, 1)] == [2]

    async def test_a_kind_that_only_a_newer_build_knows_is_told_all_the_same(
        self, stores: RegionStores, place: Place
    ) -> None:
        await stores.ledger.write(page(view("eu-1"), received("m-1")))
        database = open_database(place.url)
        newer = text("UPDATE ledger SET kind = 'dreamt', body = :body")
        body = '{"kind": "dreamt", "by": {"kind": "agent", "id": "ana"}, "of": 7}'
        try:
            await database.write(lambda one: one.execute(newer, {"body": body}))
        finally:
            await database.dispose()
        [found] = await stores.live.happenings.after(0, 10)
        assert (found.kind, found.by.id) == ("dreamt", "ana")

    async def test_who_is_where_comes_with_the_tickets(self, stores: RegionStores) -> None:
        await stores.ledger.write(page(view("eu-1", team="eu-care"), received("m-1")))
        for one in (present("ana"), present("ben", 1), present("ana", ticket="eu-404")):
            await stores.live.presence.note(one)
        found = await stores.live.happenings.attended(after(2))
        assert list(found) == ["eu-1"], "there is no other"
        assert found["eu-1"].view.team == "eu-care"
        assert [one.who for one in found["eu-1"].present] == ["ana", "ben"]
        assert await stores.live.happenings.attended(after(60)) == {}

    async def test_what_an_agent_was_told_and_has_seen_is_known_by_agent(
        self, stores: RegionStores
    ) -> None:
        await stores.notifications.put(told(1), told(2), told(3, "ben"))
        found = await stores.live.happenings.notified()
        assert found == {
            "ana": {("n-0001-ana", False), ("n-0002-ana", False)},
            "ben": {("n-0003-ben", False)},
        }
        await stores.notifications.seen("n-0001-ana", "ana", after(9))
        found = await stores.live.happenings.notified()
        assert ("n-0001-ana", True) in found["ana"]

    async def test_whatever_another_process_writes_is_hinted_at(
        self, region: OpenRegion, place: Place
    ) -> None:
        async with (
            aclosing(region.stores.live.happenings.changes()) as changes,
            await open_region("eu", place, KEY) as other,
        ):
            await asyncio.wait_for(anext(changes), SOON)  # at once
            written = other.stores
            await hinted(changes, written.ledger.write(page(view("eu-1"), received("m-1"))))
            await hinted(changes, written.live.presence.note(present("ana")))
            await hinted(changes, written.live.presence.leave("eu-1", "ana"))
            await hinted(changes, written.notifications.put(told(1)))


async def hinted(changes: AsyncGenerator[None, None], write: Coroutine[Any, Any, object]) -> None:
    hint = asyncio.ensure_future(anext(changes))
    await write
    await asyncio.wait_for(hint, 3)
