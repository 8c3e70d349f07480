"""The brief that the desk writes for a team is in its language, or says that it is not."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.leaving import LeavingBriefs
from activities.notification import NotificationActivities, NotifyRequest
from activities.teller import Teller
from activities.translation import VaultTranslator
from domain.facts import Reached
from domain.ledger import Entry, Page
from domain.notifications import Notification
from domain.ports import Translation
from domain.relay import NotificationWanted
from domain.relay_events import NotificationReported
from domain.stores import Merging
from domain.vocabulary import NotificationKind
from rulebook.replies.compiled import Replies
from tests.activities.test_delivery import Shelf
from tests.rulebook.building import Copy, copied

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BRIEF = {
    "ticket": "eu-1",
    "topic": "",
    "answers": "2",
    "notes": "0",
    "answered_at": NOW.isoformat(),
    "waiting_since": NOW.isoformat(),
    "target": "",
    "due": "",
    "promised": "",
}
HAND_OVER = {
    "ticket": "eu-1",
    "team": "apac-care",
    "from_team": "",
    "from_agent": "",
    "acknowledge_by": "",
    "cause": "agent",
}


class Pages(Shelf):
    """The ports `Vault` and `Ledger`, of a ticket of which nothing is written yet."""

    async def write(self, page: Page) -> None:
        """Every page is taken."""

    async def close(self, page: Page) -> bool:
        raise AssertionError(page)

    async def merge(self, page: Page, into: str) -> Merging:
        raise AssertionError(into)

    async def entry(self, ticket_id: str, sequence: int) -> Entry | None:
        return None

    async def entries(
        self, ticket_id: str, *, after: int = 0, limit: int | None = None
    ) -> list[Entry]:
        return []


class Silent(Teller):
    """Tells nobody."""

    def __init__(self) -> None:
        """Nothing is needed for that."""

    async def tell(self, notifications: tuple[Notification, ...]) -> tuple[Reached, ...]:
        return ()


class Engine:
    """The port `Translator`: it knows Japanese, and nothing else."""

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        if target == "ja":
            return Translation(f"{source} → {target}", "engine")
        return Translation(text, "none", ("untranslated",))


@pytest.mark.parametrize(
    ("team_reads", "language", "engine", "flags"),
    [
        ("de", "de", "", ()),
        ("pt-BR", "pt", "", ()),
        ("ja", "ja", "engine", ()),
        ("sv", "en", "", ("untranslated",)),
    ],
)
async def test_a_team_without_templates_gets_the_desks_brief_translated_or_flagged(
    copy: Copy, team_reads: str, language: str, engine: str, flags: tuple[str, ...]
) -> None:
    report = await told(copy.read().replies, Pages(), team_reads)
    assert (report.language, report.engine, report.flags) == (language, engine, flags)


async def test_a_brief_is_all_in_one_language(copy: Copy) -> None:
    copy.write("replies/brief-done/sv.j2", "{{ answers }} svar.")
    shelf = Pages()
    assert (await told(copy.read().replies, shelf, "sv")).language == "en"
    assert "The customer has had 2 answers" in str(shelf.texts["b-1"].content["done"])


async def test_the_next_team_gets_the_same_brief_in_its_own_language(copy: Copy) -> None:
    shelf, replies = Pages(), copy.read().replies
    assert (await told(replies, shelf, "de")).language == "de"
    assert (await told(replies, shelf, "ja")).language == "ja"
    assert shelf.texts["b-1:ja"].content["done"] == "de → ja"


async def told(replies: Replies, shelf: Pages, team_reads: str) -> NotificationReported:
    """What is reported of a hand-over to a team that reads a language."""
    translator = VaultTranslator(shelf, Engine())
    leaving = LeavingBriefs(shelf, {})
    activities = NotificationActivities(shelf, shelf, replies, translator, Silent(), leaving)
    wanted = NotificationWanted(
        "n-1", NotificationKind.HAND_OVER, "apac-care", (), "", team_reads, "b-1", True
    )
    return await activities.hand_over(
        NotifyRequest(None, "eu-1", 3, "eu", "anna", wanted, NOW, BRIEF, HAND_OVER)
    )


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copied(tmp_path)
