"""The chat's channel: what it reads of visitors' messages, and what sending can end in."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import permutations

import pytest

from channels.platforms.chat import KIND, ChatChannel
from domain.arrivals import Sender, Verified
from domain.channels import Item, Request, Unreadable, Written
from domain.chat import IdentityRefused, Visitor, plain_name
from domain.ports import NotNow, Outbound, Refused
from domain.stores import Erased, Missing, Unavailable
from tests.channels.contract import assert_says_nothing
from tests.channels.platforms.desk import NOW, account_of, answer_to, tools
from tests.channels.platforms.fuzzing import check_read, fuzzed

WORDS = "palabras"
SAID: Mapping[str, object] = {
    "id": "6f1c1c3e-0d2b-4a53-9d1c-0123456789ab.0123",
    "visitor": "v-1",
    "text": "¿Dónde está mi pedido?",
    "language": "es",
    "name": "María",
    "email": "maria@shop.example",
    "vouched": True,
    "subject": "Pedido",
    "ticket": "eu-1",
}


@dataclass
class Ear:
    """The port `Speaking`, which does as it is told."""

    fault: Exception | None = None
    said: list[Outbound] = field(default_factory=list)
    typed: list[tuple[Visitor, object]] = field(default_factory=list)

    async def say(self, message: Outbound) -> int:
        if self.fault is not None:
            raise self.fault
        self.said.append(message)
        return len(self.said)

    async def types(self, visitor: Visitor, until: object) -> None:
        if self.fault is not None:
            raise self.fault
        self.typed.append((visitor, until))


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
async def channel(ear: Ear) -> AsyncIterator[ChatChannel]:
    async with tools() as given:
        account = account_of(KIND, {"sites": "https://shop.example"}, {})
        yield ChatChannel(account, replace(given, chat=ear))


def request_of(said: Mapping[str, object] | bytes) -> Request:
    raw = said if isinstance(said, bytes) else json.dumps(said).encode()
    return Request("POST", "/v1/chat/shop/messages", {}, {}, raw, NOW)


def only(channel: ChatChannel, **changes: object) -> Item:
    [item] = check_read(channel, request_of({**SAID, **changes}))
    return item


@pytest.mark.channel("chat", "in")
def test_a_visitors_message_is_read_with_what_their_site_vouches_for(channel: ChatChannel) -> None:
    assert only(channel) == Written(
        str(SAID["id"]),
        Sender("v-1", name="María", email="maria@shop.example", locale="es"),
        "¿Dónde está mi pedido?",
        NOW,
        ticket="eu-1",
        verified=Verified(email=True),
        extra={"subject": "Pedido"},
    )


@pytest.mark.channel("chat", "in")
def test_what_visitors_say_of_themselves_nobody_vouches_for(channel: ChatChannel) -> None:
    item = only(channel, vouched=False)
    assert isinstance(item, Written)
    assert item.verified == Verified()


def test_a_name_turns_nothing_of_what_stands_around_it(channel: ChatChannel) -> None:
    item = only(channel, name="\u202eeve\u2066 \u200fx")
    assert isinstance(item, Written)
    assert item.sender.name == "eve x"
    assert plain_name("مريم") == "مريم"


@pytest.mark.parametrize("change", [{"id": ""}, {"id": "a b"}, {"text": 7}, {"visitor": ""}])
def test_what_is_no_message_is_set_aside(channel: ChatChannel, change: dict[str, object]) -> None:
    assert isinstance(only(channel, **change), Unreadable)


@pytest.mark.channel("chat", "reorder", "duplicate")
def test_messages_in_any_order_and_again_are_the_same_items(channel: ChatChannel) -> None:
    messages = [{**SAID, "id": f"{number}.0", "text": f"{number}"} for number in range(4)]
    expected = {repr(only(channel, **one)) for one in messages}
    for order in permutations(messages):
        found = [repr(only(channel, **one)) for one in (*order, *order)]
        assert set(found) == expected


@pytest.mark.channel("chat", "signature")
def test_nothing_that_is_posted_to_the_account_is_accepted(channel: ChatChannel) -> None:
    assert not channel.accepts(request_of(SAID))


@pytest.mark.channel("chat", "fuzz")
def test_mutated_messages_raise_nothing(channel: ChatChannel) -> None:
    for body in fuzzed([SAID], seed=22):
        check_read(channel, request_of(body))


@pytest.mark.channel("chat", "out")
async def test_a_message_goes_where_its_visitor_reads_it(channel: ChatChannel, ear: Ear) -> None:
    message = answer_to("v-1", channel="chat")
    await channel.send(message)
    assert ear.said == [message]


@pytest.mark.channel("chat", "never")
@pytest.mark.parametrize("fault", [Missing("x"), Erased("x")])
async def test_what_nobody_can_read_any_more_is_refused_for_good(
    channel: ChatChannel, ear: Ear, fault: Exception
) -> None:
    ear.fault = fault
    with pytest.raises(Refused) as refusal:
        await channel.send(answer_to("v-1", WORDS))
    assert_says_nothing(refusal.value, WORDS)
    with pytest.raises(Refused):
        await channel.typing("v-1", None)


@pytest.mark.channel("chat", "again")
async def test_while_the_database_is_away_a_message_waits(channel: ChatChannel, ear: Ear) -> None:
    ear.fault = Unavailable("away")
    with pytest.raises(NotNow) as delay:
        await channel.send(answer_to("v-1", WORDS))
    assert_says_nothing(delay.value, WORDS)
    with pytest.raises(NotNow):
        await channel.typing("v-1", None)
    ear.fault = None
    await channel.send(answer_to("v-1"))
    assert len(ear.said) == 1


@pytest.mark.channel("chat", "typing")
async def test_typing_is_shown_for_ten_seconds(channel: ChatChannel, ear: Ear) -> None:
    await channel.typing("v-1", None)
    assert ear.typed == [(Visitor("shop", "v-1"), NOW + timedelta(seconds=10))]


async def test_a_secret_that_can_be_guessed_is_refused() -> None:
    async with tools() as given:
        account = account_of(KIND, {}, {"identity": ["too short"]})
        with pytest.raises(ValueError, match="32 characters"):
            KIND.make(account, given)


async def test_without_a_secret_nobody_is_known(channel: ChatChannel) -> None:
    with pytest.raises(IdentityRefused, match="no secret"):
        channel.known("x", NOW)
