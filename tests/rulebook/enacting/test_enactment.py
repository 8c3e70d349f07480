"""A ticket that is enacted does what the workflow would: the same rules in the same turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.changes import rebuilt
from domain.events import Event, MessageTranslated
from domain.facts import StepAction
from domain.policy import Policy, Relay, StaffingView, TeamStaffing
from domain.relay_events import NotificationReported
from domain.ticket import Ticket, TranslationWanted
from domain.vocabulary import THE_DESK, Doing
from rulebook.enacting.enactment import AtOnce, Done, Later, Scene, enact
from tests.domain.building import (
    DAY,
    HOUR,
    MINUTE,
    NINE,
    SECOND,
    a_policy,
    a_step,
    an_opening,
    command,
    news,
    staffing,
)
from tests.domain.invariants import check_ledger, check_outcomes_commute, check_possible
from tests.domain.strategies import promises
from tests.rulebook.enacting.building import (
    ON,
    Slow,
    does,
    kinds,
    lived,
    of,
    understood,
    when,
    who_is_on,
    writes,
)


def test_an_ordinary_life_is_told_from_the_opening_to_its_end() -> None:
    enacted = lived(
        does(10 * MINUTE, "claim"), does(20 * MINUTE, "reply"), does(30 * MINUTE, "solve")
    )
    assert kinds(enacted) == [
        "ticket_opened",
        "message_received",
        "message_understood",
        "ticket_routed",
        "acknowledged",
        "delivery_reported",
        "message_translated",
        "ticket_claimed",
        "agent_replied",
        "delivery_reported",
        "ticket_solved",
        "ticket_closed",
    ]
    assert when(enacted, "ticket_closed") == [30 * MINUTE + 7 * DAY]
    assert enacted.refused == ()


def test_a_reply_stops_the_clock() -> None:
    answered = lived(does(10 * MINUTE, "reply"), until=NINE + DAY)
    silent = lived(until=NINE + DAY)
    assert when(answered, "clock_breached") == []
    assert when(silent, "clock_breached") == [30 * MINUTE, 8 * HOUR]


def test_what_fell_due_before_comes_first_and_what_falls_due_at_that_instant_after() -> None:
    breached = lived(does(30 * MINUTE + SECOND, "reply"), until=NINE + HOUR)
    in_time = lived(does(30 * MINUTE, "reply"), until=NINE + HOUR)
    assert when(breached, "clock_breached") == [30 * MINUTE]
    assert when(in_time, "clock_breached") == []


def test_what_fell_due_while_nobody_looked_is_told_before_what_a_person_does() -> None:
    @dataclass(frozen=True)
    class Asleep(AtOnce):
        def woken(self, until: datetime) -> datetime:
            return until + HOUR

    enacted = lived(
        does(40 * MINUTE, "reply"), until=NINE + HOUR, outside=Asleep(who_is_on, understood)
    )
    breach = next(one.event for one in enacted.entries if one.event.kind == "clock_breached")
    assert (breach.at, breach.noticed) == (NINE + 30 * MINUTE, NINE + 40 * MINUTE)
    assert kinds(enacted).index("clock_breached") < kinds(enacted).index("agent_replied")


def test_news_that_come_late_are_dated_to_when_they_were_accepted() -> None:
    late = lived(writes(2 * HOUR, "m-2", accepted=HOUR), until=NINE + 3 * HOUR)
    second = [one.event for one in late.entries if one.event.kind == "message_received"][1]
    assert (second.at, second.noticed) == (NINE + HOUR, NINE + 2 * HOUR)


def test_a_repeat_of_news_or_of_a_command_changes_nothing() -> None:
    claim = command("claim")
    twice = lived(
        Done(NINE + MINUTE, claim, "key-1"),
        Done(NINE + 2 * MINUTE, claim, "key-1"),
        writes(3 * MINUTE, "m-2"),
        writes(4 * MINUTE, "m-2"),
        until=NINE + HOUR,
    )
    assert kinds(twice).count("ticket_claimed") == 1
    assert kinds(twice).count("message_received") == 2
    assert twice.refused == ()


def test_what_the_ticket_refuses_is_told_with_the_reason_and_leaves_no_trace() -> None:
    enacted = lived(does(MINUTE, "release"), until=NINE + 10 * MINUTE)
    assert [one.why.code for one in enacted.refused] == ["not_claimed"]
    assert "ticket_released" not in kinds(enacted)


def test_nothing_reaches_a_ticket_that_is_closed() -> None:
    enacted = lived(
        does(MINUTE, "solve"), writes(8 * DAY, "m-2"), does(9 * DAY, "claim"), until=NINE + 9 * DAY
    )
    assert [one.why.code for one in enacted.refused] == ["ticket_closed", "ticket_closed"]
    assert kinds(enacted)[-1] == "ticket_closed"


def test_an_outcome_keeps_its_place_however_late_it_comes_home() -> None:
    slow = Slow(who_is_on, understood, takes={"delivery": 2 * HOUR})
    enacted = lived(does(MINUTE, "claim"), until=NINE + 3 * HOUR, outside=slow)
    places = [entry.sequence for entry in enacted.entries]
    assert places == list(range(1, len(places) + 1))
    assert kinds(enacted).index("delivery_reported") < kinds(enacted).index("ticket_claimed")
    unfinished = lived(does(MINUTE, "claim"), until=NINE + HOUR, outside=slow)
    assert "delivery_reported" not in kinds(unfinished)


def test_messages_to_the_customer_go_one_after_the_other() -> None:
    slow = Slow(who_is_on, understood, takes={"delivery": HOUR})
    enacted = lived(does(MINUTE, "reply"), until=NINE + DAY, outside=slow)
    assert when(enacted, "delivery_reported")[:2] == [timedelta(0), HOUR]


def test_what_a_person_waits_for_is_written_before_anything_else_is_set_off() -> None:
    slow = Slow(who_is_on, understood, takes={"written": SECOND})
    enacted = lived(does(10 * MINUTE, "reply"), until=NINE + 20 * MINUTE, outside=slow)
    assert when(enacted, "delivery_reported")[-1] == 10 * MINUTE + SECOND


def test_a_translation_that_failed_is_tried_again_with_patience() -> None:
    @dataclass(frozen=True)
    class Away(AtOnce):
        def translation(self, at: datetime, ticket: Ticket, wanted: TranslationWanted) -> Any:
            flags = () if wanted.attempts == 2 else ("untranslated",)
            return MessageTranslated(
                at=at,
                by=THE_DESK,
                message_id=wanted.message_id,
                language=wanted.target or "",
                engine="",
                flags=flags,
                retry=bool(flags),
            )

    enacted = lived(until=NINE + HOUR, outside=Away(who_is_on, understood))
    assert when(enacted, "message_translated") == [0 * MINUTE, 5 * MINUTE, 15 * MINUTE]


def test_a_slow_pager_keeps_no_brief_back() -> None:
    @dataclass(frozen=True)
    class SlowPager(AtOnce):
        def notification(self, at: datetime, ticket: Ticket, wanted: Any) -> Any:
            answer = AtOnce.notification(self, at, ticket, wanted)
            return answer if wanted.brief_id else Later(at + 9 * MINUTE, answer)

    tell = (StepAction(Doing.NOTIFY, "eu-care", "look"), StepAction(Doing.HAND_OVER, "na-care"))
    policy = a_policy(steps=(a_step(actions=tell),), relay=Relay(20 * MINUTE))

    def both(at: datetime, _: Ticket) -> StaffingView:
        return staffing(at, lasts=HOUR, eu_care=ON, na_care=TeamStaffing(on=("carl",)))

    enacted = lived(policy=policy, until=NINE + 70 * MINUTE, outside=SlowPager(both, understood))
    told = of(enacted, NotificationReported)
    assert [bool(one.brief_id) for one in told][:2] == [False, True]
    assert [one.at - NINE for one in told][:2] == [HOUR, HOUR]


def test_who_is_on_is_asked_once_and_again_when_it_is_too_old() -> None:
    asked: list[timedelta] = []

    def counted(at: datetime, ticket: Ticket) -> StaffingView:
        asked.append(at - NINE)
        return who_is_on(at, ticket)

    page = StepAction(Doing.PAGE, "eu-care", "look", every=40 * MINUTE, at_most=3)
    policy = a_policy(steps=(a_step(offset=10 * MINUTE, actions=(page,)),))
    outside = AtOnce(counted, understood)
    enacted = lived(policy=policy, until=NINE + 3 * HOUR, outside=outside)
    assert when(enacted, "team_notified") == [10 * MINUTE, 50 * MINUTE, 90 * MINUTE]
    assert asked == [90 * MINUTE]  # what intake saw lasts for an hour


def test_a_view_that_is_too_old_as_it_is_given_is_refused() -> None:
    def stale(at: datetime, _: Ticket) -> StaffingView:
        return staffing(at - 2 * HOUR, lasts=HOUR, eu_care=ON)

    page = StepAction(Doing.PAGE, "eu-care", "look", every=40 * MINUTE, at_most=3)
    policy = a_policy(steps=(a_step(offset=90 * MINUTE, actions=(page,)),))
    with pytest.raises(ValueError, match="as of before"):
        lived(policy=policy, outside=AtOnce(stale, understood))


def test_the_same_scene_is_enacted_alike_and_to_any_earlier_instant() -> None:
    done: Sequence[Done] = (does(10 * MINUTE, "claim"), does(50 * MINUTE, "reply"))
    whole = lived(*done)
    assert whole == lived(*done)
    half = lived(*done, until=NINE + 40 * MINUTE)
    assert half.entries == whole.entries[: len(half.entries)]


PEOPLE = ("claim", "release", "reply", "note", "escalate", "solve", "reopen", "rate", "writes")


@st.composite
def lives(draw: st.DrawFn) -> tuple[Policy, datetime, list[Done]]:
    """A policy, an opening, and what people do, without much sense."""
    policy, opened = draw(promises())
    steps = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(1, 90_000)), max_size=8))
    at, done = opened, list[Done]()
    for number, (kind, seconds) in enumerate(steps, 2):
        at += seconds * SECOND
        named: dict[str, Any] = {"message_id": f"r-{number}"} if kind in ("reply", "note") else {}
        what = news(f"m-{number}", at) if kind == "writes" else command(kind, **named)
        done.append(Done(at, what))
    return policy, opened, done


@settings(max_examples=60, deadline=None)
@given(lives())
def test_whatever_happens_the_ledger_tells_the_ticket_without_a_gap(
    life: tuple[Policy, datetime, list[Done]],
) -> None:
    policy, opened, done = life
    first = Done(opened, news("m-1", opened))
    until = opened + 30 * DAY
    scene = Scene("eu-1", "eu", an_opening(opened), policy, (first, *done), until)
    enacted = enact(scene, AtOnce(who_is_on, understood))
    events: list[Event] = [entry.event for entry in enacted.entries]
    assert [one.sequence for one in enacted.entries] == [*range(1, len(events) + 1)]
    assert rebuilt("eu-1", events) == enacted.story.ticket
    check_ledger("eu-1", events)
    check_possible(enacted.story.ticket)
    check_outcomes_commute("eu-1", events)
