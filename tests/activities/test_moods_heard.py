"""What intake hears in a message: ids of the desk's lists, and no word of it."""

import asyncio
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.intake import IntakeActivities, IntakeRequest, Understanding
from domain.arrivals import Sender
from domain.facts import MessageReference
from domain.moods import Moods
from domain.ports import NO_HINTS, Detected, Hints
from domain.vocabulary import Priority, Tier
from rulebook.desk import read_desk
from rulebook.staffing import DeskStaffing
from rulebook.topics import DeskRouting
from storage.open import Place, open_region
from tests.rulebook.building import FRIDAY, SAMPLE
from tests.storage.building import KEY, arrival


class German:
    """The port `LanguageDetector`: everything is German, and long enough."""

    def detect(self, text: str, hints: Hints = NO_HINTS) -> Detected:
        return Detected("de", 0.9)


class Meeting(Moods):
    """Knows whether two texts were ever searched at once."""

    def __init__(self) -> None:
        super().__init__()
        self.two_at_once = False
        self._two = threading.Barrier(2)

    def found_in(self, text: str, language: str = "und", *, short: bool = False) -> tuple[str, ...]:
        """Wait a moment, the first time, whether another comes."""
        with suppress(threading.BrokenBarrierError):
            self._two.wait(0.3)
            self.two_at_once = True
        return ()


async def understood(folder: Path, text: str, *, opens: bool) -> Understanding:
    [found] = await all_understood(folder, text, opens=opens, times=1)
    return found


async def all_understood(
    folder: Path, text: str, *, opens: bool, times: int, moods: Moods | None = None
) -> list[Understanding]:
    """A message is taken in, several times at once."""
    desk = read_desk(SAMPLE)
    async with await open_region("eu", Place.in_folder(folder), KEY) as opened:
        stores = opened.stores
        wrote = arrival(1, Sender("anna"), content={"subject": "Kanarienvogel", "text": text})
        await stores.inbox.accept(wrote)
        intake = IntakeActivities(
            stores.ledger,
            stores.vault,
            stores.views,
            German(),
            DeskRouting(desk),
            DeskStaffing(desk),
            moods=moods or desk.moods,
        )
        request = IntakeRequest(
            page=None,
            message=MessageReference(wrote.id, "web", "shop", wrote.sent_at),
            opens=opens,
            region="eu",
            tier=Tier.STANDARD,
            priority=Priority.NORMAL,
            topic=None,
            language="und",
            at=FRIDAY,
        )
        return await asyncio.gather(*(intake.intake(request) for _ in range(times)))


@pytest.mark.parametrize("opens", [True, False], ids=["first message", "later message"])
async def test_every_message_is_heard_and_no_word_of_it_kept(tmp_path: Path, opens: bool) -> None:
    text = "Es ist dringend, ich will mit einem Menschen sprechen, sonst gehe ich zum Anwalt!!!"
    found = await understood(tmp_path / "eu", text, opens=opens)
    assert found.moods == (
        "any.shouting.marks",
        "de.person.a-person",
        "de.threat.law",
        "de.urgent.pressing",
    )
    [payload] = pydantic_data_converter.payload_converter.to_payloads([found])
    for word in (b"dringend", b"Menschen", b"Anwalt", b"Kanarienvogel"):
        assert word.lower() not in payload.data.lower()


async def test_an_ordinary_message_tells_nothing(tmp_path: Path) -> None:
    text = "Wo liegt Dringenberg, und wann kommt mein Paket? Es eilt nicht."
    assert (await understood(tmp_path / "eu", text, opens=True)).moods == ()


async def test_messages_that_come_at_once_do_not_all_put_the_lists_together(tmp_path: Path) -> None:
    moods = Meeting()
    await all_understood(tmp_path / "eu", "Es eilt.", opens=False, times=3, moods=moods)
    assert not moods.two_at_once


def test_what_was_understood_before_moods_were_heard_is_still_read() -> None:
    converter = pydantic_data_converter.payload_converter
    [payload] = converter.to_payloads([{}])
    payload.data = b'{"language": "en", "confidence": 0.9}'
    [found] = converter.from_payloads([payload], [Understanding])
    assert found.moods == ()
