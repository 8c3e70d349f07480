"""What the desk writes of a ticket for a team elsewhere, and what engines make of a brief."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.leaving import LeavingBriefs
from activities.notification import NotificationActivities, NotifyRequest
from activities.translation import VaultTranslator
from domain.arrivals import Sender
from domain.facts import Reached
from domain.masking import recognised
from domain.notifications import Notification
from domain.ports import Reply, Translation
from domain.relay import NotificationWanted
from domain.residency import WITH_A_SHAPE
from domain.stores import Text
from domain.vocabulary import NotificationKind
from tests.activities.test_desk_briefs import BRIEF, HAND_OVER, Pages, Silent
from tests.domain.test_masking import ACCOUNTS, CARDS, LETTERS, MAILS

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORDS = st.lists(st.one_of(MAILS, CARDS, ACCOUNTS, LETTERS), min_size=1, max_size=4).map(" ".join)


class Hearing(Silent):
    """Keeps what people are told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def tell(self, notifications: tuple[Notification, ...]) -> tuple[Reached, ...]:
        self.told += [one.text for one in notifications]
        return ()


class Talkative:
    """The port `Translator`, which says more than it was told; it keeps what it was."""

    def __init__(self, more: str = "") -> None:
        self.heard: list[str] = []
        self._more = more

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        self.heard.append(text)
        return Translation(f"{text} {self._more}", "engine")


class Templates:
    """The port `Replies`, of a desk whose templates say too much."""

    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, template: str, language: str, *_: object) -> Reply:
        return Reply(f"{template} {self._text}", "en")


async def handed_over(
    shelf: Pages,
    engine: Talkative,
    *,
    team: str = "apac-care",
    by_desk: bool = False,
    masks: Sequence[str] = WITH_A_SHAPE,
    says: str = "",
) -> list[str]:
    """What the receiving team is told outside, once a brief is ready for it in Japanese."""
    teller = Hearing()
    activities = NotificationActivities(
        shelf,
        shelf,
        Templates(says),
        VaultTranslator(shelf, engine),
        teller,
        LeavingBriefs(shelf, {"apac-care": masks}),
    )
    wanted = NotificationWanted(
        "n-1", NotificationKind.HAND_OVER, team, ("haruka",), "", "ja", "b-1", by_desk
    )
    await activities.hand_over(
        NotifyRequest(None, "eu-1", 3, "eu", "anna", wanted, NOW, BRIEF, HAND_OVER)
    )
    return teller.told


def a_brief(done: str) -> Text:
    return Text("b-1", "anna", "eu-1", "brief", "en", {"done": done, "next": "Ring."})


@given(WORDS, WORDS)
async def test_no_engine_sees_and_no_translation_keeps_what_the_team_may_not_read(
    done: str, more: str
) -> None:
    shelf, engine = Pages(), Talkative(more)
    await shelf.put(a_brief(done))
    await handed_over(shelf, engine)
    assert engine.heard
    assert [recognised(text) for text in engine.heard] == [()] * len(engine.heard)
    kept = shelf.texts["b-1:ja"].content
    assert recognised(str(kept["done"])) == recognised(str(kept["next"])) == ()


@given(WORDS)
async def test_the_desks_own_brief_passes_the_same_check(says: str) -> None:
    shelf = Pages()
    await handed_over(shelf, Talkative(), by_desk=True, says=says)
    for text_id in ("b-1", "b-1:ja"):
        assert recognised(" ".join(map(str, shelf.texts[text_id].content.values()))) == ()


async def test_a_team_that_may_read_everything_gets_everything() -> None:
    shelf, engine = Pages(), Talkative()
    await shelf.put(a_brief("Wrote to ana@example.pt."))
    await handed_over(shelf, engine, team="eu-lead")
    assert "Wrote to ana@example.pt." in engine.heard


async def test_the_customers_name_gives_way_where_it_is_masked() -> None:
    shelf, engine = Pages(Sender("anna", name="Anna Berg")), Talkative()
    await shelf.put(a_brief("Anna waits."))
    await handed_over(shelf, engine, masks=("name",))
    assert engine.heard[0] == "[name] waits."


@pytest.mark.parametrize("by_desk", [False, True])
async def test_a_page_says_nothing_of_what_anybody_wrote(by_desk: bool) -> None:
    shelf = Pages()
    if not by_desk:
        await shelf.put(a_brief("kanarienvogel"))
    [told] = await handed_over(shelf, Talkative(), by_desk=by_desk, says="as the template says")
    assert told == "hand-over as the template says"
