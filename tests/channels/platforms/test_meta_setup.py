import pytest

from channels.meta.signature import proof
from domain.abilities import Finding
from domain.ports import Refused
from tests.channels.platforms.meta_accounts import all_three, desk_with, each, kind_of, outbound
from tests.standins.meta import APP, APP_SECRET, BUSINESS, INSTAGRAM, OTHER_ID, fault

HOOK = "https://desk.example/hook"


def wrong(findings: list[Finding]) -> dict[str, str]:
    return {one.what: one.advice for one in findings if not one.well}


@all_three()
async def test_where_all_is_set_up_nothing_is_to_be_done_and_nothing_is_changed(name: str) -> None:
    async with desk_with(name) as desk:
        if name == "whatsapp":
            desk.channel = desk.built(business_account_id=BUSINESS)
        findings = await desk.channel.check(HOOK)
        assert wrong(findings) == {}
        assert len(findings) == {"whatsapp": 5, "messenger": 5, "instagram": 2}[name]
        assert {one.method for one in desk.meta.heard} == {"GET"}


@each(("whatsapp", "messenger"))
async def test_what_is_not_set_up_comes_with_what_to_click(name: str) -> None:
    async with desk_with(name) as desk:
        desk.meta.scopes = ("pages_messaging",)
        desk.meta.callback = "https://elsewhere.example/"
        desk.meta.fields = ()
        advice = wrong(await desk.channel.check(HOOK))
        assert set(advice) >= {"access token", "webhook address", "webhook fields"}
        assert "It lacks" in advice["access token"]
        assert "secret access_token" in advice["access token"]
        assert f"enter {HOOK} as the callback URL" in advice["webhook address"]
        assert "subscribe to messages" in advice["webhook fields"]
        if name == "messenger":
            assert "message_edits" in advice["page subscription"]


@all_three()
async def test_a_dead_token_and_a_foreign_id_are_named(name: str) -> None:
    async with desk_with(name) as desk:
        desk.meta.tokens.clear()
        advice = wrong(await desk.channel.check(HOOK))
        assert any("token_190" in one or "token_refused" in one for one in advice.values())
        desk.meta.tokens.add("EAAG-lasting")
        own = {"whatsapp": "phone_number_id", "messenger": "page_id", "instagram": "account_id"}
        other = desk.built(None, **{own[name]: "999999"})
        said = {"whatsapp": "phone number", "messenger": "page"}
        assert said.get(name, "access token and account") in wrong(await other.check(None))


async def test_the_other_id_of_instagram_is_told() -> None:
    async with desk_with("instagram", account_id=OTHER_ID) as desk:
        advice = wrong(await desk.channel.check(HOOK))
        assert list(advice) == ["access token and account"]
        assert f"its user_id is {INSTAGRAM}." in advice["access token and account"]


ELSEWHERE = "https://elsewhere.example/"
NUMBERS, ACCOUNTS = "phone_number", "whatsapp_business_account"


@pytest.mark.parametrize("overrides", [{NUMBERS: HOOK, ACCOUNTS: ELSEWHERE}, {ACCOUNTS: HOOK}])
async def test_an_address_of_the_number_alone_is_enough(overrides: dict[str, str]) -> None:
    async with desk_with("whatsapp") as desk:
        desk.meta.callback, desk.meta.overrides = ELSEWHERE, overrides
        assert wrong(await desk.channel.check(HOOK)) == {}


@pytest.mark.parametrize("overrides", [{NUMBERS: ELSEWHERE, ACCOUNTS: HOOK}, {ACCOUNTS: ELSEWHERE}])
async def test_the_apps_address_is_not_enough_where_the_number_has_another(
    overrides: dict[str, str],
) -> None:
    async with desk_with("whatsapp") as desk:
        desk.meta.overrides = overrides
        advice = wrong(await desk.channel.check(HOOK))
        assert list(advice) == ["webhook address"]
        assert f"Meta posts to {ELSEWHERE}," in advice["webhook address"]
        assert f"Set webhook_configuration of the number to {HOOK}," in advice["webhook address"]


@each(("whatsapp", "messenger"))
async def test_the_apps_own_subscriptions_are_asked_for_with_the_apps_own_token(name: str) -> None:
    async with desk_with(name) as desk:
        await desk.channel.check(HOOK)
        (heard,) = desk.meta.calls("subscriptions")
        token = f"{APP}|{APP_SECRET}"
        assert heard.headers["authorization"] == f"Bearer {token}"
        assert heard.query == {"appsecret_proof": proof(APP_SECRET, token)}


@all_three()
async def test_checking_raises_nothing_whatever_meta_does(name: str) -> None:
    async with desk_with(name) as desk:
        desk.meta.then("/", *[None] * 50)
        findings = await desk.channel.check(HOOK)
        assert findings
        assert all(not one.well and one.advice for one in findings)


@pytest.mark.parametrize("name", ["whatsapp", "messenger", "instagram"])
def test_a_kind_says_all_that_an_account_needs(name: str) -> None:
    kind = kind_of(name)
    assert (kind.name, getattr(kind.abilities, "name", "")) == (name, name)
    assert {one.name for one in kind.secrets} == {"access_token", "app_secret", "verify_token"}
    assert {one.name for one in kind.settings if one.is_url} == {"api"}
    assert kind.largest_delivery == 3 * 1024 * 1024


@all_three("out")
async def test_the_version_of_the_api_is_the_one_of_the_settings(name: str) -> None:
    async with desk_with(name) as desk:
        desk.meta.then("/v99.9/", *[fault(100)] * 9)
        with pytest.raises(Refused):
            await desk.built(version="v99.9").send(outbound(name))
        assert desk.meta.calls("/v99.9/")
