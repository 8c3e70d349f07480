import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from channels.meta.signature import proof
from domain.channels import TokenRefused
from domain.ports import NotNow
from tests.channels.platforms.meta_accounts import Desk, desk_with, each, outbound
from tests.standins.meta import APP_SECRET, TOKEN, fault
from tests.standins.meta_webhooks import NOW

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


@each(("whatsapp", "messenger"), "token")
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
async def test_the_first_token_is_exchanged_once_for_all_who_wait(desk: Desk) -> None:
    messages = [outbound("instagram", f"{n}", key=f"eu-1:{n}:0") for n in range(5)]
    await desk.channel.send(messages[0])
    await asyncio.gather(*(desk.channel.send(message) for message in messages[1:]))
    assert shown(desk) == ["IGAA-2"] * 5
    assert len(desk.meta.calls("refresh_access_token")) == 1
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
    assert desk.tokens.kept["instagram/main"].expires_at == NOW + timedelta(days=1)
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
