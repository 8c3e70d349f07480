import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from channels.kinds import Tools
from channels.meta.signature import proof
from domain.channel_tokens import KeptToken, KeptTokens, Token
from domain.channels import TokenRefused
from domain.ports import NotNow
from domain.stores import Unavailable
from runtime.channel_tokens import RenewedTokens
from storage.open import Place, open_region
from tests.channels.platforms.desk import Hands, tools_of_a_region
from tests.channels.platforms.meta_accounts import Desk, desk_with, each, outbound
from tests.standins.meta import APP_SECRET, TOKEN, fault
from tests.standins.meta_webhooks import NOW
from tests.standins.server import Held
from tests.storage.building import KEY

GIVEN = ["IGAA-given"]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with desk_with("instagram", {"access_token": GIVEN}) as one:
        one.meta.tokens = {"IGAA-given"}
        one.meta.renewals = {"IGAA-given": "IGAA-2", "IGAA-2": "IGAA-3", "IGAA-3": "IGAA-4"}
        yield one


def shown(desk: Desk) -> list[str]:
    heard = desk.meta.calls("messages")
    return [one.headers["authorization"].removeprefix("Bearer ") for one in heard]


@each(("whatsapp", "messenger"))
async def test_each_call_proves_that_our_app_makes_it(name: str) -> None:
    async with desk_with(name, {"app_secret": [APP_SECRET, "an older one"]}) as desk:
        await desk.channel.send(outbound(name))
        (heard,) = desk.meta.calls("messages")
        assert heard.query == {"appsecret_proof": proof(APP_SECRET, TOKEN)}
        wrong = desk.built({"app_secret": ["another app's"]})
        with pytest.raises(Exception, match="invalid_100"):
            await wrong.send(outbound(name))


@each(("whatsapp", "messenger"), "token")
async def test_a_lasting_token_that_is_taken_back_is_not_asked_with_again(name: str) -> None:
    async with desk_with(name) as desk:
        desk.meta.tokens.clear()
        with pytest.raises(TokenRefused):
            await desk.channel.send(outbound(name))
        assert len(desk.meta.heard) == 1
        for unusable in ("", "ключ", "a\r\nb"):
            with pytest.raises(TokenRefused):
                await desk.built({"access_token": [unusable]}).send(outbound(name))
        assert len(desk.meta.heard) == 1


@pytest.mark.channel("instagram", "token")
async def test_the_first_token_is_exchanged_once_for_all_who_wait(
    desk: Desk, tmp_path: Path
) -> None:
    answered = asyncio.Event()
    desk.meta.then("refresh_access_token", Held(answered))
    messages = [outbound("instagram", f"{n}", key=f"eu-1:{n}:0") for n in range(5)]
    async with tools_of_a_region(tmp_path, Hands(NOW)) as tools, asyncio.TaskGroup() as group:
        desk.channel = desk.built_with(tools, {"access_token": GIVEN})
        for message in messages:
            group.create_task(desk.channel.send(message))
        await desk.meta.hears("refresh_access_token")
        answered.set()
    assert shown(desk) == ["IGAA-2"] * 5
    (asked,) = desk.meta.calls("refresh_access_token")
    assert asked.path == "/refresh_access_token"
    assert asked.query == {"grant_type": "ig_refresh_token", "access_token": "IGAA-given"}


@pytest.mark.channel("instagram", "token")
async def test_it_is_exchanged_again_in_time_always_with_the_last_one(desk: Desk) -> None:
    for days in (0, 29, 31, 62):
        desk.clock.at = NOW + timedelta(days=days)
        await desk.channel.send(outbound("instagram"))
    assert shown(desk) == ["IGAA-2", "IGAA-2", "IGAA-3", "IGAA-4"]
    asked = [one.query["access_token"] for one in desk.meta.calls("refresh_access_token")]
    assert asked == ["IGAA-given", "IGAA-2", "IGAA-3"]


@pytest.mark.channel("instagram", "token")
async def test_the_last_one_is_known_after_a_restart(desk: Desk) -> None:
    await desk.channel.send(outbound("instagram"))
    desk.clock.at = NOW + timedelta(days=31)
    del desk.meta.renewals["IGAA-given"]
    desk.meta.tokens.discard("IGAA-given")  # sixty days are over for what the secret holds
    await desk.built({"access_token": GIVEN}).send(outbound("instagram"))
    assert shown(desk) == ["IGAA-2", "IGAA-3"]


@pytest.mark.channel("instagram", "token")
async def test_a_token_that_is_refused_is_renewed_and_the_message_goes(desk: Desk) -> None:
    await desk.channel.send(outbound("instagram"))
    desk.meta.tokens.discard("IGAA-2")
    await desk.channel.send(outbound("instagram"))
    assert shown(desk) == ["IGAA-2", "IGAA-2", "IGAA-3"]
    assert len(desk.meta.sent) == 2


@pytest.mark.channel("instagram", "token")
async def test_one_that_is_too_young_to_be_exchanged_is_used_for_a_day(desk: Desk) -> None:
    desk.meta.renewals = {}
    await desk.channel.send(outbound("instagram"))
    (used,) = [one for name, one in desk.tokens.kept.items() if not name.endswith(" last")]
    assert used.expires_at == NOW + timedelta(days=1)
    desk.clock.at = NOW + timedelta(days=1, seconds=1)
    desk.meta.renewals = {"IGAA-given": "IGAA-2"}
    await desk.channel.send(outbound("instagram"))
    assert shown(desk) == ["IGAA-given", "IGAA-2"]


@pytest.mark.channel("instagram", "token")
async def test_when_all_are_dead_a_person_puts_a_new_one_into_the_secret(desk: Desk) -> None:
    await desk.channel.send(outbound("instagram"))
    desk.meta.tokens, desk.meta.renewals = set(), {}
    with pytest.raises(TokenRefused):
        await desk.channel.send(outbound("instagram"))
    assert len(desk.meta.sent) == 1
    desk.meta.tokens, desk.meta.renewals = {"IGAA-new"}, {"IGAA-new": "IGAA-9"}
    await desk.built({"access_token": ["IGAA-new", *GIVEN]}).send(outbound("instagram"))
    assert shown(desk)[-1] == "IGAA-9"


@pytest.mark.channel("instagram", "token")
async def test_a_new_token_in_the_secret_is_used_at_once(desk: Desk) -> None:
    await desk.channel.send(outbound("instagram"))
    desk.meta.tokens.add("IGAA-new")
    desk.meta.renewals |= {"IGAA-new": "IGAA-9", "IGAA-9": "IGAA-10"}
    changed = desk.built({"access_token": ["IGAA-new", *GIVEN]})
    await changed.send(outbound("instagram"))
    await desk.channel.send(outbound("instagram"))  # of a process that knows the secret of before
    await desk.built({"access_token": ["IGAA-new"]}).send(outbound("instagram"))
    assert shown(desk) == ["IGAA-2", "IGAA-9", "IGAA-2", "IGAA-9"]
    desk.clock.at = NOW + timedelta(days=31)
    await changed.send(outbound("instagram"))
    assert shown(desk)[-1] == "IGAA-10"
    assert not [name for name in desk.tokens.kept if "IGAA" in name]


@pytest.mark.channel("instagram", "token")
async def test_what_was_kept_before_secrets_were_told_apart_is_not_lost(desk: Desk) -> None:
    await desk.tokens.keep("instagram/main", Token("IGAA-2", NOW))
    await desk.tokens.keep("instagram/main last", Token("IGAA-2"))
    desk.meta.tokens, desk.meta.renewals = {"IGAA-2"}, {"IGAA-2": "IGAA-3"}
    await desk.channel.send(outbound("instagram"))
    assert shown(desk) == ["IGAA-3"]


@dataclass
class Failing:
    """The tokens of a region whose database does not take one of the next writes."""

    kept: KeptTokens
    after: int = sys.maxsize

    async def find(self, name: str) -> KeptToken | None:
        return await self.kept.find(name)

    async def keep(self, name: str, token: Token, since: datetime) -> None:
        self._count(name)
        await self.kept.keep(name, token, since)

    async def refuse(self, name: str, value: str) -> None:
        self._count(name)
        await self.kept.refuse(name, value)

    def _count(self, name: str) -> None:
        self.after -= 1
        if self.after == -1:
            raise Unavailable(name)


@pytest.mark.channel("instagram", "token")
@pytest.mark.parametrize("taken", [0, 1, 2, 3])
async def test_a_database_that_fails_while_a_token_is_kept_loses_none(
    desk: Desk, tmp_path: Path, taken: int
) -> None:
    async with await open_region("eu", Place.in_folder(tmp_path), KEY) as region:
        failing = Failing(region.stores.channels.tokens)
        stores = replace(region.stores.channels, tokens=failing)
        tokens = RenewedTokens(stores, desk.clock, "worker 1")
        tools = Tools(desk.http, desk.clock, tokens)
        channel = desk.built_with(tools, {"access_token": GIVEN})
        await channel.send(outbound("instagram"))
        desk.clock.at = NOW + timedelta(days=31)
        del desk.meta.renewals["IGAA-given"]
        desk.meta.tokens.discard("IGAA-given")  # what the secret holds is of no use any more
        failing.after = taken
        with suppress(NotNow):
            await channel.send(outbound("instagram"))
        desk.clock.at += timedelta(minutes=1)
        await channel.send(outbound("instagram"))
    assert shown(desk)[-1] in {"IGAA-3", "IGAA-4"}


@pytest.mark.channel("instagram", "token")
async def test_while_instagram_does_not_answer_the_message_waits(desk: Desk) -> None:
    desk.meta.then("refresh_access_token", None)
    desk.meta.then("/me", fault(2))
    with pytest.raises(NotNow):
        await desk.channel.send(outbound("instagram"))
    await desk.channel.send(outbound("instagram"))
    assert shown(desk) == ["IGAA-2"]


@pytest.mark.channel("instagram", "token")
async def test_an_account_without_a_token_says_so(desk: Desk) -> None:
    with pytest.raises(TokenRefused, match="token_missing"):
        await desk.built({"access_token": []}).send(outbound("instagram"))
    assert desk.meta.heard == []
