"""Providers that are not always well: what they do follows from what they are given."""

from collections import Counter
from zlib import crc32

from domain.notifications import PagerMessage
from domain.ports import NotNow, Outbound, OutcomeUnknown, Receipt, Refused
from language.engine import EngineFailed
from tests.fakes.channel import FakeChannel
from tests.fakes.pager import FakePager

SOON = 0.2  # seconds until they are asked again


class MoodyChannel(FakeChannel):
    """Refuses some messages, and takes some only when they are tried again."""

    def __init__(self) -> None:
        super().__init__()
        self._tries: Counter[str] = Counter()

    async def send(self, message: Outbound) -> Receipt:
        """By the message's key."""
        self._tries[message.key] += 1
        mood = crc32(message.key.encode()) % 16
        if mood == 0:
            raise Refused("gone")
        if mood == 1 and self._tries[message.key] == 1:
            raise NotNow("unreachable", retry_after=SOON)
        if mood == 2 and self._tries[message.key] == 1:
            raise OutcomeUnknown("no_answer")
        return await super().send(message)


class MoodyPager(FakePager):
    """Does not know people by name on some days, and is asked again on others."""

    def __init__(self) -> None:
        super().__init__()
        self._tries: Counter[str] = Counter()

    async def call(self, message: PagerMessage) -> Receipt:
        """By the message's key."""
        self._tries[message.key] += 1
        mood = crc32(message.key.encode()) % 8
        if mood == 0:
            raise Refused("unknown_number")
        if mood == 1 and self._tries[message.key] == 1:
            raise NotNow("busy", retry_after=SOON)
        return await super().call(message)


class Moods:
    """What an engine says: it shouts, or is away the first time that it is asked for a text."""

    def __init__(self) -> None:
        self._tries: Counter[str] = Counter()

    def __call__(self, text: str) -> str:
        """By the text."""
        self._tries[text] += 1
        mood = crc32(text.encode()) % 10
        if mood == 0:
            raise EngineFailed("never", retry=False)
        if mood in (1, 2, 3) and self._tries[text] == 1:
            raise EngineFailed("away", retry=True)
        return text.upper()
