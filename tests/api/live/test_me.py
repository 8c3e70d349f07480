"""Who one is to the desk, and what one has set for oneself."""

import pytest

from domain.access import ApiKey, Role
from tests.api.house import House

ANA = ApiKey("key of ana", Role.AGENT, region="eu", teams=("eu-care",), agent="aoife")


async def test_an_agent_is_told_of_their_teams_regions_and_languages(house: House) -> None:
    me = (await house.as_key(ANA, "GET", "/v1/me")).json()
    assert (me["role"], me["agent"], me["key_id"]) == ("agent", "aoife", "key of ana")
    assert [one["id"] for one in me["teams"]] == ["eu-care"]
    assert me["languages"] == ["en", "fr", "de"]
    eu = next(one for one in me["regions"] if one["id"] == "eu")
    assert (eu["zone"], eu["here"]) == ("Europe/Dublin", True)


async def test_what_somebody_sets_for_themselves_is_theirs_alone(house: House) -> None:
    settings = {"language": "pt", "views": [{"name": "Mine"}]}
    put = await house.as_key(ANA, "PUT", "/v1/me/settings", {"settings": settings})
    assert put.json()["settings"] == settings
    assert (await house.as_key(ANA, "GET", "/v1/me")).json()["settings"] == settings
    other = ApiKey("another key", Role.AGENT, agent="jonas")
    assert (await house.as_key(other, "GET", "/v1/me")).json()["settings"] == {}


async def test_settings_are_set_as_a_whole(house: House) -> None:
    for settings in ({"language": "pt"}, {"theme": "dark"}):
        await house.as_key(ANA, "PUT", "/v1/me/settings", {"settings": settings})
    assert (await house.as_key(ANA, "GET", "/v1/me")).json()["settings"] == {"theme": "dark"}


@pytest.mark.parametrize(
    "body", [{}, {"settings": []}, {"settings": {"views": "x" * 17_000}}, {"other": {}}]
)
async def test_settings_that_are_none_or_too_large_are_refused(
    house: House, body: dict[str, object]
) -> None:
    answer = await house.as_key(ANA, "PUT", "/v1/me/settings", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    "written",
    [
        '{"settings": {"a": 1e400}}',
        '{"settings": {"a": NaN}}',
        '{"settings": {"a": "\\ud800"}}',
        '{"settings": {"a": ' + "[" * 3_000 + "]" * 3_000 + "}}",
        '{"settings": {"a": ' + "9" * 5_000 + "}}",
    ],
    ids=["endless", "no number", "half a character", "deep", "long"],
)
async def test_settings_that_no_client_could_read_again_are_refused(
    house: House, written: str
) -> None:
    secret = house.keys.add("hers", ANA)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    answer = await house.client.put("/v1/me/settings", content=written, headers=headers)
    assert answer.status_code in (400, 422), answer.text
    assert (await house.as_key(ANA, "GET", "/v1/me")).json()["settings"] == {}


async def test_settings_come_back_as_they_were_put(house: House) -> None:
    settings = {"日本": ["\u202e", "é", 1.5, -0.0, True, None, {}], "": "{{x}}"}
    put = await house.as_key(ANA, "PUT", "/v1/me/settings", {"settings": settings})
    assert put.json()["settings"] == settings
    assert (await house.as_key(ANA, "GET", "/v1/me")).json()["settings"] == settings


async def test_a_key_of_one_region_has_its_settings_there_and_others_in_the_first(
    house: House,
) -> None:
    everywhere = ApiKey("key of sam", Role.AGENT, agent="sam")
    of_na = ApiKey("key of bob", Role.AGENT, region="na", agent="bob")
    for key in (everywhere, of_na):
        await house.as_key(key, "PUT", "/v1/me/settings", {"settings": {"of": key.id}})
    kept = {name: stores.live.settings for name, stores in house.door.regions.items()}
    assert await kept[min(kept)].read("sam") == {"of": "key of sam"}
    assert await kept["na"].read("bob") == {"of": "key of bob"}
    assert await kept["na"].read("sam") == await kept[min(kept)].read("bob") == {}


async def test_a_channels_key_is_nobody_who_sits_at_a_desk(house: House) -> None:
    answer = await house.get("/v1/me", Role.CHANNEL)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_not_admitted")


async def test_a_list_says_who_is_where(house: House) -> None:
    ticket = await house.wrote()
    agent = ApiKey("k", Role.AGENT, agent="ana")
    await house.as_key(agent, "PUT", f"/v1/tickets/{ticket}/presence", {"doing": "reading"})
    [item] = (await house.as_key(agent, "GET", "/v1/presence")).json()["items"]
    assert item["ticket_id"] == ticket
    assert [one["who"] for one in item["present"]] == ["ana"]
    stranger = ApiKey("s", Role.AGENT, region="na", teams=("na-care",), agent="bob")
    assert (await house.as_key(stranger, "GET", "/v1/presence")).json()["items"] == []


async def test_nobody_is_at_a_ticket_that_they_do_not_see(house: House) -> None:
    ticket = await house.wrote()
    stranger = ApiKey("s", Role.AGENT, region="na", teams=("na-care",), agent="bob")
    answer = await house.as_key(
        stranger, "PUT", f"/v1/tickets/{ticket}/presence", {"doing": "reading"}
    )
    assert answer.status_code == 404
