"""What one agent is told all at once is a digest, and in the language of their team."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.teller import Pace, Teller
from domain.notifications import Notification
from domain.vocabulary import NotificationKind
from rulebook.replies.compiled import replies_of
from storage.open import open_region
from tests.fakes.outside import FakeDirectory
from tests.fakes.pager import FakePager
from tests.regions import in_shape
from tests.rulebook.building import SAMPLE

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WINDOW = timedelta(minutes=1)


@dataclass
class HandClock:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


def told(ticket: str) -> Notification:
    named = ticket, "eu", "rafael", "latam-care"
    return Notification(*named, NotificationKind.STEP, f"{ticket}: 5 min", NOW, ticket_id=ticket)


@pytest.mark.parametrize(
    ("reads", "begins"),
    [
        ({"latam-care": "es"}, "2 asuntos requieren su atención:"),
        ({"eu-care": "es"}, "2 things want your attention:"),
    ],
)
async def test_a_storm_is_a_digest_in_the_language_of_the_team(
    tmp_path: Path, reads: dict[str, str], begins: str
) -> None:
    clock, pager = HandClock(), FakePager()
    async with await open_region("eu", in_shape(tmp_path), b"k" * 32) as opened:
        teller = Teller(
            opened.stores.notifications,
            FakeDirectory({"rafael": "https://pager.example/rafael"}),
            {pager.way: pager},
            replies_of(SAMPLE),
            reads,
            Pace(clock, WINDOW),
        )
        await ActivityEnvironment().run(teller.tell, (told("eu-1"),))
        storm = told("eu-2"), told("eu-3")
        with pytest.raises(ApplicationError, match="others are told first"):
            await ActivityEnvironment().run(teller.tell, storm)
        clock.at += WINDOW
        await ActivityEnvironment().run(teller.tell, storm)
    alone, digest = pager.taken
    assert alone.text == "eu-1: 5 min"
    assert digest.text.splitlines() == [begins, "- eu-2: 5 min", "- eu-3: 5 min"]
    assert digest.subject == begins
