import json
from collections.abc import AsyncIterator, Mapping, Sequence
from types import MappingProxyType

import pytest

from channels.platforms.webhook import WebhookChannel
from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused
from tests.channels import receiver as receivers
from tests.channels.building import url_of, webhook_channel
from tests.channels.contract import MESSAGE, Behaviour, ChannelContract
from tests.channels.receiver import HangsUp, Receiver, Says
from tests.fakes.channel import FakeChannel
from tests.fakes.scripted import Outcome

ANSWERS: Mapping[Behaviour, receivers.Behaviour] = MappingProxyType(
    {
        Behaviour.TAKES_IT: Says(204),
        Behaviour.REFUSES: Says(422),
        Behaviour.ASKS_FOR_7_SECONDS: Says(429, {"retry-after": "7"}),
        Behaviour.BREAKS_OFF: HangsUp(),
    }
)
REFUSALS = (ANSWERS[Behaviour.REFUSES], ANSWERS[Behaviour.ASKS_FOR_7_SECONDS])


class WebhookRig:
    def __init__(self, channel: WebhookChannel, receiver: Receiver) -> None:
        self.channel = channel
        self._receiver = receiver

    def then(self, *behaviours: Behaviour) -> None:
        self._receiver.then(*(ANSWERS[behaviour] for behaviour in behaviours))

    def taken(self) -> Sequence[tuple[str, str]]:
        return [
            (request.headers["webhook-id"], json.loads(request.body)["message"]["text"])
            for request in self._receiver.requests
            if request.met not in REFUSALS
        ]


class FakeRig:
    def __init__(self) -> None:
        self.channel = FakeChannel()

    def then(self, *behaviours: Behaviour) -> None:
        outcomes: dict[Behaviour, Outcome] = {
            Behaviour.TAKES_IT: Receipt(),
            Behaviour.REFUSES: Refused("refused_422"),
            Behaviour.ASKS_FOR_7_SECONDS: NotNow("answered_429", 7),
            Behaviour.BREAKS_OFF: OutcomeUnknown("no_answer"),
        }
        self.channel.then(*(outcomes[behaviour] for behaviour in behaviours))

    def taken(self) -> Sequence[tuple[str, str]]:
        return [(message.key, message.text) for message in self.channel.taken]


class TestTheWebhook(ChannelContract):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[WebhookRig]:
        async with Receiver() as receiver, webhook_channel(url_of(receiver.port)) as channel:
            yield WebhookRig(channel, receiver)


class TestTheFake(ChannelContract):
    @pytest.fixture
    def rig(self) -> FakeRig:
        return FakeRig()

    async def test_it_folds_repeats_by_key_only_where_it_says_so(self) -> None:
        for folds_repeats, seen in [(True, [MESSAGE]), (False, [MESSAGE, MESSAGE])]:
            channel = FakeChannel(folds_repeats=folds_repeats)
            channel.then(OutcomeUnknown("no_answer"))
            with pytest.raises(OutcomeUnknown):
                await channel.send(MESSAGE)
            await channel.send(MESSAGE)
            assert channel.delivered == seen
            assert channel.attempts == [MESSAGE, MESSAGE]
