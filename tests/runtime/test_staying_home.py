"""Whoever wrote before stays where they live, and what is told of them finds them there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from domain.persons import NobodyIsKnown
from domain.stores import Unavailable
from rulebook.desk import read_desk
from runtime.homes import KNOWN, home_by
from runtime.received import Outcome
from runtime.settings import ROOT
from tests.fakes.toy_channel import delivery, wrote
from tests.runtime.receiving import OF_NA, REGIONS, Desk, a_desk

AMERICAN = "+14155550101"
LATER = {
    "nothing": {},
    "a locale": {"locale": "de-DE"},
    "another telephone": {"phone": "+351912345678"},
    "a country": {"country": "PT"},
}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    sample = read_desk(ROOT / "desk")
    async with a_desk(tmp_path, real=True) as made:
        made.rule = home_by(lambda: sample)
        yield made


async def news(desk: Desk) -> dict[str, list[int]]:
    """How many messages wait for each ticket of each region, since this was asked last."""
    return {name: [len(one.news) for one in await desk.news(name)] for name in REGIONS}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
async def test_whoever_is_known_stays_at_home_whatever_a_later_message_tells(
    desk: Desk, later: dict[str, str]
) -> None:
    await desk.hears(wrote(1, "maria", phone=AMERICAN))
    await desk.hears(wrote(2, "maria", **later))
    assert await news(desk) == {"eu": [], "na": [2]}


async def test_the_ledger_is_told_why_somebody_is_at_home_there(desk: Desk) -> None:
    await desk.hears(wrote(1, "maria", phone=AMERICAN))
    await desk.hears(wrote(2, "maria", thread="another"))
    reasons = [one.opening and one.opening.region_reason for one in await desk.news("na")]
    assert reasons == ["phone prefix", KNOWN]


async def test_another_person_of_the_same_name_lives_where_they_say(desk: Desk) -> None:
    await desk.hears(wrote(1, "maria", phone=AMERICAN))
    await desk.hears(wrote(2, "Maria"), wrote(3, ""), wrote(4, ""))
    assert await news(desk) == {"eu": [1, 1, 1], "na": [1]}


async def test_of_whom_only_was_told_nobody_is_at_home(desk: Desk) -> None:
    edit = {"kind": "edited", "id": "m-1", "edit": "e-1", "from": "maria", "text": "better"}
    assert (await desk.hears(edit)).outcomes == {Outcome.EARLY: 1}  # in eu, as nobody knows her
    await desk.hears(wrote(1, "maria", phone=AMERICAN))
    assert await news(desk) == {"eu": [], "na": [1]}


async def test_a_region_that_does_not_answer_keeps_nobody_of_another_waiting(desk: Desk) -> None:
    class Away(NobodyIsKnown):
        async def knows(self, channel: str, account: str, sender_id: str) -> bool:
            raise Unavailable("away")

    desk.regions["na"] = replace(desk.regions["na"], profiles=Away())
    assert (await desk.hears(wrote(1, "maria"))).outcomes == {Outcome.ACCEPTED: 1}
    assert await news(desk) == {"eu": [1], "na": []}


@pytest.mark.parametrize("told", ["edited", "deleted", "blocked"])
async def test_what_is_told_of_a_message_finds_it_outside_the_accounts_region(
    desk: Desk, told: str
) -> None:
    of_eu = replace(OF_NA, region="eu")
    await desk.hears(wrote(1, "maria", phone=AMERICAN), address=of_eu)
    [batch] = await desk.news("na")
    event = {"kind": told, "id": "m-1", "edit": "e-1", "from": "maria", "text": "better"}
    assert (await desk.hears(event, address=of_eu)).outcomes == {Outcome.AMENDED: 1}
    reach = desk.regions["na"].channels.reach
    [contact] = await reach.contacts(batch.news[0].customer_id)
    assert contact.blocked == (told == "blocked")


@pytest.mark.parametrize("told", ["edited", "deleted"])
async def test_what_comes_before_its_message_waits_where_that_will_be(
    desk: Desk, told: str
) -> None:
    event = {"kind": told, "id": "m-1", "edit": "e-1", "from": "maria", "text": "better"}
    early = await desk.hears({**event, "phone": AMERICAN})
    assert early.outcomes == {Outcome.EARLY: 1}
    await desk.hears(wrote(1, "maria", phone=AMERICAN))
    assert await news(desk) == {"eu": [], "na": [2]}


async def test_what_another_region_took_is_not_taken_once_more(desk: Desk) -> None:
    front = await desk.hears(wrote(1, "maria"))
    received = await desk.hears_bytes(
        delivery(wrote(1, "maria"), wrote(2, "joao")), taken=front.taken
    )
    assert received.outcomes == {Outcome.ELSEWHERE: 1, Outcome.ACCEPTED: 1}


async def test_what_waits_for_its_message_may_be_known_in_another_region(desk: Desk) -> None:
    deleted = {"kind": "deleted", "id": "m-9", "from": "nobody"}
    assert (await desk.hears(deleted)).taken == frozenset()
