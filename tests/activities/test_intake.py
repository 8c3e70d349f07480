"""What intake finds in a region's own stores: a customer's history, a message's words."""

from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.intake import IntakeActivities, IntakeRequest, Understanding
from domain.arrivals import Sender
from domain.facts import MessageReference
from domain.ports import NO_HINTS, Detected, Hints
from domain.routing import choose
from domain.stores import RegionStores
from domain.vocabulary import LanguageReason, Priority, Tier
from rulebook.facts import Desk
from rulebook.staffing import DeskStaffing
from rulebook.topics import DeskRouting
from storage.open import open_region
from tests.regions import in_shape
from tests.rulebook.building import FRIDAY, Copy, copied
from tests.storage.building import KEY, arrival, page, received, view

RULES = """
rules:
  - name: money back
    when: {region: [eu], matches: ['charge ?back']}
    teams: [eu-lead]
  - name: customers who come back
    when: {region: [eu], contacts_before: at least 2}
    teams: [eu-care, eu-engineering]
    prefer: last owner
"""


class English:
    """The port `LanguageDetector`: everything is English."""

    def detect(self, text: str, hints: Hints = NO_HINTS) -> Detected:
        return Detected("en", 0.9)


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[RegionStores]:
    async with await open_region("eu", in_shape(tmp_path / "eu"), KEY) as opened:
        yield opened.stores


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copied(tmp_path).edit("routing.yaml", "\nrules:\n", RULES)


def intake(stores: RegionStores, desk: Desk) -> IntakeActivities:
    routing, staffing = DeskRouting(desk), DeskStaffing(desk)
    return IntakeActivities(stores.ledger, stores.vault, stores.views, English(), routing, staffing)


async def understood(
    stores: RegionStores, desk: Desk, number: int, text: str = "hello", sender: str = "anna"
) -> Understanding:
    """A customer writes, and the message is understood as a new ticket's first."""
    wrote = arrival(number, Sender(sender), content={"text": text}, thread=str(number))
    accepted = await stores.inbox.accept(wrote)
    return await intake(stores, desk).intake(
        IntakeRequest(
            page=None,
            message=MessageReference(wrote.id, "web", "shop", wrote.sent_at),
            opens=accepted.ticket_id == wrote.new_ticket_id,
            region="eu",
            tier=Tier.STANDARD,
            priority=Priority.NORMAL,
            topic=None,
            language="und",
            at=FRIDAY,
        )
    )


async def had(stores: RegionStores, number: int, team: str) -> None:
    """The ticket of that number is with a team."""
    [text] = (await stores.vault.get_many([f"m-{number}"])).values()
    shown = view(text.ticket_id, number, customer_id=text.customer_id, team=team)
    await stores.ledger.write(page(shown, received(f"m-{number}")))


async def test_the_history_of_the_customer_decides(stores: RegionStores, copy: Copy) -> None:
    desk = copy.read()
    for number, team in ((1, "eu-care"), (2, "eu-engineering")):
        found = await understood(stores, desk, number)
        assert [one.rule for one in found.candidates] == ["everything else in Europe"]
        await had(stores, number, team)
    third = await understood(stores, desk, 3)
    assert [(one.team, one.had_last) for one in third.candidates] == [
        ("eu-engineering", True),
        ("eu-care", False),
    ]
    assert third.staffing is not None
    choice = choose(third.candidates, third.staffing)
    assert choice is not None
    assert (choice.team, choice.rule) == ("eu-engineering", "customers who come back")
    assert choice.reason == (
        "on now, had the customer's last ticket, speaks the customer's language, with 1 open "
        "tickets; the customer had 2 tickets before"
    )


async def test_another_customers_tickets_are_not_counted(stores: RegionStores, copy: Copy) -> None:
    desk = copy.read()
    for number in (1, 2, 3):
        await understood(stores, desk, number)
        await had(stores, number, "eu-engineering")
    found = await understood(stores, desk, 4, sender="bruno")
    assert [one.rule for one in found.candidates] == ["everything else in Europe"]


async def test_the_words_decide_and_are_not_kept(stores: RegionStores, copy: Copy) -> None:
    found = await understood(stores, copy.read(), 1, "I demand a CHARGE BACK, canary")
    [candidate] = found.candidates
    assert (candidate.team, candidate.rule) == ("eu-lead", "money back")
    assert candidate.why == "the message matches a pattern of the rule"
    [payload] = pydantic_data_converter.payload_converter.to_payloads([found])
    assert b"canary" not in payload.data
    assert b"charge" not in payload.data.lower()


async def test_what_was_understood_before_there_was_a_history_is_still_read() -> None:
    """A recorded result of the releases before has none of the new facts."""
    converter = pydantic_data_converter.payload_converter
    before = '{"language": "en", "confidence": 0.9, "candidates": [{"team": "a", "rule": "r"}]}'
    [payload] = converter.to_payloads([{}])
    payload.data = before.encode()
    [found] = converter.from_payloads([payload], [Understanding])
    [candidate] = found.candidates
    assert asdict(candidate) == {
        "team": "a",
        "rule": "r",
        "speaks": False,
        "distance": 0,
        "had_last": False,
        "why": "",
    }


class Overhearing:
    """The port `LanguageDetector`: remembers what it was told, and hears a wish."""

    def __init__(self) -> None:
        self.told: list[Hints] = []

    def detect(self, text: str, hints: Hints = NO_HINTS) -> Detected:
        self.told.append(hints)
        return Detected("en", 0.9, LanguageReason.TEXT, wish="de")


async def test_what_is_known_of_the_writer_is_told_and_the_reason_kept(
    stores: RegionStores, copy: Copy
) -> None:
    desk, detector = copy.read(), Overhearing()
    wrote = arrival(1, Sender("anna"), content={"text": "German please", "country": "AT"})
    await stores.inbox.accept(wrote)
    activities = IntakeActivities(
        stores.ledger, stores.vault, stores.views, detector, DeskRouting(desk), DeskStaffing(desk)
    )
    request = IntakeRequest(
        page=None,
        message=MessageReference(wrote.id, "web", "shop", wrote.sent_at, "pt-BR"),
        opens=True,
        region="eu",
        tier=Tier.STANDARD,
        priority=Priority.NORMAL,
        topic=None,
        language="fr",
        at=FRIDAY,
    )
    found = await activities.intake(request)
    assert detector.told == [Hints(person="pt-BR", conversation="fr", country="AT")]
    assert (found.language, found.reason, found.wish) == ("en", LanguageReason.TEXT, "de")
    again = await activities.intake(replace(request, opens=False))
    assert (again.reason, again.wish, again.candidates) == (LanguageReason.TEXT, "de", ())
