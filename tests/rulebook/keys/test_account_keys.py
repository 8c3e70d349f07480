"""Keys of an account that say how it is set up, and when and how messages go out by it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.kinds import Tools
from channels.web.guarded_http import GuardedHttp
from channels.web.signature import read_secret, verify
from domain.channels import Limits
from domain.contacts import Contact
from domain.facts import Via
from domain.ports import Receipt
from domain.preferences import quiet_until
from domain.reaching import Abilities, Wanted, choice, way
from rulebook.facts import Account
from runtime.accounts import make_callback_secret
from runtime.clock import SystemClock
from runtime.keys import KeyMissing
from runtime.mouths import Here, mouths_of
from runtime.settings import Settings
from tests.channels.building import NoTokens
from tests.channels.contract import MESSAGE
from tests.channels.receiver import Receiver
from tests.rulebook.building import Copy

CHANNELS = "channels.yaml"
SHOP = """accounts:
  - channel: webhook
    account: shop
    region: any
    loopback: true
    settings: {{callback_url: "{url}"}}
    secrets: {{signing: {secret}}}
"""
TWO = """accounts:
  - channel: chat
    account: shop
    region: any
{rule}
  - channel: email
    account: support
    region: eu
  - channel: email
    account: sales
    region: eu
"""
NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def http() -> AsyncIterator[GuardedHttp]:
    async with GuardedHttp() as http:
        yield http


def ruled(copy: Copy, rule: str) -> Account:
    """The account chat/shop, of which the file says this."""
    return copy.write(CHANNELS, TWO.format(rule=f"    {rule}")).read().accounts[0]


@pytest.mark.shows_key("channels.accounts.settings")
async def test_a_setting_reaches_its_channel(copy: Copy, http: GuardedHttp, tmp_path: Path) -> None:
    make_callback_secret(tmp_path, "a")
    tools = Tools(http, SystemClock(), NoTokens())
    async with Receiver() as one, Receiver() as other:
        for receiver in (one, other):
            url = f"http://127.0.0.1:{receiver.port}/in"
            desk = copy.write(CHANNELS, SHOP.format(url=url, secret="{file: a}")).read()
            here = Here(Settings(keys=tmp_path, embedded=True), {})
            channel = mouths_of(here, desk, lambda _: tools).of("webhook", "shop")
            assert channel is not None
            assert await channel.send(replace(MESSAGE, text="Hi")) == Receipt()
        assert len(one.requests) == len(other.requests) == 1


@pytest.mark.shows_key(
    "channels.accounts.secrets",
    "channels.accounts.secrets.file",
    "channels.accounts.secrets.environment",
)
async def test_secrets_are_looked_up_by_their_names(
    copy: Copy, http: GuardedHttp, tmp_path: Path
) -> None:
    written = {place: make_callback_secret(tmp_path, place) for place in ("a", "b")}
    tools = Tools(http, SystemClock(), NoTokens())
    places = {"{file: a}": "a", "{file: b}": "b", "{environment: A_SECRET}": "b"}
    async with Receiver() as receiver:
        url = f"http://127.0.0.1:{receiver.port}/in"
        for place, expected in places.items():
            desk = copy.write(CHANNELS, SHOP.format(url=url, secret=place)).read()
            here = Here(Settings(keys=tmp_path, embedded=True), {"A_SECRET": written["b"]})
            channel = mouths_of(here, desk, lambda _: tools).of("webhook", "shop")
            assert channel is not None
            await channel.send(replace(MESSAGE, text="Hi"))
            request = receiver.requests[-1]
            now = SystemClock().now()
            signed = [
                name
                for name, secret in written.items()
                if verify(read_secret(secret), request.headers, request.body, now)
            ]
            assert signed == [expected]
        with pytest.raises(KeyMissing, match="A_SECRET is not in the environment"):
            mouths_of(Here(Settings(keys=tmp_path), {}), desk, lambda _: tools)


CHAT, SUPPORT, SALES = Via("chat", "shop"), Via("email", "support"), Via("email", "sales")
CLOSING = Limits(longest=1000, window=DAY)


def taken(account: Account, *, templates: bool = False) -> tuple[str, str] | None:
    """Which way an answer takes once the window of chat is closed: the account, the template."""
    ways = [
        way(
            Contact(CHAT, "somchai", wrote_at=NIGHT - 2 * DAY),
            Abilities(CLOSING, sends_templates=templates, rule=account.rule),
            NIGHT,
        ),
        *(
            way(Contact(via, "somchai@example.org"), Abilities(Limits(longest=1000)), NIGHT)
            for via in (SUPPORT, SALES)
        ),
    ]
    made = choice(ways, Wanted(last=CHAT))
    return None if made is None else (made.way.via.account, made.template)


@pytest.mark.shows_key("channels.accounts.fall_back")
def test_an_account_falls_back_on_what_the_file_names_first(copy: Copy) -> None:
    assert taken(ruled(copy, "fall_back: []")) is None
    assert taken(ruled(copy, "fall_back: [email/sales]")) == ("sales", "")
    assert taken(ruled(copy, "fall_back: [email/support, email/sales]")) == ("support", "")
    assert taken(ruled(copy, "fall_back: [email]")) == ("support", "")


@pytest.mark.shows_key("channels.accounts.template")
def test_a_template_goes_out_where_the_window_is_closed(copy: Copy) -> None:
    plain = ruled(copy, "fall_back: [email]")
    assert taken(plain, templates=True) == ("support", "")
    approved = ruled(copy, "template: desk_answer")
    assert taken(approved, templates=True) == ("shop", "desk_answer")


@pytest.mark.shows_key(
    "channels.accounts.quiet_hours",
    "channels.accounts.quiet_hours.from",
    "channels.accounts.quiet_hours.until",
    "channels.accounts.quiet_hours.zone",
)
@pytest.mark.parametrize(
    ("rule", "hours"),
    [
        ("fall_back: []", None),
        ("quiet_hours: {from: 22:00, until: 07:00}", 8.5),  # in Lisbon, where the customer lives
        ("quiet_hours: {from: 22:00, until: 06:00}", 7.5),
        ("quiet_hours: {from: 23:00, until: 07:00}", None),
        ("quiet_hours: {from: 22:00, until: 07:00, zone: Asia/Bangkok}", 1.5),
        ("quiet_hours: {from: 22:00, until: 07:00, zone: America/New_York}", None),
    ],
)
def test_quiet_hours_are_by_the_clock_that_the_file_names(
    copy: Copy, rule: str, hours: float | None
) -> None:
    account = ruled(copy, rule)
    until = quiet_until(account.rule.quiet_hours, NIGHT, "Europe/Lisbon")
    expected = None if hours is None else NIGHT + timedelta(hours=hours)
    assert until == expected


@pytest.mark.shows_key("channels.defaults")
def test_a_region_has_an_account_that_is_written_by_first(copy: Copy) -> None:
    text = TWO.format(rule="    loopback: false")
    assert copy.write(CHANNELS, text).read().defaults == {}
    for name, via in (("email/sales", SALES), ("chat/shop", CHAT)):
        desk = copy.write(CHANNELS, f"{text}defaults: {{eu: {name}}}\n").read()
        assert desk.defaults == {"eu": via}
