"""Whose rule decided: the policy of the time, or the one that set something off before."""

from domain.governing import governed, stretches
from domain.ledger import Entry
from domain.policy import PolicyReference
from domain.relay_events import TeamNotified
from tests.domain.building import HOUR, MINUTE, Life
from tests.domain.ladders import PAGE_LEAD, after
from tests.domain.test_adoption_ladder import a_life, adopts


def entries(life: Life) -> list[Entry]:
    return [Entry("eu-1", place, event) for place, event in enumerate(life.events, start=1)]


def test_each_entry_is_of_the_policy_of_its_time_or_of_the_one_whose_rule_it_names() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(65 * MINUTE)
    adopts(life)
    told = entries(life.watched(9 * HOUR))
    first, second = stretches(told)
    assert (first.sequence, second.policy.version) == (1, 2)
    of = {entry.sequence: policy for entry, policy in governed(told)}
    assert of[1] == first.policy
    assert of[second.sequence] == second.policy
    assert of[told[-1].sequence] == second.policy
    paged = [one.sequence for one in told if isinstance(one.event, TeamNotified)]
    assert max(paged) > second.sequence
    assert {of[place] for place in paged} == {first.policy}


def test_a_ledger_that_does_not_begin_with_its_opening_names_no_policy_that_it_does_not_know() -> (
    None
):
    [_, *rest] = entries(Life().watched(9 * HOUR))
    assert list(stretches(rest)) == []
    assert {policy for _, policy in governed(rest)} == {None}


def test_the_same_version_frozen_twice_is_told_apart_by_its_hash() -> None:
    life = Life().watched(HOUR)
    again = life.policy.reference
    other = PolicyReference(again.name, again.version, "another hash")
    life.does("adopt_policy", policy=type(life.policy)(other, life.policy.calendar, {}))
    hashes = [one.policy.hash for one in stretches(entries(life))]
    assert hashes == [again.hash, "another hash"]
