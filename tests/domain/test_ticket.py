from dataclasses import replace

import pytest

from domain.changes import apply, rebuilt
from domain.events import (
    HoldEnded,
    MessageTranslated,
    TicketAbsorbed,
    TicketMerged,
    TicketReopened,
    TicketRouted,
)
from domain.vocabulary import THE_DESK, ClockState, Priority, Status, Target
from tests.domain.building import (
    ANA,
    BOB,
    DAY,
    HOUR,
    MINUTE,
    NINE,
    Life,
    a_policy,
    closing,
    opening_event,
    understood,
)


@pytest.mark.parametrize("kind", ["reply", "hold", "solve"])
def test_a_customers_message_takes_a_resting_ticket_up_again(kind: str) -> None:
    life = Life().does("claim").does(kind).later(MINUTE).writes()
    assert life.ticket.status is Status.OPEN
    assert (life.ticket.held_until, life.ticket.solved_at) == (None, None)


def test_a_customers_message_leaves_a_new_ticket_new_and_an_open_one_open() -> None:
    assert Life().writes().ticket.status is Status.NEW
    assert Life().does("claim").writes().ticket.status is Status.OPEN


def test_a_hold_ends_at_its_date() -> None:
    life = Life().does("claim").does("hold", until=NINE + DAY).watched(DAY - MINUTE)
    assert life.ticket.status is Status.HELD
    assert life.watched(MINUTE).ticket.status is Status.OPEN
    assert life.of(HoldEnded)[0].at == NINE + DAY


def test_a_message_that_ends_a_hold_leaves_no_date_behind() -> None:
    life = Life().does("claim").does("hold", until=NINE + DAY).later(HOUR).writes().watched(2 * DAY)
    assert life.of(HoldEnded) == []


def test_a_solved_ticket_closes_at_the_end_of_its_reopen_window() -> None:
    life = Life().does("solve").watched(7 * DAY - MINUTE)
    assert life.ticket.status is Status.SOLVED
    assert life.watched(MINUTE).ticket.status is Status.CLOSED
    assert life.events[-1].at == NINE + 7 * DAY


def test_a_reopened_ticket_does_not_close_at_the_end_of_its_old_window() -> None:
    life = Life().does("claim").does("solve").later(6 * DAY).does("reopen").watched(2 * DAY)
    assert life.ticket.status is Status.OPEN


def test_the_reopen_window_counts_from_the_last_time_it_was_solved() -> None:
    life = Life().does("solve").later(6 * DAY).writes().does("solve").watched(7 * DAY - MINUTE)
    assert life.ticket.status is Status.SOLVED
    assert life.watched(MINUTE).ticket.status is Status.CLOSED


def test_a_closed_ticket_has_nothing_left_to_do() -> None:
    life = Life().does("solve").watched(7 * DAY)
    assert life.look() is None


@pytest.mark.parametrize("kind", ["note", "claim", "hold", "reply", "solve"])
def test_a_merged_ticket_keeps_a_tombstone_and_its_clocks_stand_still(kind: str) -> None:
    life = Life().does(kind).does("merge", into="eu-2")
    ticket = life.ticket
    assert (ticket.status, ticket.merged_into, ticket.linked) == ("closed", "eu-2", ("eu-2",))
    assert ticket.held_until is None
    assert ClockState.RUNNING not in {clock.state for clock in ticket.clocks}
    assert life.watched(60 * DAY).of(TicketMerged) == [life.events[-1]]


def test_a_ticket_remembers_what_was_merged_into_it() -> None:
    life = Life().happens(TicketAbsorbed(at=NINE, by=THE_DESK, ticket_id="eu-9"))
    assert life.ticket.linked == ("eu-9",)


def test_a_message_cannot_wake_a_closed_ticket() -> None:
    life = Life().does("reply").does("solve").watched(8 * DAY).writes()
    assert life.ticket.status is Status.CLOSED
    assert ClockState.RUNNING not in {clock.state for clock in life.ticket.clocks}


def test_the_language_of_a_ticket_is_that_of_its_first_message_that_has_one() -> None:
    life = Life().happens(understood("m-1", NINE, language="und"))
    assert (life.ticket.language, life.ticket.to_translate) == ("und", ())
    life.writes().happens(understood("m-2", NINE, language="pt"))
    life.writes().happens(understood("m-3", NINE, language="es"))
    assert life.ticket.language == "pt"


def test_a_message_waits_for_a_translation_until_a_team_is_known() -> None:
    life = Life().happens(understood("m-1", NINE, "eu-care", language="pt-BR"))
    assert life.ticket.to_translate[0].target is None
    assert routed(life, "en").ticket.to_translate[0].target == "en"


def test_readers_of_the_language_need_no_translation() -> None:
    life = Life().happens(understood("m-1", NINE, "eu-care", language="pt-BR"))
    assert routed(life, "pt").ticket.to_translate == ()


def routed(life: Life, language: str) -> Life:
    event = TicketRouted(at=NINE, by=THE_DESK, team="eu-care", language=language, reason="on now")
    return life.happens(event)


def test_an_untranslated_message_is_tried_again_later_and_later() -> None:
    life = routed(Life().happens(understood("m-1", NINE, "eu-care")), "en")
    waits = []
    for _ in range(3):
        life.happens(failed_translation("m-1"))
        waits.append(life.ticket.to_translate[0].not_before)
    assert waits == [NINE + 5 * MINUTE, NINE + 10 * MINUTE, NINE + 20 * MINUTE]
    assert life.look() == NINE + 20 * MINUTE


def test_it_is_all_the_same_when_a_failed_translation_comes_home() -> None:
    before = routed(Life().happens(understood("m-1", NINE, "eu-care")).writes(), "en").ticket
    outcome, other = failed_translation("m-1"), understood("m-2", NINE)
    after = apply(apply(before, outcome), other)
    assert after == apply(apply(before, other), outcome)
    assert [wanted.message_id for wanted in after.to_translate] == ["m-1", "m-2"]


def failed_translation(message_id: str) -> MessageTranslated:
    return MessageTranslated(
        at=NINE, by=THE_DESK, message_id=message_id, language="en", engine="", retry=True
    )


def test_a_priority_change_touches_no_clock() -> None:
    life = Life().does("claim").does("hold", until=NINE + HOUR).watched(2 * HOUR)
    before = life.ticket.clocks
    assert life.does("prioritise", priority=Priority.URGENT).ticket.clocks == before


def test_a_release_leaves_the_ticket_with_its_team() -> None:
    life = routed(Life().happens(understood("m-1", NINE, "eu-care")), "en").does("claim")
    released = life.does("release").ticket
    assert (released.assignee, released.team) == (None, "eu-care")


def test_every_event_is_one_version() -> None:
    life = Life().does("claim").does("note", BOB).does("reply").writes()
    assert life.ticket.version == len(life.events) == 6


def test_a_ticket_was_updated_when_its_latest_fact_was_true() -> None:
    life = Life().later(HOUR).does("claim").writes(accepted_at=NINE + MINUTE)
    assert life.ticket.updated_at == NINE + HOUR


def test_a_ledger_that_does_not_begin_with_an_opening_is_refused() -> None:
    with pytest.raises(ValueError, match="does not begin with its opening"):
        rebuilt("eu-1", [closing(NINE)])


def test_a_ticket_opens_with_what_it_was_promised() -> None:
    life = Life(a_policy(targets={Target.SOLVE: HOUR}, acknowledge=False))
    opened = rebuilt("eu-1", [opening_event(life.story)])
    assert [(clock.target, clock.budget) for clock in opened.clocks] == [(Target.SOLVE, HOUR)]
    assert (opened.status, opened.version, opened.opened_at) == (Status.NEW, 1, NINE)


def test_an_unknown_kind_of_event_has_no_rule() -> None:
    with pytest.raises(TypeError, match="no rule says what object does"):
        apply(Life().ticket, object())  # type: ignore[arg-type]  # that it is none is the point


def test_applying_an_event_changes_a_copy() -> None:
    ticket = Life().does("claim").ticket
    kept = replace(ticket)
    apply(ticket, TicketReopened(at=NINE, by=ANA))
    assert ticket == kept
