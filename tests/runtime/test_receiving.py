"""What platforms bring arrives where it belongs, each once, whatever else is in the delivery."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from domain.amendments import Told
from domain.arrivals import Arrival
from domain.channels import Deleted, Edited, Reachable, Reported
from domain.stores import Inbox, Unavailable
from runtime.arriving import Address
from runtime.normalising import LONGEST_TEXT
from runtime.raw_requests import read_back
from runtime.received import Outcome, Received
from tests.fakes.toy_channel import wrote
from tests.runtime.receiving import ANY, NOW, OF_NA, URL, Desk, a_desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with a_desk(tmp_path) as made:
        yield made


async def test_a_message_is_accepted_by_its_home_and_told_to_its_dispatcher(desk: Desk) -> None:
    received = await desk.hears(wrote(1, "maria", country="BR", name="Maria", locale="pt_BR"))
    assert (received.outcomes, received.elsewhere) == ({Outcome.ACCEPTED: 1}, frozenset())
    assert desk.nudged == ["na"]
    assert await desk.texts("eu") == []
    [text] = await desk.texts("na")
    assert text.content == {
        "text": "text 1",
        "message_id": "m-1",
        "sender_id": "maria",
        "thread": None,
        "country": "BR",
    }
    assert text.language == "pt-BR"


@pytest.mark.attack(38)
async def test_the_same_delivery_three_times_is_one_message(desk: Desk) -> None:
    for expected in (Outcome.ACCEPTED, Outcome.DUPLICATE, Outcome.DUPLICATE):
        assert (await desk.hears(wrote(1))).outcomes == {expected: 1}
    assert len(await desk.texts()) == 1


@pytest.mark.attack(38)
async def test_a_redelivery_that_is_written_otherwise_is_the_same_message(desk: Desk) -> None:
    await desk.hears(wrote(1))
    again = json.dumps([wrote(1, name="Maria", extra={"new": "field"})], indent=3).encode()
    assert (await desk.hears_bytes(again)).outcomes == {Outcome.DUPLICATE: 1}
    altered = {**wrote(1), "text": "something else"}
    assert (await desk.hears(altered)).outcomes == {Outcome.ALTERED: 1}
    [text] = await desk.texts()
    assert text.content["text"] == "text 1"


@pytest.mark.attack(38)
async def test_ids_count_within_their_account_and_channel(desk: Desk) -> None:
    for address in (ANY, Address("toy", "other"), Address("fax", "shop")):
        assert (await desk.hears(wrote(1), address=address)).outcomes == {Outcome.ACCEPTED: 1}
    assert len(await desk.texts()) == 3


@pytest.mark.attack(38)
async def test_what_comes_three_days_late_has_its_own_instant_and_the_doors(desk: Desk) -> None:
    then = NOW - timedelta(days=3)
    await desk.hears(wrote(2, at=NOW.isoformat()), wrote(1, at=then.isoformat(), order=7))
    [batch] = await desk.news()
    told = {one.message.sent_at: one for one in batch.news if one.message}
    assert set(told) == {then, NOW}
    assert {one.accepted_at for one in batch.news} == {NOW}


async def test_what_is_to_come_was_written_now(desk: Desk) -> None:
    await desk.hears(wrote(1, at=(NOW + timedelta(days=1)).isoformat()))
    [batch] = await desk.news()
    assert batch.news[0].message is not None
    assert batch.news[0].message.sent_at == NOW


async def test_one_broken_event_among_good_ones_is_set_aside_and_the_others_go_on(
    desk: Desk,
) -> None:
    received = await desk.hears(wrote(1), {"kind": "strange"}, wrote(2, "joao"))
    assert received.outcomes == {Outcome.ACCEPTED: 2, Outcome.SET_ASIDE: 1}
    [one] = await desk.aside()
    assert (one.channel, one.account, one.reason, one.at) == ("toy", "shop", "broken_event", NOW)
    assert received.unreadable == {one.id: "broken_event"}
    assert len(await desk.texts()) == 2


async def test_what_cannot_be_read_is_set_aside_once_however_often_it_comes(desk: Desk) -> None:
    for _ in range(3):
        assert (await desk.hears_bytes(b"\xff{")).outcomes == {Outcome.SET_ASIDE: 1}
    [one] = await desk.aside()
    assert one.size == 2
    raw = await desk.regions["eu"].channels.set_asides.get(one.id)
    assert b"s3cret" not in raw.content
    back = read_back(raw.content)
    assert (back.body, back.at, back.url) == (b"\xff{", NOW, URL)
    assert back.headers == {"content-type": "application/json"}


async def test_a_delivery_of_many_parts_that_cannot_be_read_is_kept_once(desk: Desk) -> None:
    events = [{"kind": "strange", "number": number} for number in range(90)]
    await desk.hears(*events)
    asides = desk.regions["eu"].channels.set_asides
    kept = [read_back((await asides.get(one.id)).content) for one in await desk.aside()]
    assert len(kept) == 90
    assert {len(json.loads(one.body)) for one in kept} == {1}


async def test_what_cannot_be_read_lies_in_the_accounts_region(desk: Desk) -> None:
    await desk.hears_bytes(b"not json", OF_NA)
    assert len(await desk.aside("na")) == 1
    assert await desk.aside("eu") == []


async def test_a_fault_of_ours_with_one_item_keeps_no_other_from_its_ticket(desk: Desk) -> None:
    received = await desk.hears({"kind": "explodes", "id": "m-9"}, wrote(1))
    assert received.outcomes == {Outcome.SET_ASIDE: 1, Outcome.ACCEPTED: 1}
    [one] = await desk.aside()
    assert one.reason == "our_fault"
    await desk.hears({"kind": "explodes", "id": "m-9"}, wrote(1))
    assert len(await desk.aside()) == 1


async def test_a_channel_that_breaks_its_promise_stops_no_queue(desk: Desk) -> None:
    received = await desk.hears_bytes(b"[7]")  # a number has no kind: `read` itself raises
    assert received.outcomes == {Outcome.SET_ASIDE: 1}


async def test_an_empty_delivery_is_taken_in(desk: Desk) -> None:
    assert await desk.hears() == Received({})


@dataclass
class Flaky:
    """An inbox whose database is away for some messages."""

    inbox: Any
    away_for: set[str]

    async def accept(self, arrival: Arrival) -> Any:
        if arrival.message_id in self.away_for:
            raise Unavailable("away")
        return await self.inbox.accept(arrival)


async def test_what_a_database_did_not_take_comes_again_and_nothing_comes_twice(
    desk: Desk,
) -> None:
    whole = desk.regions["eu"]
    desk.regions["eu"] = replace(whole, inbox=cast("Inbox", Flaky(whole.inbox, {"m-2"})))
    events = [wrote(number, f"person {number}") for number in (1, 2, 3)]
    with pytest.raises(Unavailable):
        await desk.hears(*events)
    desk.regions["eu"] = whole
    received = await desk.hears(*events)
    assert received.outcomes == {Outcome.DUPLICATE: 2, Outcome.ACCEPTED: 1}
    assert len(await desk.texts()) == 3


async def test_nothing_overtakes_what_the_same_person_said_before(desk: Desk) -> None:
    whole = desk.regions["eu"]
    flaky = cast("Inbox", Flaky(whole.inbox, {"m-1"}))
    desk.regions["eu"] = replace(whole, inbox=flaky)
    with pytest.raises(Unavailable):
        await desk.hears(wrote(1), wrote(2), wrote(3, "joao"))
    desk.regions["eu"] = whole
    [text] = await desk.texts()
    assert text.content["sender_id"] == "joao"


async def test_a_ticket_that_a_token_names_decides_the_home_before_all_else(desk: Desk) -> None:
    await desk.hears(wrote(1, country="PT", ticket="na-01J9ABCDEFGH"))
    assert len(await desk.texts("na")) == 1
    await desk.hears(wrote(2, "joao", country="PT", ticket="mars-01J9ABCDEFGH"))
    assert len(await desk.texts("eu")) == 1


async def test_the_accounts_region_decides_where_nothing_else_does(desk: Desk) -> None:
    await desk.hears(wrote(1), address=OF_NA)
    assert len(await desk.texts("na")) == 1
    await desk.hears(wrote(2, "joao", country="AQ"), address=OF_NA)  # which no region has
    assert len(await desk.texts("na")) == 1


async def test_what_another_installation_serves_is_named_and_not_kept(desk: Desk) -> None:
    received = await desk.hears(wrote(1, country="JP"), wrote(2, "joao"))
    assert received.outcomes == {Outcome.ELSEWHERE: 1, Outcome.ACCEPTED: 1}
    assert received.elsewhere == {"apac"}
    assert len(await desk.texts()) == 1


EDIT = {"kind": "edited", "id": "m-1", "edit": "e-1", "from": "maria", "text": "better"}
REPORT = {"kind": "reported", "state": "read", "ids": ["p-1"]}


async def test_an_edit_goes_where_its_message_is(desk: Desk) -> None:
    desk.amendments["na"].known = {"m-1"}
    assert (await desk.hears(EDIT)).outcomes == {Outcome.AMENDED: 1}
    assert desk.amendments["eu"].heard == []
    assert desk.amendments["na"].heard == [Edited("m-1", "e-1", "maria", "better", NOW)]
    assert desk.nudged == ["na"]


async def test_what_nobody_knows_yet_waits_where_such_messages_go(desk: Desk) -> None:
    for one in desk.amendments.values():
        one.says = Told.EARLY
    deleted = {"kind": "deleted", "id": "m-9", "from": "maria"}
    received = await desk.hears(EDIT, deleted, REPORT, {"kind": "blocked", "from": "maria"})
    assert received.outcomes == {Outcome.EARLY: 4}
    assert [type(one) for one in desk.amendments["eu"].heard] == [
        *(Edited, Deleted, Reachable, Reported),
    ]
    await desk.hears(EDIT, address=OF_NA)
    assert len(desk.amendments["na"].heard) == 1
    assert desk.nudged == []


async def test_what_nobody_here_knows_is_asked_of_other_installations_too(desk: Desk) -> None:
    desk.others = ("apac", "cn")
    assert (await desk.hears(EDIT)).elsewhere == {"apac", "cn"}
    assert (await desk.hears(EDIT, address=OF_NA)).elsewhere == {"apac", "cn"}
    desk.amendments["eu"].known = {"m-1"}
    assert (await desk.hears(EDIT)).elsewhere == frozenset()


async def test_a_text_longer_than_the_api_takes_is_kept_whole_and_says_so(desk: Desk) -> None:
    await desk.hears({**wrote(1), "text": "a" * (LONGEST_TEXT + 1)})
    [text] = await desk.texts()
    assert len(str(text.content["text"])) == text.content["length"] == LONGEST_TEXT + 1


async def test_nothing_is_refused_for_its_form(desk: Desk) -> None:
    odd = wrote(
        "\x00" * 2_000,
        "",
        name="Ma\r\nria",
        locale="nonsense!",
        country="Atlantis",
        phone="call me",
        extra={
            "sender_id": "somebody else",
            "html": "<b>\x00\ud800</b>",
            "deep": [[[[[[[[9]]]]]]]],
        },
        in_reply_to="p-1",
    )
    assert (await desk.hears({**odd, "text": "a\x00b"})).outcomes == {Outcome.ACCEPTED: 1}
    [text] = await desk.texts()
    assert text.content["text"] == "ab"
    assert str(text.content["sender_id"]).startswith("sha256:")
    assert text.content["html"] == "<b>\N{REPLACEMENT CHARACTER}</b>"
    assert text.content["in_reply_to"] == "p-1"


async def test_two_that_have_no_name_are_two_people(desk: Desk) -> None:
    await desk.hears(wrote(1, ""), wrote(2, ""))
    assert len({batch.ticket_id for batch in await desk.news()}) == 2
