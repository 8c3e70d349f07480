"""The digest of a state: another for every fact, and the same by whatever is only added."""

import hashlib
import json
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.contrib.pydantic import pydantic_data_converter

from domain.digest import DERIVED, RunState, digest_of, plain
from domain.events import TicketClaimed, TicketSolved
from domain.facts import Term
from domain.ledger import Entry
from domain.policy import Policy, StaffingView
from domain.story import Story
from domain.ticket import Ticket
from domain.vocabulary import Target
from tests.domain.building import ANA, BOB, HOUR, NINE, a_story
from tests.domain.strategies import values

CONVERTER = pydantic_data_converter.payload_converter
SOME = settings(max_examples=40, deadline=None)


@dataclass(frozen=True)
class TicketOfTomorrow(Ticket):
    """As a later release may have it: one field more, which has a default."""

    weather: str = "unknown"
    neighbours: tuple[str, ...] = ()
    forecasts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TicketThatReckons(Ticket):
    """As a later release may have it: one field more, which follows from what others say."""

    entries_written: int = field(default=0, metadata=DERIVED)


def tomorrow(ticket: Ticket, kind: type[Ticket] = TicketOfTomorrow, **more: Any) -> Ticket:
    return kind(**{one.name: getattr(ticket, one.name) for one in fields(ticket)}, **more)


def left_by(story: Story) -> RunState:
    return RunState(story, story.unwritten)


@SOME
@given(ticket=values(Ticket))
def test_a_field_that_is_added_with_a_default_changes_no_digest(ticket: Ticket) -> None:
    before = left_by(replace(a_story(), ticket=ticket))
    later = left_by(replace(a_story(), ticket=tomorrow(ticket)))
    assert digest_of(later) == digest_of(before)


def test_what_it_says_once_it_says_something_counts() -> None:
    story = a_story()
    rain = replace(story, ticket=tomorrow(story.ticket, weather="rain"))
    assert digest_of(left_by(rain)) != digest_of(left_by(story))


def test_a_field_that_follows_from_others_may_say_what_it_likes() -> None:
    story = a_story()
    reckoned = tomorrow(story.ticket, TicketThatReckons, entries_written=7)
    later = replace(story, ticket=reckoned)
    assert digest_of(left_by(later)) == digest_of(left_by(story))


@pytest.mark.parametrize("name", [one.name for one in fields(Ticket)])
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_each_changed_fact_of_a_ticket_is_another_digest(name: str, data: st.DataObject) -> None:
    story = a_story()
    fact = getattr(data.draw(values(Ticket)), name)
    changed = replace(story, ticket=replace(story.ticket, **{name: fact}))
    same = fact == getattr(story.ticket, name)
    assert (digest_of(left_by(changed)) == digest_of(left_by(story))) is same


def test_all_else_that_a_run_passes_on_counts_too() -> None:
    story = a_story()
    others = (
        replace(story, sequence=story.sequence + 1),
        replace(story, seen=("m-1",)),
        replace(story, staffing=StaffingView("who-is-on")),
        replace(story, policy=replace(story.policy, reopen_within=HOUR)),
        replace(story, unwritten=()),
    )
    digests = {digest_of(RunState(one, story.unwritten)) for one in (story, *others)}
    assert len(digests) == 1 + len(others)


def test_the_entries_of_the_run_count_each_in_its_place() -> None:
    story = a_story()
    entry = story.unwritten[0]
    moved = Entry(entry.ticket_id, 2, entry.event)
    others = Entry(entry.ticket_id, 1, replace(entry.event, by=BOB))
    told = ((), (entry,), (moved,), (others,), (entry, moved))
    assert len({digest_of(RunState(story, entries)) for entries in told}) == len(told)


def test_events_of_the_same_fields_are_told_apart() -> None:
    claimed, solved = (kind(at=NINE, by=ANA) for kind in (TicketClaimed, TicketSolved))
    assert plain(claimed) != plain(solved)


def test_an_instant_is_the_same_wherever_it_is_told() -> None:
    elsewhere = NINE.astimezone(timezone(timedelta(hours=5, minutes=45)))
    story = a_story()
    there = replace(story, ticket=replace(story.ticket, opened_at=elsewhere))
    assert digest_of(left_by(there)) == digest_of(left_by(story))
    later = replace(story.ticket, opened_at=NINE + timedelta(microseconds=1))
    assert digest_of(left_by(replace(story, ticket=later))) != digest_of(left_by(story))


@SOME
@given(ticket=values(Ticket), policy=values(Policy))
def test_a_state_that_travelled_has_the_same_digest(ticket: Ticket, policy: Policy) -> None:
    story = Story(ticket, policy, sequence=3)
    [back] = CONVERTER.from_payloads(CONVERTER.to_payloads([story]), [Story])
    assert digest_of(left_by(back)) == digest_of(left_by(story))


def test_what_no_state_may_hold_has_no_digest() -> None:
    for odd in (object(), {1, 2}, Ticket):
        with pytest.raises(TypeError, match="written down"):
            plain(odd)


def test_the_form_of_the_document_is_fixed() -> None:
    """Whoever changes it makes every sealed digest disagree, and has to give the form a number."""
    terms = (Term(Target.FIRST_REPLY, HOUR),)
    assert plain(terms) == [{"budget": 3_600_000_000, "target": "first_reply"}]
    state = left_by(a_story())
    document = {"form": 1, "state": plain(state)}
    text = json.dumps(document, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    assert digest_of(state) == hashlib.sha256(text.encode()).hexdigest()
