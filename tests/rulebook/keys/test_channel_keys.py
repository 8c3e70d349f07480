"""Each key of `channels.yaml`, seen by who is written to."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from channels.kinds import Tools
from channels.web.guarded_http import GuardedHttp
from channels.web.signature import read_secret, verify
from domain.channels import Mouth
from domain.ports import Outbound, Receipt, Refused
from rulebook.facts import Desk
from rulebook.home import home_of
from runtime.accounts import make_callback_secret
from runtime.clock import SystemClock
from runtime.keys import KeyMissing
from runtime.mouths import Here, mouths_of
from runtime.settings import Settings
from tests.channels.building import NoTokens
from tests.channels.contract import MESSAGE
from tests.channels.receiver import Receiver
from tests.rulebook.building import Copy, frozen

CHANNELS = "channels.yaml"
SHOP = """accounts:
  - channel: webhook
    account: shop
    region: any
    callback_url: {url}
    secret: {secret}
    loopback: true
"""
SECRET = "{file: shop-secret}"


@pytest.fixture
async def http() -> AsyncIterator[GuardedHttp]:
    async with GuardedHttp() as http:
        yield http


def to(account: str) -> Outbound:
    return replace(MESSAGE, channel="webhook", account=account)


def opened(
    desk: Desk, http: GuardedHttp, folder: Path, environment: Mapping[str, str] | None = None
) -> dict[str, Mouth]:
    """The mouths of all accounts, by `channel/account`."""
    here = Here(Settings(keys=folder, embedded=True), environment or {})
    tools = Tools(http, SystemClock(), NoTokens())
    found = mouths_of(here, desk, lambda _: tools)
    return {"/".join(name): channel for name, channel in found.channels.items()}


def shop(copy: Copy, url: str, old: str = "", new: str = "") -> Desk:
    """The sample desk with the account of a shop, with a change."""
    text = SHOP.format(url=url, secret=SECRET)
    assert old in text
    return copy.write(CHANNELS, text.replace(old, new) if old else text).read()


@pytest.mark.shows_key("channels.accounts.callback_url", "channels.accounts.secret.file")
async def test_answers_go_to_the_callback_signed_with_the_secret_of_the_file(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    secret = make_callback_secret(tmp_path, "shop-secret")
    async with Receiver() as one, Receiver() as other:
        for receiver in (one, other):
            desk = shop(copy, f"http://127.0.0.1:{receiver.port}/desk")
            channel = opened(desk, http, tmp_path)["webhook/shop"]
            assert await channel.send(to("shop")) == Receipt()
        for receiver in (one, other):
            [request] = receiver.requests
            assert request.line == "POST /desk HTTP/1.1"
            verified = verify(
                read_secret(secret), request.headers, request.body, SystemClock().now()
            )
            assert verified


@pytest.mark.shows_key("channels.accounts", "channels.accounts.account")
async def test_an_account_that_is_not_written_down_is_not_written_to(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    make_callback_secret(tmp_path, "shop-secret")
    async with Receiver() as receiver:
        url = f"http://127.0.0.1:{receiver.port}/desk"
        desk = shop(copy, url, "account: shop", "account: store")
        channels = opened(desk, http, tmp_path)
        assert list(channels) == ["webhook/store"]
        assert await channels["webhook/store"].send(to("store")) == Receipt()
        assert len(receiver.requests) == 1


@pytest.mark.shows_key("channels.accounts.channel")
async def test_the_channel_is_the_one_that_is_opened_and_that_policies_name(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    make_callback_secret(tmp_path, "shop-secret")
    url = "https://shop.example.org/desk"
    assert list(opened(shop(copy, url), http, tmp_path)) == ["webhook/shop"]
    copy.edit("policies/vip.yaml", "{tier: [vip, emergency]}", "{channel: [orders]}")
    assert any("'orders'" in each for each in copy.complaints())
    desk = shop(copy, url, "channel: webhook", "channel: orders")
    assert list(opened(desk, http, tmp_path)) == ["orders/shop"]
    assert frozen(desk, "na", channel="orders").reference.name == "vip"


@pytest.mark.shows_key("channels.accounts.region")
def test_the_region_is_home_to_customers_of_whom_less_is_known(copy: Copy) -> None:
    def home(region: str) -> str:
        copy.write(CHANNELS, SHOP.format(url="https://s.example", secret=SECRET))
        [account] = copy.edit(CHANNELS, "region: any", f"region: {region}").read().accounts
        return home_of(copy.read(), account_region=account.region, locale="ja").region

    assert (home("any"), home("latam")) == ("apac", "latam")


@pytest.mark.shows_key("channels.accounts.secret", "channels.accounts.secret.environment")
async def test_a_secret_is_looked_for_where_the_file_says(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    url = "https://shop.example.org/desk"
    with pytest.raises(KeyMissing, match="the secret shop-secret is not in the file"):
        opened(shop(copy, url), http, tmp_path)
    desk = shop(copy, url, SECRET, "{environment: SHOP_SECRET}")
    with pytest.raises(KeyMissing, match="the secret SHOP_SECRET is not in the environment"):
        opened(desk, http, tmp_path)
    secret = make_callback_secret(tmp_path, "any")
    assert list(opened(desk, http, tmp_path, {"SHOP_SECRET": secret})) == ["webhook/shop"]


@pytest.mark.shows_key("channels.accounts.loopback")
async def test_only_with_loopback_a_callback_may_be_on_this_machine(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    make_callback_secret(tmp_path, "shop-secret")
    url = "https://127.0.0.1:9/desk"
    away = opened(shop(copy, url, "loopback: true", "loopback: false"), http, tmp_path)
    with pytest.raises(Refused, match="forbidden_destination"):
        await away["webhook/shop"].send(to("shop"))
    shop(copy, url.replace("https", "http"))
    copy.edit(CHANNELS, "loopback: true", "loopback: false")
    assert any("http:// only with loopback: true" in each for each in copy.complaints())
