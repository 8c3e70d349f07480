import hashlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from domain.audit import GENESIS, Action, AuditEntry, Deed, linked
from domain.stores import Conflict, RegionStores, Text
from storage.database.engine import open_database
from storage.open import OpenRegion, Place
from tests.storage.building import AGENT, NOW, after, arrival, page, received, replied, view

READ = Deed(NOW, Action.ACCESS, "ana", "agent", "eu-1", facts={"what": "read_ticket"})
WRITTEN = Text("m-9", "c-1", "eu-1", "message", "en", {"text": "wir schreiben an Anna"})


async def all_of(stores: RegionStores, about: str | None = None) -> list[AuditEntry]:
    return list(await stores.audit.entries(limit=1000, about=about))


def is_a_chain(entries: list[AuditEntry]) -> bool:
    previous = GENESIS
    for number, entry in enumerate(entries, start=1):
        if entry.number != number or entry.document["number"] != number:
            return False
        if entry.hash != linked(previous, entry.body):
            return False
        previous = entry.hash
    return True


class AuditContract:
    async def test_deeds_are_numbered_and_each_is_linked_to_the_one_before(
        self, stores: RegionStores
    ) -> None:
        await stores.audit.add(READ, replace(READ, by="berta"))
        await stores.audit.add(replace(READ, about="eu-2"))
        entries = await all_of(stores)
        assert [entry.document["by"] for entry in entries] == ["ana", "berta", "ana"]
        assert is_a_chain(entries)
        assert await stores.audit.size() == 3

    async def test_what_was_done_to_one_thing_is_found(self, stores: RegionStores) -> None:
        await stores.audit.add(READ, replace(READ, about="eu-2"), READ)
        assert [entry.number for entry in await all_of(stores, "eu-1")] == [1, 3]
        some = await stores.audit.entries(after=1, limit=1, about="eu-1")
        assert [entry.number for entry in some] == [3]

    async def test_a_page_of_the_ledger_is_on_the_trail_with_the_hash_of_each_event(
        self, stores: RegionStores
    ) -> None:
        await stores.ledger.write(page(view("eu-1"), received("m-1"), received("m-2")))
        [entry] = await all_of(stores, "eu-1")
        assert entry.document["action"] == "ledger.written"
        facts = entry.document["facts"]
        assert isinstance(facts, dict)
        assert facts["position"] == 1
        assert [one[:2] for one in facts["entries"]] == [
            [1, "message_received"],
            [2, "message_received"],
        ]

    async def test_a_page_that_is_written_again_is_not_told_of_again(
        self, stores: RegionStores
    ) -> None:
        once = page(view("eu-1"), received("m-1"))
        await stores.ledger.write(once)
        await stores.ledger.write(once)
        assert len(await all_of(stores)) == 1

    async def test_a_change_that_is_refused_leaves_nothing_on_the_trail(
        self, stores: RegionStores
    ) -> None:
        await stores.ledger.write(page(view("eu-1"), received("m-1")))
        with pytest.raises(Conflict):
            await stores.ledger.write(page(view("eu-1"), received("m-2")))
        assert await stores.audit.size() == 1

    async def test_an_accepted_message_is_on_the_trail_once_and_without_its_words(
        self, stores: RegionStores
    ) -> None:
        first = arrival(1)
        await stores.inbox.accept(first)
        await stores.inbox.accept(first)
        [entry] = await all_of(stores)
        assert entry.document["action"] == "message.accepted"
        assert entry.document["about"] == "eu-1"
        for secret in (b"text 1", b"anna", b"client-1"):
            assert secret not in entry.body

    async def test_what_an_event_says_of_a_text_is_committed_to(self, stores: RegionStores) -> None:
        await stores.vault.put(WRITTEN)
        await stores.ledger.write(page(view("eu-1"), replied("m-9")))
        [entry] = await all_of(stores)
        facts = entry.document["facts"]
        assert isinstance(facts, dict)
        assert list(facts["texts"]) == ["m-9"]
        assert len(bytes.fromhex(facts["texts"]["m-9"])) == 32

    async def test_no_words_of_anybody_and_no_hash_of_them_alone_are_on_the_trail(
        self, stores: RegionStores
    ) -> None:
        await stores.vault.put(WRITTEN)
        await stores.inbox.accept(arrival(1, content={"text": WRITTEN.content["text"]}))
        await stores.ledger.write(page(view("eu-1"), replied("m-9")))
        words = str(WRITTEN.content["text"]).encode()
        told = b"".join(entry.body for entry in await all_of(stores))
        assert words not in told
        plain = {hashlib.sha256(words).hexdigest(), hashlib.sha256(_json(WRITTEN)).hexdigest()}
        assert not any(one.encode() in told for one in plain)

    @pytest.mark.parametrize(
        "change",
        ["UPDATE audit SET action = 'x'", "DELETE FROM audit", "UPDATE audit SET number = 9"],
    )
    async def test_the_database_itself_refuses_to_change_the_trail(
        self, region: OpenRegion, place: Place, change: str
    ) -> None:
        await region.stores.audit.add(READ)
        database = open_database(place.url)

        def forge(connection: Connection) -> None:
            connection.execute(text(change))

        with pytest.raises(DBAPIError, match="only added to"):
            await database.write(forge)
        await database.dispose()
        assert is_a_chain(await all_of(region.stores))

    async def test_the_trail_goes_by_the_instant_at_which_the_workflow_acted(
        self, stores: RegionStores
    ) -> None:
        event = replace(received("m-1"), at=NOW, noticed=after(60), by=AGENT)
        await stores.ledger.write(page(view("eu-1"), event))
        [entry] = await all_of(stores)
        assert entry.document["at"] == after(60).isoformat(timespec="microseconds")
        assert (entry.document["by"], entry.document["by_kind"]) == ("ana", "agent")


def _json(kept: Text) -> bytes:
    return json.dumps(dict(kept.content), separators=(",", ":")).encode()
