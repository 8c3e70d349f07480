"""What counts of a ticket, where a random desk seldom comes by; and the ranks."""

import random
import statistics

import pytest

from domain.analytics import Group, Sums, Tally, altogether
from domain.events import TicketRouted
from domain.figures import Count, Counted, counts_of, quantile
from domain.message_events import MessageEdited
from domain.vocabulary import THE_DESK, Target
from tests.domain.building import CUSTOMER, DAY, HOUR, MINUTE, NINE, Life, a_message


def counted(life: Life) -> dict[Counted, list[Count]]:
    found = counts_of("eu-1", life.events)
    assert found is not None
    by: dict[Counted, list[Count]] = {}
    for one in found.counts:
        by.setdefault(one.what, []).append(one)
    return by


def test_a_ledger_without_an_opening_counts_nothing() -> None:
    assert counts_of("eu-1", []) is None
    assert counts_of("eu-1", Life().events[1:]) is None


def test_a_solution_counts_at_the_last_time_that_it_was_found() -> None:
    life = Life().later(HOUR).does("solve").later(DAY).does("reopen").later(HOUR).does("solve")
    [solved] = counted(life)[Counted.SOLVED]
    assert (solved.at, solved.value) == (NINE + DAY + 2 * HOUR, 26 * 3_600)


def test_an_edited_message_takes_a_solution_back() -> None:
    life = Life().later(HOUR).does("solve").does("rate")
    words = a_message("m-1:edit", life.now)
    edit = MessageEdited(at=life.now, by=CUSTOMER, message_id="m-1", words=words)
    assert Counted.RATED in counted(life)
    after = counted(life.happens(edit))
    assert not {Counted.SOLVED, Counted.RATED, Counted.SOLVE_MET} & set(after)
    assert Counted.BACKLOG in after


def test_a_merged_ticket_is_not_solved_and_keeps_what_was_promised_in_time() -> None:
    life = Life().later(HOUR).does("solve").does("merge")
    found = counted(life)
    assert Counted.SOLVED not in found
    assert Counted.CLOSED not in found
    assert found[Counted.OPENED][0].value is None
    assert len(found[Counted.MERGED]) == len(found[Counted.SOLVE_MET]) == 1


def test_what_was_done_stays_with_the_team_that_did_it() -> None:
    """The opening, before any team had it, is the first one's; what is open, the last one's."""
    life = Life()
    assert [one.team for one in counted(life)[Counted.OPENED]] == [None]
    gone(life.later(MINUTE), "eu-care").does("reply")
    assert counted(gone(life, "na-care"))[Counted.BACKLOG][0].team == "na-care"
    teams = {what: found[0].team for what, found in counted(life.does("solve")).items()}
    assert teams == {
        Counted.OPENED: "eu-care",
        Counted.FIRST_REPLY: "eu-care",
        Counted.FIRST_REPLY_MET: "eu-care",
        Counted.SOLVED: "na-care",
        Counted.SOLVE_MET: "na-care",
    }


def test_what_was_done_before_any_team_had_it_is_the_first_one_s() -> None:
    life = Life().later(MINUTE).does("reply")
    gone(gone(life.later(MINUTE), "eu-care").later(MINUTE), "na-care")
    [reply] = counted(life)[Counted.FIRST_REPLY]
    assert reply.team == "eu-care"


def gone(life: Life, team: str) -> Life:
    """The life, once that team has the ticket."""
    routed = TicketRouted(at=life.now, by=THE_DESK, team=team, language="en", reason="chosen")
    return life.happens(routed)


def test_a_promise_that_another_policy_makes_counts_as_it_ends() -> None:
    """Broken under the policy before, it is broken once; kept under the new one, it is kept."""
    life = Life().watched(31 * MINUTE)
    life.adopts(targets={Target.FIRST_REPLY: 5 * HOUR, Target.SOLVE: 9 * HOUR})
    life.watched(HOUR).does("reply").later(HOUR).does("solve")
    found = counted(life)
    assert len(found[Counted.FIRST_REPLY_BREACHED]) == 1
    assert Counted.FIRST_REPLY_MET not in found
    assert [one.at for one in found[Counted.SOLVE_MET]] == [life.now]


def test_seconds_are_whole_and_never_less_than_none() -> None:
    life = Life().later(59 * MINUTE / 60 + MINUTE / 90).does("reply")
    [reply] = counted(life)[Counted.FIRST_REPLY]
    assert reply.value == 59


@pytest.mark.parametrize(
    ("values", "p50", "p90"),
    [
        ([], None, None),
        ([7], 7, 7),
        ([2, 1], 1, 2),
        ([3, 1, 2], 2, 3),
        (list(range(10)), 4, 8),
        (list(range(1, 101)), 50, 90),
        ([5, 5, 5, 1], 5, 5),
    ],
)
def test_a_rank_is_the_nearest(values: list[int], p50: int | None, p90: int | None) -> None:
    assert (quantile(values, 0.5), quantile(values, 0.9)) == (p50, p90)


def test_ranks_of_regions_are_those_of_all_together() -> None:
    chance = random.Random(2)
    here, there = ([chance.randrange(9_999) for _ in range(many)] for many in (301, 38))
    tallies = (
        Tally(Group(), Counted.SOLVED, len(one), len(one), sum(one), tuple(one))
        for one in (here, there)
    )
    sums: Sums = altogether(tallies)
    assert sums.duration(Counted.SOLVED).p50 == statistics.median_low([*here, *there])
    assert sums.counts[Counted.SOLVED] == 339
