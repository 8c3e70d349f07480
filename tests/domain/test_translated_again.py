"""What a ticket does when somebody is not content with a translation."""

from dataclasses import replace

import pytest

from domain.changes import apply
from domain.errands import ready_to_translate
from domain.events import MessageTranslated, TicketRouted
from domain.ticket import Said, TranslationWanted
from domain.vocabulary import THE_DESK
from tests.domain.building import NINE, Life, understood

WANTED = TranslationWanted("m-1", "pt", "en", another=True, without=("e",))
MADE = MessageTranslated(at=NINE, by=THE_DESK, message_id="m-1", language="en", engine="e")
ANOTHER = replace(MADE, engine="f", another=True)


def routed(life: Life, team: str = "eu-care", language: str = "en") -> Life:
    event = TicketRouted(at=NINE, by=THE_DESK, team=team, language=language, reason="on now")
    return life.happens(event)


def waiting() -> Life:
    """A ticket whose message is to be put into the team's language."""
    return routed(Life().happens(understood("m-1", NINE, "eu-care", language="pt")))


@pytest.fixture
def life() -> Life:
    return waiting().happens(MADE)


def test_another_translation_is_wanted_once_at_a_time(life: Life) -> None:
    life.does("translate_again")
    assert ready_to_translate(life.ticket, NINE) == WANTED
    assert life.refuses("translate_again") == "translation_under_way"
    assert life.happens(ANOTHER).ticket.to_translate == ()
    assert life.does("translate_again").ticket.to_translate == (WANTED,)


def test_what_is_translated_for_the_first_time_is_waited_for() -> None:
    assert waiting().refuses("translate_again") == "translation_under_way"


def test_without_another_engine_it_is_refused_with_what_to_do(life: Life) -> None:
    assert life.refuses("translate_again", able=()) == "no_other_engine"


def test_each_outcome_settles_what_it_was_asked_for(life: Life) -> None:
    life.does("translate_again")
    assert life.happens(MADE).ticket.to_translate == (WANTED,)
    both = waiting()
    assert len(both.happens(ANOTHER).ticket.to_translate) == 1


def test_another_translation_is_none_that_a_team_waits_for(life: Life) -> None:
    before = life.ticket.recent
    assert before == (Said("m-1", "pt", ("en",)),)
    assert life.does("translate_again").happens(ANOTHER).ticket.recent == before


@pytest.mark.parametrize("language", ["en", "en-GB", "de"])
def test_a_team_that_takes_over_takes_no_wish_away(life: Life, language: str) -> None:
    life.does("translate_again")
    routed(life, "na-care", language)
    assert WANTED in life.ticket.to_translate


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_matters_not_when_the_outcome_comes_home(life: Life, language: str) -> None:
    """The team reads German from then on: one person's wish does not stand for what it needs."""
    before = life.does("translate_again", language=language).ticket
    made = replace(ANOTHER, language=language)
    moved = TicketRouted(at=NINE, by=THE_DESK, team="na-care", language=language, reason="on now")
    after = apply(apply(before, moved), made)
    assert after == apply(apply(before, made), moved)
    needed = () if language == "en" else (TranslationWanted("m-1", "pt", "de"),)
    assert after.to_translate == needed


def test_a_correction_changes_nothing_that_the_desk_decides_by(life: Life) -> None:
    before = life.ticket
    after = life.does("correct_translation").ticket
    assert replace(after, version=before.version, acted_at=before.acted_at) == before
