"""Accounts as the doors open them: what each is given, and what keeps one closed."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from activities.reaching import abilities_of
from channels.kinds import Tools
from channels.platforms.webhook import LARGEST_DELIVERY
from channels.web.guarded_http import GuardedHttp
from domain.channels import Mouth
from domain.contacts import AccountRule
from domain.facts import Via
from domain.ports import Receipt, Refused
from rulebook.desk import read_desk
from rulebook.facts import Account, Desk, SecretReference
from runtime.account_rules import unfit
from runtime.accounts import make_callback_secret, new_callback_secret
from runtime.arriving import Address
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.keys import KeyMissing
from runtime.mouths import Here, OpenAccounts, PresentEars, ears_of, mouths_of
from runtime.settings import ROOT, Settings
from tests.channels.building import NoTokens
from tests.channels.contract import MESSAGE
from tests.channels.receiver import Receiver

SHOP = "https://shop.example.org/callback"
OF_A_FILE = SecretReference("file", "shop-secret")
OF_THE_ENVIRONMENT = SecretReference("environment", "SHOP_SECRET")


@pytest.fixture(scope="module")
def sample() -> Desk:
    return read_desk(ROOT / "desk")


@pytest.fixture
async def tools() -> AsyncIterator[Tools]:
    async with GuardedHttp() as http:
        yield Tools(http, SystemClock(), NoTokens())


def with_account(desk: Desk, **changes: object) -> Desk:
    """The desk with its sample of a webhook alone, and the same once more, changed so."""
    [account] = [one for one in desk.accounts if one.channel == "webhook"]
    other: Account = replace(account, **{"account": "shop", **changes})  # type: ignore[arg-type] # any of its fields
    return replace(desk, accounts=(account, other))


def opened(
    desk: Desk, folder: Path, tools: Tools, environment: Mapping[str, str] | None = None
) -> OpenAccounts:
    return mouths_of(Here(Settings(keys=folder), environment or {}), desk, lambda _: tools)


def mouth(accounts: OpenAccounts, name: str) -> Mouth:
    found = accounts.of("webhook", name)
    assert found is not None
    return found


async def test_an_account_without_a_callback_needs_no_secret(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    """As desks have them that were published when a webhook was for answers alone."""
    accounts = opened(sample, tmp_path, tools)
    with pytest.raises(Refused, match="no_callback"):
        await mouth(accounts, "sample").send(MESSAGE)
    looked_up = abilities_of(accounts, None)(Via("webhook", "sample"))
    assert looked_up is not None
    assert looked_up.only_hears


async def test_an_account_with_a_callback_is_one_to_answer_by(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    make_callback_secret(tmp_path, "shop-secret")
    desk = with_account(sample, callback_url=SHOP, secret=OF_A_FILE)
    looked_up = abilities_of(opened(desk, tmp_path, tools), None)(Via("webhook", "shop"))
    assert looked_up is not None
    assert not looked_up.only_hears


def test_a_secret_in_a_file_is_looked_for_among_the_keys(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    desk = with_account(sample, callback_url=SHOP, secret=OF_A_FILE)
    with pytest.raises(KeyMissing, match="the secret shop-secret is not in the file"):
        opened(desk, tmp_path, tools)
    make_callback_secret(tmp_path, "shop-secret")
    assert opened(desk, tmp_path, tools).of("webhook", "shop")


def test_a_secret_in_the_environment_is_looked_for_there(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    desk = with_account(sample, callback_url=SHOP, secret=OF_THE_ENVIRONMENT)
    with pytest.raises(KeyMissing, match="the secret SHOP_SECRET is not in the environment"):
        opened(desk, tmp_path, tools)
    environment = {"SHOP_SECRET": new_callback_secret()}
    assert opened(desk, tmp_path, tools, environment).of("webhook", "shop")


def test_what_is_no_secret_is_refused_without_being_shown(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    (tmp_path / "shop-secret").write_text("canary")
    desk = with_account(sample, callback_url=SHOP, secret=OF_A_FILE)
    with pytest.raises(KeyMissing, match="shop-secret") as refusal:
        opened(desk, tmp_path, tools)
    assert "canary" not in str(refusal.value)


def test_a_secret_that_is_named_among_secrets_has_to_be_there(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    desk = with_account(sample, secret=None, secrets={"signing": OF_A_FILE})
    with pytest.raises(KeyMissing, match="shop-secret"):
        opened(desk, tmp_path, tools)


async def test_only_an_embedded_desk_reaches_this_machine(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    make_callback_secret(tmp_path, "shop-secret")
    async with Receiver() as receiver:
        url = f"http://127.0.0.1:{receiver.port}/"
        desk = with_account(sample, callback_url=url, secret=OF_A_FILE, loopback=True)
        for embedded in (True, False):
            settings = Settings(keys=tmp_path, embedded=embedded)
            accounts = mouths_of(Here(settings, {}), desk, lambda _: tools)
            if embedded:
                sent = replace(MESSAGE, text="Hi")
                assert await mouth(accounts, "shop").send(sent) == Receipt()
            else:
                with pytest.raises(Refused, match="forbidden_destination"):
                    await mouth(accounts, "shop").send(MESSAGE)
        assert len(receiver.requests) == 1


def test_an_account_that_its_channel_cannot_use_is_refused_with_a_sentence(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    desk = with_account(sample, settings={"colour": "red"})
    with pytest.raises(CannotStart) as refusal:
        opened(desk, tmp_path, tools)
    assert str(refusal.value) == (
        "account webhook/shop: Signed webhook has no setting 'colour'; there are: callback_url, "
        "vouches_for"
    )


def test_ears_go_on_without_what_is_not_here_and_say_why(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    desk = with_account(sample, callback_url=SHOP, secret=OF_THE_ENVIRONMENT)
    here = Here(Settings(keys=tmp_path), {})
    ears = ears_of(here, desk, lambda _: tools)
    assert ears.of("webhook", "sample")
    assert ears.of("webhook", "shop") is None
    assert ears.of("webhook", "no such account") is None
    assert ears.closed == {
        ("webhook", "shop"): "the secret SHOP_SECRET is not in the environment that names it"
    }
    assert ears.largest("webhook") == ears.largest("a channel of one's own") == LARGEST_DELIVERY
    assert set(ears.by_address(desk)) == {Address("webhook", "sample")}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("shop-secret", "the secret shop-secret cannot be read: save its file as UTF-8 text"),
        ("s" * 300, f"the secret {'s' * 300} cannot be read: its file does not open (OSError)"),
    ],
)
def test_ears_go_on_without_a_secret_that_cannot_be_read(
    sample: Desk, tmp_path: Path, tools: Tools, name: str, sentence: str
) -> None:
    (tmp_path / "shop-secret").write_text("canary", encoding="utf-16")
    desk = with_account(sample, callback_url=SHOP, secret=SecretReference("file", name))
    ears = ears_of(Here(Settings(keys=tmp_path), {}), desk, lambda _: tools)
    assert ears.of("webhook", "sample")
    assert ears.closed == {("webhook", "shop"): sentence}


def test_a_secret_may_begin_with_the_mark_of_its_encoding(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    (tmp_path / "shop-secret").write_text(new_callback_secret(), encoding="utf-8-sig")
    desk = with_account(sample, callback_url=SHOP, secret=OF_A_FILE)
    assert opened(desk, tmp_path, tools).of("webhook", "shop")


def test_present_ears_are_those_of_the_present_desk(
    sample: Desk, tmp_path: Path, tools: Tools
) -> None:
    here = Here(Settings(keys=tmp_path), {})
    desks = [sample, with_account(sample)]
    ears = PresentEars(lambda: ears_of(here, desks[0], lambda _: tools))
    assert ears.of("webhook", "shop") is None
    desks.pop(0)
    assert ears.of("webhook", "shop")
    assert ears.largest("webhook") == LARGEST_DELIVERY


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, None),
        ({"channel": "kiosk"}, None),
        ({"settings": {"colour": "red"}}, "Signed webhook has no setting 'colour'; there are:"),
        ({"settings": {"vouch_for": "x"}}, "did you mean 'vouches_for'?"),
        (
            {"settings": {"vouches_for": "all"}},
            "this is not how vouches_for is written; write it like phone and email",
        ),
        ({"secrets": {"signin": OF_A_FILE}}, "no secret 'signin'; did you mean 'signing'?"),
        ({"rule": AccountRule(template="t")}, "Signed webhook has no templates; leave template"),
        ({"callback_url": "https://user:word@shop.example/"}, "is no address to call"),
        ({"callback_url": "http://shop.example/", "loopback": False}, "begins with https://"),
    ],
)
def test_what_an_account_says_is_held_against_its_channel(
    sample: Desk, changes: dict[str, object], sentence: str | None
) -> None:
    desk = with_account(sample, **changes)
    found = [one.sentence for one in unfit(desk)]
    if sentence is None:
        assert found == []
    else:
        [said] = found
        assert said.startswith("account webhook/shop: ")
        assert sentence in said
        assert "word@" not in said
