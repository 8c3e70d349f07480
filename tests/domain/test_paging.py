"""A team is paged until somebody claims the ticket, answers, or takes a hand-over on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.events import TicketEscalated
from domain.facts import StepAction
from domain.policy import Relay, Step
from domain.relay_events import HandOverAcknowledged, NobodyWasOn, TeamNotified, TicketHandedOver
from domain.vocabulary import Doing, HandOverCause, NobodyOn, NotificationKind, Status
from tests.domain.building import ANA, BOB, DAY, HOUR, MICROSECOND, MINUTE, NINE, Life
from tests.domain.ladders import (
    PAGE_BOSS,
    PAGE_LEAD,
    PATIENT,
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

LEAD = Rota(on("eu-lead", "lea"))
TEN = 10 * MINUTE


def paged(life: Life) -> list[timedelta]:
    """When each page went, as long after nine as it was true."""
    return since_nine(event for event in life.of(TeamNotified) if event.doing is Doing.PAGE)


def a_life(*steps: Step, rota: Rota = LEAD, relay: Relay = PATIENT) -> StaffedLife:
    return StaffedLife(a_ladder(*steps, relay=relay), rota)


def test_a_team_is_paged_again_and_again_and_at_most_so_often() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(DAY)
    assert paged(life) == [HOUR, HOUR + TEN, HOUR + 2 * TEN]
    pages = life.of(TeamNotified)
    assert [page.number for page in pages] == [1, 2, 3]
    assert [page.again_at for page in pages] == [NINE + HOUR + TEN, NINE + HOUR + 2 * TEN, None]
    assert len({page.notification_id for page in pages}) == 3
    assert {wanted.kind for wanted in life.ticket.to_notify} == {NotificationKind.PAGE}
    assert life.ticket.paging == ()


def test_a_page_without_a_repeat_goes_once() -> None:
    once = StepAction(Doing.PAGE, "eu-lead")
    assert paged(a_life(after(HOUR, once)).watched(DAY)) == [HOUR]


@pytest.mark.parametrize("kind", ["claim", "reply", "solve", "merge"])
def test_whoever_takes_the_ticket_in_hand_ends_the_paging(kind: str) -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(HOUR + TEN).does(kind)
    assert life.ticket.paging == ()
    if kind in ("reply", "solve"):
        life.later(TEN).writes()
    assert paged(life.watched(DAY)) == [HOUR, HOUR + TEN]


def test_whoever_takes_a_hand_over_on_ends_the_paging() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(HOUR)
    life.happens(
        TicketHandedOver(
            at=life.now,
            by=BOB,
            team="na-care",
            language="en",
            cause=HandOverCause.AGENT,
            reason="an agent chose it",
            acknowledge_by=life.now + HOUR,
        )
    )
    assert paged(life.watched(TEN)) == [HOUR, HOUR + TEN]
    life.happens(HandOverAcknowledged(at=life.now, by=ANA)).watched(DAY)
    assert paged(life) == [HOUR, HOUR + TEN]


@pytest.mark.parametrize("kind", ["note", "prioritise"])
def test_nothing_less_ends_the_paging(kind: str) -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(HOUR).does(kind).writes().watched(DAY)
    assert len(paged(life)) == 3


def test_an_agent_who_keeps_silent_does_not_keep_the_team_from_being_paged() -> None:
    life = a_life(breach(PAGE_LEAD)).does("claim").watched(DAY)
    assert len(paged(life)) == 3


def test_the_paging_does_not_go_on_when_the_ticket_is_given_back() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(HOUR).does("claim").does("release")
    assert paged(life.watched(DAY)) == [HOUR]


def test_a_page_that_is_put_off_is_not_sent_once_the_ticket_is_claimed() -> None:
    rota = Rota(on("eu-lead", "lea", after=5 * HOUR))
    life = a_life(after(HOUR, PAGE_LEAD), rota=rota).watched(2 * HOUR).does("claim")
    assert paged(life.watched(DAY)) == []


def test_a_page_goes_to_those_who_are_on_at_that_moment() -> None:
    rota = Rota(
        [
            *on("eu-lead", "lea", lasts=DAY + HOUR + TEN),
            *on("eu-lead", "leo", after=HOUR + TEN),
            *on("eu-lead", "lou", after=HOUR + MINUTE, lasts=HOUR),
        ]
    )
    life = a_life(after(HOUR, PAGE_LEAD), rota=rota).watched(DAY)
    agents = [page.agents for page in life.of(TeamNotified)]
    assert agents == [("lea",), ("leo", "lou"), ("leo", "lou")]


@pytest.mark.parametrize("then", NobodyOn)
def test_a_page_that_finds_nobody_goes_when_the_team_is_back_and_counts_on(then: NobodyOn) -> None:
    rota = Rota([*on("eu-lead", "lea", lasts=DAY + HOUR + 5 * MINUTE), *EVENING, *BOSS])
    relay = replace(PATIENT, when_nobody_is_on=then)
    life = a_life(after(HOUR, PAGE_LEAD), after(2 * DAY, TELL_BOSS), rota=rota, relay=relay)
    life.watched(DAY)
    assert paged(life) == [HOUR, 8 * HOUR, 8 * HOUR + TEN]
    assert [page.number for page in life.of(TeamNotified) if page.team == "eu-lead"] == [1, 2, 3]
    (missed,) = life.of(NobodyWasOn)
    assert (missed.at, missed.opening) == (NINE + HOUR + TEN, NINE + 8 * HOUR)
    at_once = [("step 2", HOUR + TEN)] if then is NobodyOn.NEXT_STEP else []
    assert steps_taken(life) == [("step 1", HOUR), *at_once]


EVENING = on("eu-lead", "leo", after=8 * HOUR)
BOSS = on("eu-boss", "bo")


def test_a_page_that_finds_nobody_brings_on_no_step_in_place_of_one_that_has_come() -> None:
    rota = Rota([*on("eu-lead", "lea", lasts=DAY + HOUR + 5 * MINUTE), *BOSS])
    steps = (after(HOUR, PAGE_LEAD), after(HOUR + MINUTE, PAGE_BOSS), after(DAY, TELL_BOSS))
    life = a_life(*steps, rota=rota, relay=replace(PATIENT, when_nobody_is_on=NobodyOn.NEXT_STEP))
    life.watched(5 * HOUR)
    assert [step for step, _ in steps_taken(life)] == ["step 1", "step 2"]
    assert [event.then for event in life.of(NobodyWasOn)] == [NobodyOn.NEXT_SHIFT]


def test_nobody_is_paged_while_the_ticket_rests_and_no_page_is_dated_into_the_rest() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(HOUR + MINUTE)
    life.does("hold", until=NINE + 5 * HOUR).watched(DAY)
    assert paged(life) == [HOUR, 5 * HOUR, 5 * HOUR + TEN]


def test_nobody_is_paged_while_the_ticket_waits_for_the_customer() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).does("reply").later(MINUTE).does("escalate")
    assert life.ticket.status is Status.WAITING
    assert paged(life.watched(5 * HOUR)) == []
    assert paged(life.writes().watched(DAY))[0] == 5 * HOUR + MINUTE


def test_an_answer_drops_a_page_about_the_reply_that_was_yet_to_go() -> None:
    rota = Rota(on("eu-lead", "lea", after=5 * HOUR))
    life = a_life(breach(PAGE_LEAD), rota=rota).watched(HOUR).does("reply").does("reopen")
    assert paged(life.watched(DAY)) == []


def test_a_late_look_pages_once_and_goes_on_from_there() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).later(5 * HOUR).watched(DAY)
    pages = life.of(TeamNotified)
    assert since_nine(pages) == [HOUR, 5 * HOUR + TEN, 5 * HOUR + 2 * TEN]
    assert [page.noticed for page in pages] == [NINE + 5 * HOUR, None, None]


def test_a_repeat_that_is_noticed_late_is_dated_to_its_instant() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(HOUR).later(5 * HOUR).watched(DAY)
    pages = life.of(TeamNotified)
    assert since_nine(pages) == [HOUR, HOUR + TEN, 6 * HOUR + TEN]
    assert pages[1].noticed == NINE + 6 * HOUR


def test_what_stands_beside_a_page_and_waits_does_not_take_its_place() -> None:
    rota = Rota([*on("eu-lead", "lea", after=5 * HOUR), *BOSS])
    life = a_life(after(HOUR, TELL_LEAD, PAGE_BOSS), rota=rota).watched(DAY)
    told = [(event.doing, event.team, event.at - NINE) for event in life.of(TeamNotified)]
    boss = [(Doing.PAGE, "eu-boss", HOUR + count * TEN) for count in range(3)]
    assert told == [*boss, (Doing.NOTIFY, "eu-lead", 5 * HOUR)]


@pytest.mark.parametrize("apart", [timedelta(0), MINUTE])
def test_two_steps_page_side_by_side(apart: timedelta) -> None:
    rota = Rota([*on("eu-lead", "lea"), *BOSS])
    life = a_life(after(HOUR, PAGE_LEAD), after(HOUR + apart, PAGE_BOSS), rota=rota).watched(DAY)
    pages = [(event.team, event.number) for event in life.of(TeamNotified)]
    assert pages == [(team, number) for number in (1, 2, 3) for team in ("eu-lead", "eu-boss")]
    assert len(life.of(TicketEscalated)) == 2


def test_the_instant_of_a_page_is_exact() -> None:
    life = a_life(after(HOUR, PAGE_LEAD)).watched(HOUR + TEN - MICROSECOND)
    assert paged(life) == [HOUR]
    assert paged(life.watched(MICROSECOND)) == [HOUR, HOUR + TEN]
