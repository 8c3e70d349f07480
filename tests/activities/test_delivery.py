"""What a customer is sent of the desk's own words, and which flags go with it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from activities.delivery import DeliveryActivities
from activities.delivery_request import DeliverRequest
from activities.translation import VaultTranslator
from domain.arrivals import Sender
from domain.channels import ByName
from domain.facts import ExpectedWait
from domain.ledger import Entry, Page
from domain.message_events import DeliveryReported
from domain.ports import Translation
from domain.sending import Attempt, Calling, Progress
from domain.stores import Missing, Send, Text
from domain.ticket import DeliveryWanted
from tests.fakes.channel import FakeChannel
from tests.rulebook.building import Copy, copied

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATEST = NOW + timedelta(hours=3)
SEND = Send("eu-1", 3, 0, "eu-1-progress-2", "fake", "shop")


class Shelf:
    """The ports `Vault`, `Outbox` and `Profiles`, of one message to one customer."""

    def __init__(self, *known: Sender) -> None:
        self.texts: dict[str, Text] = {}
        self.known = known

    async def profiles(self, customer_id: str) -> list[Sender]:
        return [*self.known]

    async def knows(self, channel: str, account: str, sender_id: str) -> bool:
        return any(one.id == sender_id for one in self.known)

    async def learn(self, channel: str, account: str, sender: Sender, at: datetime) -> bool:
        raise AssertionError(channel)

    async def put(self, *texts: Text) -> None:
        self.texts |= {each.id: each for each in texts}

    async def get(self, text_id: str) -> Text:
        if text_id not in self.texts:
            raise Missing(text_id)
        return self.texts[text_id]

    async def get_many(self, text_ids: Sequence[str]) -> Mapping[str, Text]:
        return {each: self.texts[each] for each in text_ids if each in self.texts}

    async def intend(self, send: Send, page: Page | None) -> Entry | None:
        return None

    async def progress(self, send: Send) -> Progress:
        return Progress()

    async def attempt(self, send: Send, call: Calling) -> Attempt:
        return Attempt()

    async def is_in_doubt(self, send: Send) -> bool:
        return False

    async def not_taken(self, send: Send, reason: str) -> None:
        raise AssertionError(reason)

    async def took(self, send: Send, provider_id: str, at: datetime) -> None:
        raise AssertionError(provider_id)

    async def settle(self, send: Send, outcome: Entry, provider_id: str) -> None:
        self.settled = outcome


class Echo:
    """The port `Translator`: everything is said again, and by whom."""

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        return Translation(text, "echo", ("terms_unverified",))


@pytest.mark.parametrize(
    ("language", "answered_in", "flags"),
    [
        ("de", "de", ("machine_made",)),
        ("en", "en", ()),
        ("sv", "sv", ("terms_unverified",)),  # from English, which somebody has read
        ("und", "en", ("language_unknown",)),
    ],
)
async def test_a_reply_that_nobody_has_read_goes_out_with_its_flag(
    copy: Copy, language: str, answered_in: str, flags: tuple[str, ...]
) -> None:
    shelf, channel = Shelf(), FakeChannel()
    report = await sent(copy, shelf, channel, language)
    assert (report.language, report.flags) == (answered_in, flags)
    assert channel.taken[0].flags == flags
    # What is rendered is kept; an attempt that comes later reads it and says the same.
    assert await sent(copy, shelf, channel, language) == report


async def test_a_reply_that_somebody_signed_goes_out_without_a_flag(copy: Copy) -> None:
    copy.edit("replies/progress/de.j2", "{# machine-made #}", "{# read by Ute Klein #}")
    assert (await sent(copy, Shelf(), FakeChannel(), "de")).flags == ()


async def test_a_customer_is_called_as_where_they_live_and_reads_their_own_clock(
    copy: Copy,
) -> None:
    channel = FakeChannel()
    shelf = Shelf(Sender("hanako", name="佐藤, 花子", country="JP"))
    await sent(copy, shelf, channel, "ja", template="out-of-hours", wait=ExpectedWait(NOW, LATEST))
    assert channel.taken[0].text.startswith("佐藤 花子 様\n")
    assert "2026/11/23 18:00 (日本標準時)" in channel.taken[0].text


async def test_of_whom_nothing_is_known_nothing_is_said(copy: Copy) -> None:
    channel = FakeChannel()
    wait = ExpectedWait(NOW, LATEST)
    await sent(copy, Shelf(), channel, "en", template="out-of-hours", wait=wait)
    assert channel.taken[0].text.startswith("Hello,\n")
    assert "Nov 23, 2026, 09:00 UTC" in channel.taken[0].text


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copied(tmp_path)


async def sent(
    copy: Copy,
    shelf: Shelf,
    channel: FakeChannel,
    language: str,
    *,
    template: str = "progress",
    wait: ExpectedWait | None = None,
) -> DeliveryReported:
    """The report of a message of the desk's own."""
    translator, replies = VaultTranslator(shelf, Echo()), copy.read().replies
    activities = DeliveryActivities(
        shelf, shelf, replies, translator, ByName({"fake": channel}), shelf
    )
    wanted = DeliveryWanted(
        SEND.message_id, "system", "desk", NOW, language, template=template, wait=wait
    )
    return await activities.deliver(DeliverRequest(None, SEND, wanted, "anna", language, NOW))
