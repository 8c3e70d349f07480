"""A ticket that rests is not asked again for an outcome; what it would say is the same."""

import random
from datetime import timedelta
from itertools import accumulate, pairwise
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.period import Lives
from domain.changes import apply
from domain.events import MessageTranslated, Outcome, TicketOpened
from domain.moves import Wait, next_move
from domain.policy import StaffingView
from domain.story import Story
from domain.ticket import opened
from rulebook.backtesting.recorded import seen_at
from rulebook.enacting.rest import EnactedRest
from rulebook.staffing import DeskStaffing
from tests.rulebook.backtesting.test_backtest import DESK, SINCE, UNTIL

LIVES = Lives(DESK, at_any_hour=True)
ROSTERS = DeskStaffing(DESK)
OUTCOMES = get_args(Outcome)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(0, 0.99))
def test_at_every_instant_of_a_life_it_says_what_the_rules_say(seed: int, share: float) -> None:
    """As an event comes, and somewhere before the next one does."""
    life = LIVES.one(seed, random.Random(seed), SINCE, UNTIL)
    first, *others = (entry.event for entry in life.entries)
    assert isinstance(first, TicketOpened)
    instants = [*accumulate(map(seen_at, others), max), UNTIL + timedelta(days=1)]
    ticket, outcomes, rest, staffing = opened("eu-1", first), 0, EnactedRest(), StaffingView()
    for event, (now, following) in zip(others, pairwise(instants), strict=True):
        ticket = apply(ticket, event)
        retried = isinstance(event, MessageTranslated) and event.retry
        outcomes += isinstance(event, OUTCOMES) and not retried
        staffing = staffing if staffing.is_fresh(now) else ROSTERS.view(now, {})
        story = Story(ticket, life.story.policy, sequence=1, staffing=staffing)
        for at in (now, now + (following - now) * share):
            said = rest.next_move(story, outcomes, at)
            assert said == next_move(ticket, story.policy, staffing, at)


def test_while_only_outcomes_come_nothing_is_decided_again() -> None:
    life = LIVES.one(3, random.Random(3), SINCE, UNTIL)
    ticket, policy = life.story.ticket, life.story.policy
    rest, story = EnactedRest(), Story(ticket, policy, sequence=1)
    asked = rest.next_move(story, 5, UNTIL)
    assert isinstance(asked, Wait)
    assert rest.next_move(story, 5, UNTIL) is asked
    assert rest.next_move(story, 4, UNTIL) is not asked
