"""LINE keeps what every channel promises."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence

import pytest
from fastapi import Response

from channels.line.api import RETRY_KEY, retry_key
from channels.platforms.line import KIND, LineChannel
from tests.channels.contract import Behaviour, ChannelContract
from tests.channels.platforms.desk import account_of, tools
from tests.standins.line import CHANNEL_SECRET, LASTING, Line, error, line_platform
from tests.standins.server import LOST, PROPER, Fault

PUSH = "/message/push"
KEYS: Mapping[str, str] = {
    retry_key("shop", f"ticket-7:{n}:0"): f"ticket-7:{n}:0" for n in range(20)
}
REFUSALS = (Behaviour.REFUSES, Behaviour.ASKS_FOR_7_SECONDS)


class LineRig:
    """Counts as taken what LINE had a look at, and did not refuse."""

    def __init__(self, channel: LineChannel, platform: Line) -> None:
        self.channel = channel
        self._platform = platform
        self._scripted: list[Behaviour] = []

    def then(self, *behaviours: Behaviour) -> None:
        answers: Mapping[Behaviour, Fault] = {
            Behaviour.TAKES_IT: PROPER,
            Behaviour.REFUSES: error(400, "The request body has 1 error(s)"),
            Behaviour.ASKS_FOR_7_SECONDS: Response(b"{}", 429, {"retry-after": "7"}),
            Behaviour.BREAKS_OFF: LOST,
        }
        self._scripted += behaviours
        self._platform.then(PUSH, *(answers[one] for one in behaviours))

    def taken(self) -> Sequence[tuple[str, str]]:
        calls = self._platform.calls(PUSH)
        met = [*self._scripted, *[Behaviour.TAKES_IT] * len(calls)]
        return [
            (KEYS[call.headers[RETRY_KEY]], json.loads(call.body)["messages"][0]["text"])
            for call, behaviour in zip(calls, met, strict=False)
            if behaviour not in REFUSALS
        ]


class TestLine(ChannelContract):
    @pytest.fixture
    async def rig(self) -> AsyncIterator[LineRig]:
        secrets = {"channel_secret": [CHANNEL_SECRET], "access_token": [LASTING]}
        async with line_platform() as platform, tools() as given:
            settings = {"api": platform.url, "data_api": platform.url}
            yield LineRig(LineChannel(account_of(KIND, settings, secrets), given), platform)
