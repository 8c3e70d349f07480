"""What every store of broken glass promises."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import Role
from domain.audit import Action
from domain.glass import LAPSES, Glass, GlassState, Person
from domain.stores import Missing, RegionStores, Text
from tests.storage.building import NOW, after

BOB = Person("na/k-bob", Role.AGENT, "bob", "na")
EVE = Person("k-eve", Role.PRIVACY)
WHY = Text("eu-g1:reason", "c-1", "eu-1", "reason", "en", {"text": "The customer is on the line."})
ASKED = Glass("eu-g1", "eu-1", "c-1", BOB, NOW, timedelta(minutes=15), WHY.id, needs_agreement=True)


async def actions(stores: RegionStores) -> list[str]:
    entries = await stores.audit.entries(limit=100, about="eu-1")
    return [str(entry.document["action"]) for entry in entries]


class GlassContract:
    async def test_what_was_asked_is_read_as_it_was(self, stores: RegionStores) -> None:
        assert await stores.glass.ask(ASKED) == ASKED
        assert await stores.glass.get("eu-g1") == ASKED
        nobody = replace(ASKED, id="eu-g2", by=Person("k", Role.AUDITOR)).broken(NOW)
        assert await stores.glass.ask(nobody) == nobody
        assert await stores.glass.get("eu-g2") == nobody

    async def test_the_same_request_again_changes_nothing(self, stores: RegionStores) -> None:
        await stores.glass.ask(ASKED)
        broken = await stores.glass.agree("eu-g1", EVE, after(1))
        assert await stores.glass.ask(ASKED) == broken
        assert await actions(stores) == [Action.GLASS_ASKED, Action.GLASS_BROKEN]

    async def test_each_step_is_on_the_trail_with_it(self, stores: RegionStores) -> None:
        await stores.vault.put(WHY)
        await stores.glass.ask(ASKED)
        await stores.glass.agree("eu-g1", EVE, after(1))
        await stores.glass.mend("eu-g1", BOB, after(2))
        steps = [one.document for one in await stores.audit.entries(limit=100, about="eu-1")]
        steps = [one for one in steps if str(one["action"]).startswith("glass.")]
        assert [(one["action"], one["by"]) for one in steps] == [
            ("glass.asked", "na/k-bob"),
            ("glass.broken", "k-eve"),
            ("glass.mended", "na/k-bob"),
        ]
        facts = steps[0]["facts"]
        assert isinstance(facts, dict)
        assert len(facts["texts"][WHY.id]) == 64, "a commitment, and no word of it"
        assert "line" not in str(steps)

    async def test_grants_are_those_of_the_key_that_hold(self, stores: RegionStores) -> None:
        await stores.glass.ask(ASKED)
        assert await stores.glass.grants(BOB.key_id, NOW) == []
        await stores.glass.agree("eu-g1", EVE, after(60))
        [grant] = await stores.glass.grants(BOB.key_id, after(61))
        assert (grant.since, grant.until) == (after(60), after(60) + timedelta(minutes=15))
        assert await stores.glass.grants(EVE.key_id, after(61)) == []
        assert await stores.glass.grants(BOB.key_id, grant.until) == []
        await stores.glass.mend("eu-g1", EVE, after(62))
        assert await stores.glass.grants(BOB.key_id, after(63)) == []

    async def test_what_is_over_stays_over(self, stores: RegionStores) -> None:
        await stores.glass.ask(ASKED)
        lapsed = await stores.glass.agree("eu-g1", EVE, NOW + LAPSES)
        assert lapsed == ASKED
        mended = await stores.glass.mend("eu-g1", EVE, after(1))
        assert mended.state(after(1)) is GlassState.MENDED
        assert await stores.glass.agree("eu-g1", EVE, after(2)) == mended
        assert await stores.glass.mend("eu-g1", BOB, after(3)) == mended
        assert await actions(stores) == [Action.GLASS_ASKED, Action.GLASS_MENDED]

    async def test_of_many_who_agree_at_once_one_begins_it(self, stores: RegionStores) -> None:
        await stores.glass.ask(ASKED)
        people = [Person(f"k-{number}", Role.ADMIN) for number in range(5)]
        found = await asyncio.gather(
            *(stores.glass.agree("eu-g1", one, after(1)) for one in people)
        )
        assert len({one.agreed_by for one in found}) == 1
        assert await actions(stores) == [Action.GLASS_ASKED, Action.GLASS_BROKEN]

    async def test_an_unknown_one_is_missing(self, stores: RegionStores) -> None:
        with pytest.raises(Missing):
            await stores.glass.get("eu-g9")
        with pytest.raises(Missing):
            await stores.glass.agree("eu-g9", EVE, NOW)
        with pytest.raises(Missing):
            await stores.glass.mend("eu-g9", EVE, NOW)

    async def test_the_newest_come_first_and_pages_go_on(self, stores: RegionStores) -> None:
        for number in (2, 1, 3):
            asked = replace(ASKED, id=f"eu-g{number}", asked_at=after(number))
            await stores.glass.ask(asked)
        await stores.glass.ask(replace(ASKED, id="eu-g4", ticket_id="eu-2", asked_at=after(3)))

        async def ids(
            ticket: str | None = None, before: str | None = None, limit: int = 9
        ) -> list[str]:
            place = (after(3), before) if before else None
            found = await stores.glass.page(ticket_id=ticket, before=place, limit=limit)
            return [one.id for one in found]

        assert await ids() == ["eu-g4", "eu-g3", "eu-g2", "eu-g1"]
        assert await ids(before="eu-g4", limit=2) == ["eu-g3", "eu-g2"]
        assert await ids(ticket="eu-2") == ["eu-g4"]
        assert await ids(ticket="eu-%") == []
