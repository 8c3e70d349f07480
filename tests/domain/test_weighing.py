"""What is heard in messages raises a ticket's priority, once for each mood, and never lowers it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events import Event, MessageUnderstood, PriorityChanged
from domain.explanation import sentence
from domain.ledger import Entry, view_of
from domain.moods import CAPITALS, MARKS, Mood, MoodEntry, Moods
from domain.vocabulary import ActorKind, Because, Priority, Tone
from tests.domain.building import MINUTE, Life, a_policy, understood

HURRY, AT_ONCE, LAW = "en.urgent.hurry", "de.urgent.at-once", "en.threat.law"
RAISES = {Mood.THREAT: Priority.URGENT, Mood.URGENT: Priority.HIGH}
IDS = [HURRY, AT_ONCE, LAW, "en.happy.thanks", "fr.person.a-person", "xx.bored.a", MARKS, CAPITALS]


def life(raises: dict[str, Priority] | None = None) -> Life:
    wanted = {str(mood): to for mood, to in RAISES.items()} if raises is None else raises
    return Life(a_policy(acknowledge=False, raises=wanted))


def hears(one: Life, *moods: str) -> Life:
    """A message is understood, and the desk looks at the ticket."""
    event = understood("m-1", one.now)
    assert isinstance(event, MessageUnderstood)
    one.happens(replace(event, moods=moods)).look()
    return one


def said(event: Event) -> str:
    return sentence(Entry("eu-1", 2, event))


def test_a_message_that_says_it_is_urgent_raises_the_priority() -> None:
    one = hears(life(), AT_ONCE)
    assert one.ticket.priority is Priority.HIGH
    [event] = one.of(PriorityChanged)
    assert (event.by.kind, event.moods) == (ActorKind.SYSTEM, (AT_ONCE,))
    assert event.because == Because("test", 1, "raise_priority_when: urgent")
    assert said(event) == (
        "The desk set the priority to high: the message says it is urgent [de.urgent.at-once], by "
        "the rule “raise_priority_when: urgent” of policy test version 1."
    )


def test_what_was_heard_stands_beside_what_was_found() -> None:
    one = hears(life(), HURRY, "fr.person.a-person")
    [event] = one.of(MessageUnderstood)
    assert said(event) == (
        "The message was found to be in pt (90% sure); it says it is urgent [en.urgent.hurry] and "
        "asks for a person [fr.person.a-person]."
    )


def test_of_several_moods_the_highest_counts() -> None:
    one = hears(life(), HURRY, LAW)
    assert [event.priority for event in one.of(PriorityChanged)] == [Priority.URGENT]
    assert one.of(PriorityChanged)[0].moods == (LAW,)


def test_a_customer_who_writes_urgent_in_every_message_does_not_climb() -> None:
    one = life()
    for entry in (HURRY, AT_ONCE, HURRY, MARKS):
        hears(one, entry)
    assert [event.priority for event in one.of(PriorityChanged)] == [Priority.HIGH]


def test_a_colleague_who_set_the_priority_since_has_the_last_word() -> None:
    one = hears(life(), HURRY).does("prioritise", priority=Priority.LOW)
    for entry in (HURRY, AT_ONCE):
        assert hears(one, entry).ticket.priority is Priority.LOW
    assert hears(one, LAW).ticket.priority is Priority.URGENT  # that was not weighed before


def test_a_colleague_who_is_quicker_than_the_desk_has_it_too() -> None:
    one = life()
    event = understood("m-1", one.now)
    assert isinstance(event, MessageUnderstood)
    one.happens(replace(event, moods=(HURRY,))).does("prioritise", priority=Priority.LOW).look()
    assert one.ticket.priority is Priority.LOW


def test_what_is_higher_already_stays_and_is_not_told_anew() -> None:
    one = life().does("prioritise", priority=Priority.URGENT)
    assert hears(one, HURRY).ticket.priority is Priority.URGENT
    assert len(one.of(PriorityChanged)) == 1  # the colleague's
    one.does("prioritise", priority=Priority.NORMAL).look()
    assert one.ticket.priority is Priority.NORMAL


def test_a_policy_without_the_rule_raises_nothing() -> None:
    one = hears(life({}), HURRY, LAW)
    assert (one.ticket.priority, one.of(PriorityChanged)) == (Priority.NORMAL, [])


def test_an_adopted_policy_does_not_weigh_what_was_said_before() -> None:
    one = hears(life({}), HURRY).adopts(raises={"urgent": Priority.HIGH})
    one.look()
    assert one.ticket.priority is Priority.NORMAL


def test_a_solved_ticket_is_not_raised_until_it_is_taken_up_again() -> None:
    one = life().does("solve")
    assert hears(one, HURRY).ticket.priority is Priority.NORMAL
    one.does("reopen").look()
    assert one.ticket.priority is Priority.HIGH


def test_a_message_in_which_nothing_is_heard_changes_nothing() -> None:
    before = life().ticket
    after = hears(life()).ticket
    facts = ("priority", "moods", "moods_to_weigh", "tone", "asks_for_person")
    assert [getattr(after, one) for one in facts] == [getattr(before, one) for one in facts]


def test_who_asked_for_a_person_once_asks_for_one() -> None:
    one = hears(life(), "fr.person.a-person")
    assert hears(one, "en.happy.thanks").ticket.asks_for_person
    assert view_of(one.ticket, one.policy).asks_for_person
    assert not hears(life(), HURRY).ticket.asks_for_person


def test_the_tone_is_a_fact_that_people_see() -> None:
    one = hears(life(), "en.angry.fury")
    assert one.ticket.tone is view_of(one.ticket, one.policy).tone is Tone.ANGRY
    assert hears(one, "en.happy.thanks").ticket.tone is Tone.CALM


PRIORITIES = st.sampled_from(list(Priority))
MESSAGES = st.lists(st.lists(st.sampled_from(IDS), max_size=4), max_size=5)


@given(
    MESSAGES,
    PRIORITIES,
    st.dictionaries(st.sampled_from([str(mood) for mood in Mood]), PRIORITIES),
)
def test_no_message_ever_lowers_a_priority(
    messages: list[list[str]], first: Priority, raises: dict[str, Priority]
) -> None:
    one = life(raises)
    if first is not Priority.NORMAL:
        one.does("prioritise", priority=first)
    before = len(one.of(PriorityChanged))
    for number, moods in enumerate(messages):
        rank = one.ticket.priority.rank
        hears(one.later(MINUTE), *sorted(moods))
        assert one.ticket.priority.rank >= rank, number
    ranks = [event.priority.rank for event in one.of(PriorityChanged)[before:]]
    assert ranks == sorted(set(ranks))
    assert {mood for mood in one.ticket.moods if mood.startswith("xx.")} == set()


SPOKEN = Moods(
    (
        MoodEntry("en", "hurry", Mood.URGENT, ("urgent", "need … today"), ("not urgent",)),
        MoodEntry("en", "law", Mood.THREAT, ("my lawyer",)),
        MoodEntry("de", "thanks", Mood.HAPPY, ("tausend dank",)),
        MoodEntry("zh", "fury", Mood.ANGRY, ("骗子",), ("不是骗子",)),
    )
)
WORDS = ["urgent", "not", "need", "it", "today", "MY LAWYER", "tausend dank", "不是", "骗子", "!!!"]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=12).map(" ".join)
DONE = [(), ("claim",), ("claim", "reply"), ("solve",), ("claim", "reply", "solve")]


@given(
    st.lists(st.tuples(TEXTS, st.sampled_from(["en", "de", "zh", "und"])), max_size=4),
    PRIORITIES,
    st.sampled_from(DONE),
    st.dictionaries(st.sampled_from([str(mood) for mood in Mood]), PRIORITIES),
)
def test_no_text_ever_lowers_the_priority_of_any_ticket(
    texts: list[tuple[str, str]],
    first: Priority,
    done: tuple[str, ...],
    raises: dict[str, Priority],
) -> None:
    one = life(raises)
    if first is not Priority.NORMAL:
        one.does("prioritise", priority=first)
    for command in done:
        one.does(command)
    for text, language in texts:
        rank = one.ticket.priority.rank
        hears(one.later(MINUTE), *SPOKEN.found_in(text, language))
        assert one.ticket.priority.rank >= rank


@pytest.mark.parametrize("mood", Mood)
def test_each_mood_can_raise(mood: Mood) -> None:
    one = hears(life({str(mood): Priority.HIGH}), f"en.{mood}.a")
    assert one.ticket.priority is Priority.HIGH
