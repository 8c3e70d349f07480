"""What intake hears in a message: ids of the desk's lists, and no word of it."""

from pathlib import Path

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.intake import IntakeActivities, IntakeRequest, Understanding
from domain.arrivals import Sender
from domain.facts import MessageReference
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


async def understood(folder: Path, text: str, *, opens: bool) -> Understanding:
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
            moods=desk.moods,
        )
        return await intake.intake(
            IntakeRequest(
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
        )


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


def test_what_was_understood_before_moods_were_heard_is_still_read() -> None:
    converter = pydantic_data_converter.payload_converter
    [payload] = converter.to_payloads([{}])
    payload.data = b'{"language": "en", "confidence": 0.9}'
    [found] = converter.from_payloads([payload], [Understanding])
    assert found.moods == ()
