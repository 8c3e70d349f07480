import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from activities.acquaintance import Acquaintances
from activities.intake import IntakeActivities, IntakeRequest
from domain.arrivals import Sender
from domain.channels import ByName
from domain.facts import MessageReference
from domain.ports import NO_HINTS, Detected, Hints
from domain.stores import RegionStores
from domain.vocabulary import Priority, Tier
from rulebook.staffing import DeskStaffing
from rulebook.topics import DeskRouting
from storage.open import open_region
from tests.fakes.channel import FakeChannel
from tests.regions import in_shape
from tests.rulebook.building import copied
from tests.storage.building import KEY, NOW, arrival

YUI = Sender("U1", name="Yui", locale="ja", country="JP")


class Telling(FakeChannel):
    """A platform that tells who somebody is, or never answers."""

    def __init__(self, told: Sender | None, *, answers: bool = True) -> None:
        super().__init__()
        self._told, self._answers = told, answers
        self.asked: list[str] = []

    async def profile(self, sender_id: str) -> Sender | None:
        """As the Protocol `Tells` says."""
        self.asked.append(sender_id)
        if not self._answers:
            await asyncio.Event().wait()
        return self._told


class Overhearing:
    """The port `LanguageDetector`: keeps what it was told of the writer."""

    def __init__(self) -> None:
        self.told: list[Hints] = []

    def detect(self, text: str, hints: Hints = NO_HINTS) -> Detected:
        self.told.append(hints)
        return Detected("en", 0.9)


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[RegionStores]:
    async with await open_region("eu", in_shape(tmp_path / "eu"), KEY) as opened:
        yield opened.stores


async def hints(
    stores: RegionStores,
    tmp_path: Path,
    platform: FakeChannel,
    number: int = 1,
    *,
    opens: bool = True,
    language: str = "und",
) -> Hints:
    """What intake knew of whoever wrote a message."""
    desk, detector = copied(tmp_path / f"desk-{number}").read(), Overhearing()
    wrote = arrival(number, "U1")
    await stores.inbox.accept(wrote)
    activities = IntakeActivities(
        stores.ledger,
        stores.vault,
        stores.views,
        detector,
        DeskRouting(desk),
        DeskStaffing(desk),
        acquaintances=Acquaintances(ByName({"web": platform}), stores.profiles, patience=0.05),
    )
    reference = MessageReference(wrote.id, "web", "shop", wrote.sent_at, language)
    request = IntakeRequest(
        None, reference, opens, "eu", Tier.STANDARD, Priority.NORMAL, None, "und", NOW
    )
    await activities.intake(request)
    return detector.told[-1]


async def known(stores: RegionStores) -> list[Sender]:
    return await stores.profiles.profiles((await stores.vault.get("m-1")).customer_id)


async def test_a_platform_is_asked_once_who_somebody_is(
    stores: RegionStores, tmp_path: Path
) -> None:
    platform = Telling(YUI)
    assert await hints(stores, tmp_path, platform) == Hints("ja", "und", "JP")
    assert await known(stores) == [YUI]
    assert await hints(stores, tmp_path, platform, 2) == Hints("ja", "und", "JP")
    assert platform.asked == ["U1"]


async def test_what_the_message_says_of_its_language_comes_before_the_platform(
    stores: RegionStores, tmp_path: Path
) -> None:
    told = await hints(stores, tmp_path, Telling(YUI), language="pt-BR")
    assert told.person == "pt-BR"


@pytest.mark.parametrize("platform", [Telling(None), Telling(YUI, answers=False), FakeChannel()])
async def test_nobody_waits_for_a_platform_that_tells_nothing(
    stores: RegionStores, tmp_path: Path, platform: FakeChannel
) -> None:
    assert await hints(stores, tmp_path, platform) == Hints("und", "und", None)
    assert await known(stores) == [Sender("U1")]


async def test_what_somebody_told_before_is_known_where_their_platform_tells_nothing(
    stores: RegionStores, tmp_path: Path
) -> None:
    await hints(stores, tmp_path, Telling(YUI))
    assert await hints(stores, tmp_path, FakeChannel(), 2) == Hints("ja", "und", "JP")


async def test_within_a_ticket_nobody_is_asked_about(stores: RegionStores, tmp_path: Path) -> None:
    platform = Telling(YUI)
    await hints(stores, tmp_path, platform, opens=False)
    assert platform.asked == []
