"""The stream of what happens: in order, resumable, within the key's scope, and without a text."""

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from api.live import following as following_module
from api.live.following import Following, positions
from domain.access import ApiKey, Role
from domain.live import Doing, Present
from runtime.live import LiveRegions
from tests.api.house import MONDAY, House
from tests.api.live.streams import ALL, follow, hello
from tests.api.test_notifications import tell
from tests.patience import PATIENCE

BRIEF = ("done", "pending", "next", "promised")


async def test_what_happens_is_told_in_order_with_its_place(
    house: House, live: LiveRegions
) -> None:
    async with follow(live) as stream:
        ticket = await house.wrote(text="A secret that nobody may read here")
        first = await stream.next("ticket")
        second = await stream.next("ticket")
    assert first["data"]["ticket_id"] == ticket
    assert [one["data"]["position"] for one in (first, second)] == [1, 2]
    assert positions(second["id"])["eu"] == 2
    assert first["data"]["kind"] == "ticket_opened"


async def test_no_event_holds_a_text_or_a_name(house: House, live: LiveRegions) -> None:
    ana = ApiKey("key of ana", Role.AGENT, agent="ana")
    sender = {"id": "canary-sender", "name": "Canary", "email": "canary@example.org"}
    async with follow(live, ana) as stream:
        ticket = await house.wrote(
            text="canary in the text", subject="canary", sender=sender | {"country": "IE"}
        )
        for command, body in (
            ("claim", {}),
            ("notes", {"text": "canary in a note"}),
            ("replies", {"text": "canary in a reply"}),
            ("handovers", {"team": "na-care", **dict.fromkeys(BRIEF, "canary in a brief")}),
        ):
            answer = await house.as_key(ana, "POST", f"/v1/tickets/{ticket}/{command}", body)
            assert answer.status_code == 200, answer.text
        await house.as_key(ana, "PUT", f"/v1/tickets/{ticket}/presence", {"doing": "writing"})
        await tell(house, 1, agent="ana")
        await stream.next("notification")
    kinds = {one["data"].get("kind") for one in stream.passed}
    assert {"ticket_claimed", "note_added", "agent_replied", "ticket_handed_over"} <= kinds
    assert "presence" in {one["event"] for one in stream.passed}
    assert stream.raw
    assert "canary" not in stream.raw.lower()


async def test_a_client_that_was_away_hears_what_it_missed(house: House, live: LiveRegions) -> None:
    async with follow(live) as stream:
        await house.wrote()
        seen = await stream.next("ticket")
    await house.wrote(message_id="second", thread="another")
    async with follow(live, after=positions(seen["id"])) as again:
        assert (await again.next("ticket"))["data"]["position"] == seen["data"]["position"] + 1


async def test_who_comes_first_hears_nothing_of_what_was_before(
    house: House, live: LiveRegions
) -> None:
    before = await house.wrote()
    async with follow(live) as stream:
        after = await house.wrote(message_id="second", thread="another")
        assert (await stream.next("ticket"))["data"]["ticket_id"] == after != before


async def test_a_position_that_nobody_knows_is_answered_by_a_reset(
    house: House, live: LiveRegions
) -> None:
    await house.wrote()
    async with follow(live, after={"eu": 1_000_000}) as stream:
        assert (await stream.next("reset"))["data"] == {"region": "eu"}


async def test_a_key_hears_only_of_what_it_sees(house: House, live: LiveRegions) -> None:
    bob = ApiKey("other", Role.AGENT, region="na", teams=("na-care",), agent="bob")
    ana = ApiKey("hers", Role.AGENT, region="eu", teams=("eu-care",), agent="ana")
    async with follow(live, bob) as his, follow(live, ana) as hers:
        of_eu = await house.wrote()
        assert (await hers.next("ticket"))["data"]["ticket_id"] == of_eu
        await house.as_key(ana, "PUT", f"/v1/tickets/{of_eu}/presence", {"doing": "reading"})
        assert (await hers.next("presence"))["data"]["ticket_id"] == of_eu
        house.commands.team = "na-care"
        of_na = await house.wrote(sender={"id": "joe", "country": "US"}, message_id="m-2")
        assert (await his.next("ticket"))["data"]["ticket_id"] == of_na
        assert {one["data"].get("ticket_id") for one in his.passed} == {None}


async def test_a_team_hears_of_what_is_handed_to_it_wherever_that_lives(
    house: House, live: LiveRegions
) -> None:
    bob = ApiKey("other", Role.AGENT, region="na", teams=("na-care",), agent="bob")
    async with follow(live, bob) as his:
        ticket = await house.wrote()
        brief = {"team": "na-care", **dict.fromkeys(BRIEF, "words")}
        answer = await house.post(f"/v1/tickets/{ticket}/handovers", brief)
        assert answer.status_code == 200, answer.text
        heard = (await his.next("ticket"))["data"]
        assert (heard["ticket_id"], heard["team"]) == (ticket, "na-care")


async def test_who_is_at_a_ticket_is_told_and_when_they_leave(
    house: House, live: LiveRegions
) -> None:
    ticket = await house.wrote()
    async with follow(live) as stream:
        await house.client.put(
            f"/v1/tickets/{ticket}/presence",
            json={"doing": "writing"},
            headers={"Authorization": f"Bearer {house.keys.add('ana', agent('ana'))}"},
        )
        there = (await stream.next("presence"))["data"]
        assert (there["ticket_id"], there["present"][0]["who"]) == (ticket, "ana")
        assert there["present"][0]["doing"] == "writing"
        await house.as_key(agent("ana"), "PUT", f"/v1/tickets/{ticket}/presence", {"doing": "away"})
        assert (await stream.next("presence"))["data"]["present"] == []


def agent(name: str) -> ApiKey:
    return ApiKey(f"key of {name}", Role.AGENT, agent=name)


async def test_presence_runs_out_by_itself(house: House) -> None:
    ticket = await house.wrote()
    presence = house.door.regions["eu"].live.presence
    lasting = Present(ticket, "ana", Doing.READING, MONDAY, MONDAY + timedelta(seconds=45))
    await presence.note(lasting)
    later = MONDAY + timedelta(seconds=20)
    await presence.note(
        replace(lasting, doing=Doing.WRITING, since=later, until=later + timedelta(seconds=45))
    )
    [ana] = await presence.at(MONDAY + timedelta(seconds=60), ticket)
    assert (ana.doing, ana.since) == (Doing.WRITING, MONDAY), "since stays while nobody left"
    assert await presence.at(MONDAY + timedelta(seconds=65), ticket) == []


async def test_a_key_that_is_taken_back_ends_its_stream(
    live: LiveRegions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.following.HEARTBEAT", 0.01)
    monkeypatch.setattr("api.live.following.LOOKED_AT_AGAIN", 0.05)
    asked = []

    async def revoked() -> bool:
        asked.append(True)
        return len(asked) < 3

    following = Following(live, ALL, hello("eu"), {})
    async with asyncio.timeout(PATIENCE.total_seconds()):
        pieces = [piece async for piece in following.events(revoked)]
    assert len(asked) == 3
    assert any(piece.startswith(":") for piece in pieces), "silence is filled by heartbeats"


def test_a_key_is_looked_at_again_within_a_minute() -> None:
    assert following_module.LOOKED_AT_AGAIN + following_module.HEARTBEAT <= 60


async def test_a_key_is_not_looked_at_whenever_something_happens(
    house: House, live: LiveRegions
) -> None:
    """A busy desk would ask the store of keys as often as it tells its listeners."""
    asked = []

    async def noted() -> bool:
        asked.append(True)
        return True

    async with follow(live, admitted_by=noted) as stream:
        for number in range(6):
            await house.wrote(message_id=f"m-{number}", thread=f"t-{number}")
            await stream.next("ticket")
    assert not asked


async def test_who_sees_nothing_of_a_busy_desk_is_told_that_the_stream_stands(
    house: House, live: LiveRegions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.live.following.HEARTBEAT", 1.0)
    bob = ApiKey("other", Role.AGENT, region="na", teams=("na-care",), agent="bob")
    async with follow(live, bob) as his, follow(live) as everything:
        busy = asyncio.create_task(always_writing(house))
        async with asyncio.timeout(PATIENCE.total_seconds()):
            piece = await anext(his.pieces)
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)
        assert (await everything.next("ticket"))["data"]["region"] == "eu"
    assert piece.startswith(":")
    assert positions(piece.split("id: ")[1].strip())["eu"] > 0, "and how far it is"


async def always_writing(house: House) -> None:
    for number in itertools.count():
        await house.wrote(message_id=f"m-{number}", thread=f"t-{number}")


async def test_what_happens_while_a_slow_client_reads_is_told_next(
    house: House, live: LiveRegions
) -> None:
    async with follow(live) as stream:
        await house.wrote()
        await stream.next("ticket")
        rang = live.bell.number
        await house.wrote(message_id="m-2", thread="another")
        await live.bell.rung(rang, PATIENCE.total_seconds())
        async with asyncio.timeout(following_module.HEARTBEAT / 3):
            while (await stream.next("ticket"))["data"]["sequence"] != 1:
                pass


async def test_a_process_that_stops_sends_its_listeners_away(live: LiveRegions) -> None:
    async with follow(live) as stream:
        rest = asyncio.ensure_future(stream.drain())
        waits = asyncio.ensure_future(live.changed("eu", live.number("eu"), 600))
        live.end()
        await asyncio.wait_for(rest, PATIENCE.total_seconds())
        await asyncio.wait_for(waits, PATIENCE.total_seconds())


async def test_an_agent_is_told_that_there_is_something_to_read(
    house: House, live: LiveRegions
) -> None:
    ana, ben = (ApiKey(f"key of {name}", Role.AGENT, agent=name) for name in ("ana", "ben"))
    await tell(house, 1, agent="ana")
    async with follow(live, ana) as hers, follow(live, ben) as his:
        second = await tell(house, 1, region="na", agent="ana")
        assert (await hers.next("notification"))["data"] == {"region": "na"}
        assert [one["event"] for one in hers.passed] == ["hello"], "what was before is no news"
        await house.as_key(ana, "POST", f"/v1/notifications/{second}/seen")
        await hers.next("notification")  # other pages of hers do not show it as new any more
        await tell(house, 0, region="na", agent="ana")  # by its instant it comes before the others
        await hers.next("notification")
        await tell(house, 2, agent="ben")
        assert (await his.next("notification"))["data"] == {"region": "eu"}
        assert [one["event"] for one in his.passed] == ["hello"]
