"""Whoever gets a ticket is told, with what there is to know of it."""

from domain.briefs import brief_values
from domain.events import MessageUnderstood
from domain.vocabulary import (
    THE_DESK,
    NotificationKind,
)
from tests.domain.building import ANA, DAY, HOUR, NINE
from tests.domain.follow_the_sun import (
    EU,
    FOUR_TEAMS,
    NA,
    SunLife,
    World,
    a_relay,
    four_teams,
    handed_over,
    solve_within,
)


def test_a_team_that_is_asked_again_is_told_again() -> None:
    life = solve_within(30 * HOUR).until(16).hands_over(NA, ANA, "b-7").until(24 * 4)
    briefs = [(event.brief_id, event.team) for event in handed_over(life)]
    assert briefs.count(("b-7", NA)) > 1
    told = [wanted.id for wanted in life.ticket.to_notify]
    assert len(set(told)) == len(told)


def test_a_hand_over_tells_those_who_are_on_and_names_its_brief() -> None:
    life = solve_within(9 * HOUR).until(17)
    [wanted] = life.ticket.to_notify
    assert wanted.kind is NotificationKind.HAND_OVER
    assert (wanted.team, wanted.agents, wanted.brief_by_desk) == (NA, ("carl",), True)
    assert wanted.brief_id == handed_over(life)[0].brief_id
    own = solve_within(9 * HOUR).until(15).hands_over(NA, ANA, "b-7")
    [wanted] = own.ticket.to_notify
    assert (wanted.brief_id, wanted.brief_by_desk) == ("b-7", False)


def test_every_hand_over_has_a_brief_and_a_notification_of_its_own() -> None:
    life = four_teams().until(19.9)
    assert len({event.brief_id for event in handed_over(life)}) == 3
    assert len({wanted.id for wanted in life.ticket.to_notify}) == 3


def test_the_desks_own_brief_says_what_was_done_what_is_owed_and_what_was_promised() -> None:
    life = SunLife().does("reply").does("note", message_id="n-1").later(2 * HOUR).writes()
    values = brief_values(life.ticket, life.policy)
    assert values == {
        "ticket": "eu-1",
        "topic": "",
        "answers": "1",
        "notes": "1",
        "answered_at": "2026-03-02T09:00:00+00:00",
        "waiting_since": "2026-03-02T11:00:00+00:00",
        "target": "next_reply",
        "due": "2026-03-02T13:00:00+00:00",
        "promised": "",
    }


def test_a_brief_of_a_ticket_that_owes_nothing_has_nothing_to_say() -> None:
    values = brief_values(SunLife().does("reply").ticket, a_relay())
    assert {values[part] for part in ("waiting_since", "target", "due", "promised")} == {""}


def test_a_team_of_another_language_reads_what_was_said_before_it_came() -> None:
    life = SunLife(a_relay(team_languages={EU: "pt", NA: "de"})).does("reply", language="pt")
    assert {one.message_id for one in life.ticket.to_translate} == {"m-1"}
    life.until(20).writes()
    life.happens(
        MessageUnderstood(at=life.now, by=THE_DESK, message_id="m-2", language="pt", confidence=0.9)
    )
    life.look()
    assert life.has_it() == (NA, None)
    wanted = {(one.message_id, one.target) for one in life.ticket.to_translate}
    assert wanted - {("m-1", "pt")} == {("m-1", "de"), ("r-1", "de"), ("m-2", "de")}


def test_nobody_who_is_off_is_told() -> None:
    world = World(FOUR_TEAMS, NINE, NINE + 9 * DAY)
    life = four_teams().until(48)
    for event in handed_over(life):
        assert set(event.told) <= set(world.on(event.team, event.at))
