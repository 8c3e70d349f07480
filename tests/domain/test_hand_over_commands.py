"""When a hand-over or its acknowledgement is refused, and what is said then."""

from domain import story as tale
from domain.commands import Refusal
from domain.policy import StaffingView, TeamStaffing
from domain.vocabulary import HandOverCause, Status, Target
from tests.domain.building import ANA, DAY, HOUR, MINUTE, NINE, command, staffing
from tests.domain.follow_the_sun import (
    APAC,
    BEN,
    CARL,
    EU,
    MEI,
    NA,
    RELAY,
    SunLife,
    a_relay,
    handed_over,
    without_relay,
)

TEN_HOURS = a_relay(targets={Target.SOLVE: 10 * HOUR})


def at_four(**changes: object) -> SunLife:
    """Ana's, at an hour when two teams are on."""
    return SunLife(a_relay(targets={Target.SOLVE: 40 * HOUR}, **changes)).does("claim").until(16)


def refusal(life: SunLife, team: str, view: StaffingView | None = None) -> Refusal:
    wanted = command("hand_over", ANA, team=team, staffing=view or life.who_is_on())
    after = tale.asked(life.story, wanted, life.now)
    assert isinstance(after, Refusal)
    return after


def test_an_agent_hands_over_with_their_own_brief_and_the_team_has_to_answer() -> None:
    life = at_four().hands_over(NA, ANA, "b-1")
    event = handed_over(life)[-1]
    assert (event.cause, event.by, event.from_agent) == (HandOverCause.AGENT, ANA, "ana")
    assert (event.brief_id, event.brief_by_desk) == ("b-1", False)
    assert event.acknowledge_by == life.now + RELAY.acknowledge_within
    assert event.told == ("carl",)
    assert event.noticed is None
    assert life.has_it() == (NA, None)


def test_a_team_that_does_not_exist_is_refused_and_those_that_do_are_named() -> None:
    said = refusal(at_four(), "eu-caer")
    assert said.code == "unknown_team"
    assert EU in said.sentence
    assert NA in said.sentence


def test_the_team_that_has_it_is_refused() -> None:
    assert refusal(at_four(), EU).code == "same_team"


def test_a_team_that_is_off_is_refused_where_that_would_miss_a_promise() -> None:
    life = SunLife(TEN_HOURS).does("claim").until(16)
    said = refusal(life, APAC)
    assert said.code == "team_is_off"
    assert "until 2026-03-02 23:00:00 UTC" in said.sentence
    assert f"on now: {NA}" in said.sentence


def test_a_team_that_is_off_gets_what_can_wait_for_it() -> None:
    life = at_four().hands_over(APAC, ANA)
    assert life.has_it() == (APAC, None)
    event = handed_over(life)[-1]
    assert event.told == ()
    assert event.acknowledge_by == NINE + 14 * HOUR + RELAY.acknowledge_within


def test_a_team_that_never_opens_is_refused_always() -> None:
    life = at_four()
    nobody = staffing(life.now, na_care=TeamStaffing())
    said = refusal(life, NA, nobody)
    assert said.code == "team_is_off"
    assert "its roster brings nobody" in said.sentence
    assert "no other team is on either" in said.sentence


def test_what_is_owed_already_goes_to_nobody_who_is_off() -> None:
    life = SunLife(a_relay(targets={Target.SOLVE: HOUR})).does("claim").until(16)
    assert refusal(life, APAC).code == "team_is_off"
    assert life.hands_over(NA, ANA).has_it() == (NA, None)


def test_two_hand_overs_at_once_do_not_happen() -> None:
    life = at_four().hands_over(NA, ANA)
    said = refusal(life, APAC)
    assert said.code == "hand_over_awaits_acknowledgement"
    assert NA in said.sentence


def test_a_ticket_goes_in_no_circle_before_somebody_has_answered_for_it() -> None:
    life = at_four().hands_over(NA, ANA)
    assert refusal(life, EU).code == "hand_over_awaits_acknowledgement"
    life.does("acknowledge", CARL).hands_over(EU, CARL, "b-2")
    assert life.has_it() == (EU, "ana")


def test_a_solved_ticket_is_not_handed_over() -> None:
    life = at_four().does("solve")
    assert refusal(life, NA).code == "ticket_solved"


def test_one_who_waits_for_the_customer_may_hand_over_and_nothing_starts_to_run() -> None:
    life = at_four().does("reply").hands_over(NA, ANA)
    assert life.has_it() == (NA, None)
    assert life.ticket.status is Status.WAITING


def test_the_door_saw_who_is_on_and_the_answer_rests_on_that() -> None:
    life = at_four()
    seen = staffing(life.now, apac_care=TeamStaffing(on=("mei",)))
    life.does("hand_over", ANA, team=APAC, staffing=seen)
    assert handed_over(life)[-1].told == ("mei",)
    assert life.story.staffing == seen


def test_a_refused_hand_over_leaves_no_trace() -> None:
    life = at_four()
    before = life.story
    refusal(life, "nobody")
    assert life.story is before


def test_a_ticket_from_before_hand_over_is_handed_over_when_people_ask() -> None:
    life = SunLife(without_relay(a_relay(targets={Target.SOLVE: 9 * DAY}))).does("claim").until(16)
    life.hands_over(NA, ANA)
    assert handed_over(life)[-1].acknowledge_by == life.now + 30 * MINUTE
    life.does("acknowledge", CARL).until(5 * 24)
    assert life.has_it() == (NA, "carl")
    assert len(handed_over(life)) == 1


def test_only_one_of_the_team_that_was_asked_can_acknowledge() -> None:
    life = at_four().hands_over(NA, ANA)
    assert life.refuses("acknowledge", BEN, teams=(EU,)) == "not_your_team"
    assert life.refuses("acknowledge", BEN, teams=()) == "not_your_team"
    assert life.does("acknowledge", CARL, teams=(APAC, NA)).has_it() == (NA, "carl")


def test_without_a_hand_over_there_is_nothing_to_acknowledge() -> None:
    assert at_four().refuses("acknowledge") == "nothing_to_acknowledge"


def test_a_second_acknowledgement_is_refused() -> None:
    life = at_four().hands_over(NA, ANA).does("acknowledge", CARL)
    assert life.refuses("acknowledge", CARL) == "nothing_to_acknowledge"
    assert life.refuses("acknowledge", MEI) == "nothing_to_acknowledge"


def test_an_acknowledgement_that_comes_too_late_finds_another_team_asked() -> None:
    life = SunLife(a_relay(targets={Target.SOLVE: 13 * HOUR})).does("claim").until(23)
    assert life.ticket.team == APAC
    assert life.refuses("acknowledge", CARL, teams=(NA,)) == "not_your_team"


def test_what_is_kept_for_an_owner_is_acknowledged_by_nobody_else() -> None:
    life = at_four().hands_over(NA, ANA).does("acknowledge", CARL).hands_over(EU, CARL, "b-2")
    assert life.refuses("acknowledge", BEN, teams=(EU,)) == "kept_for_another"
    assert life.does("acknowledge", ANA, teams=(EU,)).has_it() == (EU, "ana")


def test_whoever_acknowledges_a_new_ticket_opens_it() -> None:
    life = SunLife().until(16).hands_over(NA, ANA)
    assert life.ticket.status is Status.NEW
    assert life.does("acknowledge", CARL).ticket.status is Status.OPEN


def test_an_acknowledgement_of_a_waiting_ticket_leaves_it_waiting() -> None:
    life = at_four().does("reply").hands_over(NA, ANA).does("acknowledge", CARL)
    assert (life.ticket.status, life.ticket.assignee) == (Status.WAITING, "carl")
