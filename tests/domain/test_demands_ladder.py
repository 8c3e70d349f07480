"""What users of other desks suffer from, by the numbers of the notes on demands: ladders.

Left out: demand 17, an edited policy that re-evaluates open tickets, is the command `adopt_policy`,
which is built later; until then a ticket keeps the policy that it opened under. Of demand 20, the
digest itself, it is shown here what makes it possible; the digest is the store's.
"""

from dataclasses import replace

import pytest

from domain import story as tale
from domain.changes import rebuilt
from domain.events import ClockBreached, ClockWarned, TicketEscalated
from domain.policy import WarningPoint
from domain.relay_events import NobodyWasOn, TeamNotified, TicketHandedOver
from domain.vocabulary import NobodyOn, Priority, Target
from tests.domain.building import (
    BOB,
    DAY,
    HOUR,
    MINUTE,
    NINE,
    OFFICE,
    Life,
    a_policy,
    a_step,
    an_opening,
    news,
    understood,
)
from tests.domain.ladders import (
    ASSIGN,
    HAND_OVER,
    PAGE_BOSS,
    PAGE_LEAD,
    PATIENT,
    RELAY,
    TELL_BOSS,
    TELL_LEAD,
    Rota,
    StaffedLife,
    a_ladder,
    after,
    breach,
    on,
    since_nine,
    steps_taken,
)

FIRST, SOLVE = Target.FIRST_REPLY, Target.SOLVE
EVERYBODY = Rota(
    [*on("eu-lead", "lea"), *on("eu-boss", "bo"), *on("na-care", "nic"), *on("eu-care", "ana")]
)


def test_demand_18_a_merged_ticket_is_neither_paged_nor_handed_over_nor_told_of() -> None:
    rota = Rota([*on("eu-lead", "lea"), *on("na-care", "nic", after=5 * HOUR)])
    steps = (after(HOUR, PAGE_LEAD, HAND_OVER), after(3 * HOUR, TELL_LEAD))
    life = StaffedLife(a_ladder(*steps, relay=PATIENT), rota).watched(HOUR).does("merge")
    told = len(life.of(TeamNotified))
    life.watched(30 * DAY)
    assert len(life.of(TeamNotified)) == told == 1
    assert life.of(TicketHandedOver) == []
    assert steps_taken(life) == [("step 1", HOUR)]


def test_demand_19_alerts_come_at_each_point_that_is_set_and_never_at_midnight() -> None:
    points = tuple(WarningPoint(before=hours * HOUR) for hours in (3, 2, 1))
    policy = a_policy(calendar=OFFICE, warnings={SOLVE: points}, acknowledge=False)
    life = Life(policy, at=NINE + 4 * HOUR).watched(7 * DAY)
    (breached,) = (event for event in life.of(ClockBreached) if event.target is SOLVE)
    warnings = [event.at for event in life.of(ClockWarned)]
    assert warnings == [breached.at - hours * HOUR for hours in (3, 2, 1)]
    assert all(policy.calendar.hours().is_open(at) for at in warnings)


def test_demand_20_of_500_breaches_at_once_each_tells_the_same_team_at_the_same_instant() -> None:
    policy = a_ladder(breach(TELL_LEAD), targets={FIRST: 30 * MINUTE})
    told = []
    for number in range(500):
        life = StaffedLife(policy, EVERYBODY)
        begun = tale.begun(f"eu-{number}", "eu", an_opening(), policy)
        life.story = tale.heard(begun, news("m-1", NINE), NINE)
        told += life.watched(HOUR).of(TeamNotified)
    assert {(event.step, event.team, event.agents, event.at) for event in told} == {
        ("step 1", "eu-lead", ("lea",), NINE + 30 * MINUTE)
    }
    assert len({event.notification_id for event in told}) == 500


def test_demand_21_each_level_of_the_chain_has_its_own_target_and_its_own_people() -> None:
    life = StaffedLife(
        a_ladder(
            a_step(relative_to="target", target=FIRST, fraction=0.5, actions=(TELL_LEAD,)),
            breach(PAGE_BOSS, raise_priority_to=Priority.URGENT),
            breach(HAND_OVER, offset=HOUR),
            a_step(relative_to="target", target=SOLVE, offset=HOUR, actions=(TELL_BOSS,)),
        ),
        EVERYBODY,
    ).watched(DAY)
    assert steps_taken(life) == [
        ("step 1", 15 * MINUTE),
        ("step 2", 30 * MINUTE),
        ("step 3", 90 * MINUTE),
        ("step 4", 7 * HOUR),
    ]
    moves = [event.team for event in life.of(TicketHandedOver)]
    told = [(event.step, event.team) for event in life.of(TeamNotified)]
    assert moves == ["na-care"]
    assert told == [
        ("step 1", "eu-lead"),
        *[("step 2", "eu-boss")] * 3,
        ("step 4", "eu-boss"),
    ]
    assert life.ticket.priority is Priority.URGENT


def test_demand_22_a_ticket_leaves_an_assignee_who_does_not_answer_in_time() -> None:
    ladder = a_ladder(after(20 * MINUTE, take_back=True), after(40 * MINUTE, ASSIGN))
    life = StaffedLife(ladder, EVERYBODY).happens(understood("m-1", NINE, "eu-care"))
    life.does("claim").watched(20 * MINUTE)
    assert life.of(TicketEscalated)[0].taken_from == "ana"
    assert (life.ticket.team, life.ticket.assignee) == ("eu-care", None)
    assert life.does("claim", by=BOB).ticket.assignee == "bob"
    life.does("reply", by=BOB).writes().watched(DAY)
    assert life.of(TicketEscalated)[1].taken_from is None


def test_demand_22_whoever_has_answered_keeps_the_ticket() -> None:
    policy = a_ladder(after(20 * MINUTE, take_back=True), pause_while=())
    life = StaffedLife(policy, EVERYBODY).does("reply").watched(DAY)
    assert life.of(TicketEscalated)[0].taken_from is None
    assert life.ticket.assignee == "ana"


@pytest.mark.parametrize("then", NobodyOn)
def test_demand_24_an_empty_step_waits_for_the_shift_or_is_skipped_at_once(then: NobodyOn) -> None:
    rota = Rota([*on("eu-lead", "lea", after=5 * HOUR), *on("eu-boss", "bo")])
    relay = replace(RELAY, when_nobody_is_on=then)
    life = StaffedLife(a_ladder(after(HOUR, TELL_LEAD), after(DAY, TELL_BOSS), relay=relay), rota)
    life.watched(2 * DAY)
    assert [event.then for event in life.of(NobodyWasOn)] == [then]
    told = [(event.team, event.at - NINE) for event in life.of(TeamNotified)]
    assert told == (
        [("eu-boss", HOUR)]
        if then is NobodyOn.NEXT_STEP
        else [("eu-lead", 5 * HOUR), ("eu-boss", DAY)]
    )


def test_demand_26_what_waits_is_in_the_ledger_and_survives_a_restart_of_everything() -> None:
    rota = Rota(on("eu-lead", "lea", after=5 * HOUR))
    life = StaffedLife(a_ladder(after(HOUR, TELL_LEAD), relay=PATIENT), rota).watched(2 * HOUR)
    again = StaffedLife(life.policy, rota)
    again.story = replace(life.story, ticket=rebuilt(life.ticket.id, life.events))
    again.now = life.now
    again.later(DAY).look()
    assert since_nine(again.of(TeamNotified)) == [5 * HOUR]
    assert [event.noticed for event in again.of(TeamNotified)] == [NINE + DAY + 2 * HOUR]


def test_demand_30_a_merge_keeps_what_happened_and_ends_all_that_was_to_come() -> None:
    life = StaffedLife(a_ladder(breach(PAGE_LEAD)), EVERYBODY).watched(35 * MINUTE)
    before = life.events
    life.does("merge").watched(30 * DAY)
    assert life.events[: len(before)] == before
    assert len(life.events) == len(before) + 1
    assert life.ticket.merged_into == "eu-2"
    assert (life.ticket.paging, life.ticket.to_act, life.ticket.handover) == ((), (), None)
