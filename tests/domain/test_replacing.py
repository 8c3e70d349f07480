"""A ticket that is made anew is the one that `dataclasses.replace` makes."""

import dataclasses
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clocks import TargetClock
from domain.replacing import replace
from domain.ticket import Ticket
from domain.vocabulary import Priority, Status, Target
from tests.domain.building import HOUR, NINE, a_policy
from tests.rulebook.building import ticket_under

TICKET = ticket_under(a_policy(), NINE)
FACTS = sorted(one.name for one in dataclasses.fields(Ticket))


@given(st.dictionaries(st.sampled_from(FACTS), st.integers() | st.text()))
def test_whatever_is_changed_it_is_the_same_ticket(changes: dict[str, object]) -> None:
    made = replace(TICKET, **changes)  # type: ignore[arg-type]  # any value will do
    assert made == dataclasses.replace(TICKET, **changes)  # type: ignore[arg-type]  # as above
    assert type(made) is Ticket
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own


def test_a_ticket_stays_as_it_was_and_cannot_be_written_to() -> None:
    made = replace(TICKET, status=Status.OPEN, priority=Priority.URGENT)
    assert (TICKET.status, made.status, made.priority) == (
        Status.NEW,
        Status.OPEN,
        Priority.URGENT,
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.status = Status.NEW  # type: ignore[misc]  # that is what is tried


def test_a_fact_that_tickets_do_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="mood"):
        replace(TICKET, mood="good")  # type: ignore[call-arg]  # that is what is tried


def test_other_facts_are_replaced_as_ever() -> None:
    clock = TargetClock(Target.SOLVE, HOUR, NINE)
    assert replace(clock, warned=True) == dataclasses.replace(clock, warned=True)
