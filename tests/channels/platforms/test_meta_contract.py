"""What every channel promises, of those of Meta's that name our key to the platform."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from channels.kinds import kinds
from domain.abilities import (
    Amends,
    Checks,
    Files,
    Greets,
    Reports,
    SendsFiles,
    Tells,
    Templates,
    Typing,
)
from domain.ports import Outbound, Receipt
from tests.channels.contract import Behaviour, ChannelContract
from tests.channels.platforms.meta_accounts import PEOPLE, Desk, desk_with, offline
from tests.standins.meta import fault
from tests.standins.server import LOST, PROPER, Fault

ANSWERS: dict[Behaviour, Fault] = {
    Behaviour.TAKES_IT: PROPER,
    Behaviour.REFUSES: fault(100),
    Behaviour.ASKS_FOR_7_SECONDS: fault(4, headers={"retry-after": "7"}),
    Behaviour.BREAKS_OFF: LOST,
}


class Addressed:
    """The contract's message has no recipient: a channel of people needs one."""

    folds_repeats = False

    def __init__(self, desk: Desk) -> None:
        self.name = desk.name
        self.limits = desk.channel.limits
        self._channel = desk.channel

    async def send(self, message: Outbound) -> Receipt:
        receipt: Receipt = await self._channel.send(
            replace(message, recipient=PEOPLE[self.name], conversation_id="")
        )
        return receipt


class MetaRig:
    def __init__(self, desk: Desk) -> None:
        self.channel = Addressed(desk)
        self._meta = desk.meta

    def then(self, *behaviours: Behaviour) -> None:
        self._meta.then("messages", *(ANSWERS[behaviour] for behaviour in behaviours))

    def taken(self) -> Sequence[tuple[str, str]]:
        return [_key_and_text(sent) for sent in self._meta.sent]


def _key_and_text(sent: dict[str, Any]) -> tuple[str, str]:
    if "message" in sent:
        return sent["message"]["metadata"], sent["message"]["text"]
    return str(sent["biz_opaque_callback_data"]), sent["text"]["body"]


class TestWhatsApp(ChannelContract):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[MetaRig]:
        async with desk_with("whatsapp") as desk:
            yield MetaRig(desk)


class TestMessenger(ChannelContract):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[MetaRig]:
        async with desk_with("messenger") as desk:
            yield MetaRig(desk)


@pytest.mark.parametrize(
    ("name", "lacks"),
    [("whatsapp", {Tells}), ("messenger", {Templates}), ("instagram", {Templates, SendsFiles})],
)
def test_each_says_what_it_can_and_nothing_else(name: str, lacks: set[type]) -> None:
    protocols = {
        *(Amends, Checks, Files, Greets, Reports, SendsFiles, Tells, Templates, Typing),
    }
    channel = offline(name)
    assert {one for one in protocols if not isinstance(channel, one)} == lacks
    assert kinds()[name].title.lower() == name
