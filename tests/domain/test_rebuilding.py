"""A ticket as it stood at an instant: from what the desk knew by then, and nothing later."""

from dataclasses import replace
from datetime import timedelta

from domain.changes import rebuilt
from domain.commands import Claim
from domain.ledger import Entry
from domain.rebuilding import as_it_stood, known_at, known_by
from domain.story import asked
from domain.vocabulary import Status
from tests.domain.building import ANA, HOUR, MICROSECOND, NINE, a_story


def a_ledger() -> list[Entry]:
    """A ticket that is claimed an hour after it opened."""
    after = asked(a_story(), Claim(by=ANA), NINE + HOUR)
    assert hasattr(after, "unwritten")
    return list(after.unwritten)


def test_after_each_event_it_stands_as_its_events_until_then_say() -> None:
    ledger = a_ledger()
    for place in range(1, len(ledger) + 1):
        events = [entry.event for entry in ledger[:place]]
        assert as_it_stood(ledger[:place]) == rebuilt(ledger[0].ticket_id, events)


def test_an_event_counts_from_its_very_instant_and_not_a_microsecond_before() -> None:
    ledger = a_ledger()
    claimed = known_at(ledger[-1])
    before, then = (as_it_stood(known_by(ledger, at)) for at in (claimed - MICROSECOND, claimed))
    assert before is not None
    assert then is not None
    assert (before.status, before.assignee) == (Status.NEW, None)
    assert (then.status, then.assignee) == (Status.OPEN, ANA.id)


def test_what_was_noticed_later_than_it_was_true_was_not_known_before() -> None:
    ledger = a_ledger()
    noticed = replace(ledger[-1].event, noticed=NINE + 3 * HOUR)
    late = [*ledger[:-1], replace(ledger[-1], event=noticed)]
    assert known_at(late[-1]) == NINE + 3 * HOUR
    assert known_by(late, NINE + 2 * HOUR) == ledger[:-1]
    assert known_by(late, NINE + 3 * HOUR) == late


def test_before_its_opening_there_is_no_ticket() -> None:
    ledger = a_ledger()
    assert as_it_stood(known_by(ledger, NINE - timedelta(days=1))) is None


def test_an_outcome_that_came_home_later_stands_in_its_own_place() -> None:
    ledger = a_ledger()
    assert known_by(reversed(ledger), NINE + HOUR) == ledger
