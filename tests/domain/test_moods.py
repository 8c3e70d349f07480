"""What is heard in a message, and what only looks like it."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.moods import (
    CAPITALS,
    LONGEST_LOOK,
    MARKS,
    NO_MOODS,
    Mood,
    MoodEntry,
    Moods,
    mood_of,
    moods_of,
    told,
    tone_after,
)
from domain.vocabulary import Tone

URGENT, PERSON = Mood.URGENT, Mood.PERSON
ENTRIES = (
    MoodEntry("en", "pressing", URGENT, ("urgent",), ("not urgent",)),
    MoodEntry("en", "hurry", URGENT, ("in a hurry",), ("not in a hurry",)),
    MoodEntry("de", "pressing", URGENT, ("dringend*", "eilt"), ("nicht dringend*", "eilt nicht")),
    MoodEntry("fr", "pressing", URGENT, ("urgent",), ("pas urgent",)),
    MoodEntry("hu", "pressing", URGENT, ("sürgős",)),
    MoodEntry("vi", "pressing", URGENT, ("gấp",)),
    MoodEntry("zh", "pressing", URGENT, ("紧急",), ("不紧急",)),
    MoodEntry("th", "pressing", URGENT, ("ด่วน",), ("ไม่ด่วน", "รถด่วน")),
    MoodEntry("ar", "pressing", URGENT, ("الأمر عاجل",)),
    MoodEntry("fa", "pressing", URGENT, ("خیلی فوری",)),
    MoodEntry("hi", "pressing", URGENT, ("ज़रूरी",)),
    MoodEntry("de", "possible", URGENT, ("so schnell wie möglich",)),
    MoodEntry("nb", "possible", URGENT, ("så fort som mulig",)),
    MoodEntry("pl", "dzis", URGENT, ("działajcie szybko",)),
    MoodEntry("en", "today", URGENT, ("need … today",), ("not need … today",)),
    MoodEntry("en", "human", PERSON, ("a human",)),
)
MOODS = Moods(ENTRIES)


@pytest.mark.parametrize(
    ("text", "language", "entry"),
    [
        ("This is URGENT.", "en", "en.urgent.pressing"),
        ("Das ist dringend", "de", "de.urgent.pressing"),
        ("Eine dringende Sache", "de", "de.urgent.pressing"),
        ("surgos", "hu", "hu.urgent.pressing"),  # typed without accents
        ("SÜRGŐS!", "hu", "hu.urgent.pressing"),
        ("请问这个紧急吗", "zh-Hans", "zh.urgent.pressing"),
        ("ขอด่วนหน่อย", "th", "th.urgent.pressing"),
        ("việc này gấp", "vi", "vi.urgent.pressing"),
        ("urgent: Paket fehlt", "de", "en.urgent.pressing"),  # people mix English into all
        ("i want a human", "en", "en.person.human"),
        ("so schnell wie moeglich", "de", "de.urgent.possible"),  # a keyboard without umlauts
        ("saa fort som mulig", "nb", "nb.urgent.possible"),
        ("så fort som mulig", "nn", "nb.urgent.possible"),
        ("sa fort som mulig", "no", "nb.urgent.possible"),
        ("dzialajcie szybko", "pl", "pl.urgent.dzis"),
        ("الامر عاجل", "ar", "ar.urgent.pressing"),  # the hamza is seldom typed
        ("خيلي فوري", "fa", "fa.urgent.pressing"),  # an Arabic keyboard
        ("जरूरी", "hi", "hi.urgent.pressing"),
        ("ＵＲＧＥＮＴ", "en", "en.urgent.pressing"),
        ("I need this fixed today", "en", "en.urgent.today"),
        ("This is urgent!", "pt-BR", "en.urgent.pressing"),
        ("🚨urgent🚨", "en", "en.urgent.pressing"),  # emoji part words
        ("👨‍👩‍👧 urgent 👍🏽", "en", "en.urgent.pressing"),
        ("我的 package 很紧急 please", "zh", "zh.urgent.pressing"),  # scripts that are mixed
        ("ur\N{ZERO WIDTH SPACE}gent", "en", "en.urgent.pressing"),
        (
            "\N{RIGHT-TO-LEFT OVERRIDE}urgent\N{POP DIRECTIONAL FORMATTING}",
            "en",
            "en.urgent.pressing",
        ),
        ("الأمر عاجل please", "ar", "ar.urgent.pressing"),
    ],
)
def test_words_are_heard_as_they_are_written(text: str, language: str, entry: str) -> None:
    assert MOODS.found_in(text, language) == (entry,)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Argent, insurgents and Urgentia", "en"),
        ("Ich wohne in Dringenberg", "de"),
        ("Er eilte nach Hause", "de"),
        ("It is not urgent", "en"),
        ("Es eilt nicht, nicht dringend", "de"),
        ("Nicht dringende Sache", "de"),
        ("Ce n'est pas urgent", "fr"),  # although English has the word as well
        ("这件事不紧急", "zh"),
        ("รถด่วนไม่ด่วน", "th"),
        ("hẹn gặp lại", "vi"),  # another tone is another word
        ("gap", "vi"),
        ("dringend", "es"),  # another language's, in a text long enough to be sure
        ("", "en"),
        ("a humane society", "en"),
        ("I do not need it today", "en"),
        ("I need a lamp. Are you open today?", "en"),
        ("see https://shop.example/urgent?a=urgent or urgent.desk@urgent.example", "en"),
        ("请看https://shop.example/紧急", "en"),
        ("🚨👋🏽🙏", "und"),
        ("u", "und"),
        ("紧", "zh"),
        ("紧 urgentissimo 急", "zh"),
    ],
)
def test_what_only_looks_like_them_is_not_heard(text: str, language: str) -> None:
    assert MOODS.found_in(text, language) == ()


def test_of_two_entries_with_one_word_the_language_of_the_text_counts() -> None:
    assert MOODS.found_in("c'est urgent", "fr") == ("fr.urgent.pressing",)
    assert MOODS.found_in("urgent") == ("en.urgent.pressing",)


def test_a_short_text_is_searched_in_all_languages() -> None:
    assert MOODS.found_in("dringend", "da", short=True) == ("de.urgent.pressing",)
    assert MOODS.found_in("gấp", "und") == ("vi.urgent.pressing",)
    assert MOODS.found_in("pas urgent", "und") == ()


def test_what_is_denied_once_may_be_said_elsewhere() -> None:
    text = "The first one is not urgent, the second is urgent"
    assert MOODS.found_in(text, "en") == ("en.urgent.pressing",)


def test_what_a_message_quotes_was_said_before() -> None:
    assert MOODS.found_in("Thanks!\n> this is urgent\n > urgent", "en") == ()


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Where is it!!!", (MARKS,)),
        ("what?!?!", (MARKS,)),
        ("怎么回事！！！", (MARKS,)),
        ("WHERE IS MY PARCEL", (CAPITALS,)),
        ("ГДЕ МОЯ ПОСЫЛКА", (CAPITALS,)),
        ("Really???", ()),
        ("Hi!!", ()),
        ("My order FOB-CIF 10293 to IKEA", ()),
        ("OK", ()),
        ("KL1234 AB99 XY77 12345", ()),
        ("我的包裹在哪里", ()),
        ("أين طلبي", ()),
    ],
)
def test_shouting_is_heard_without_any_list(text: str, heard: tuple[str, ...]) -> None:
    assert NO_MOODS.found_in(text, "und") == heard


@given(st.text(max_size=300), st.sampled_from(["en", "de", "vi", "und", "xx"]))
def test_any_text_is_searched_and_only_ids_are_told(text: str, language: str) -> None:
    known = {one.id for one in ENTRIES} | {MARKS, CAPITALS}
    found = MOODS.found_in(text, language)
    assert set(found) <= known
    assert list(found) == sorted(found)


def test_what_a_long_quotation_hides_is_heard_below_it() -> None:
    quoted = "> not of interest\n" * LONGEST_LOOK
    assert MOODS.found_in(f"{quoted}this is urgent", "en") == ("en.urgent.pressing",)


def test_a_text_is_heard_in_its_first_characters() -> None:
    far = f"{'not ' * LONGEST_LOOK}urgent"
    assert MOODS.found_in(far, "en") == ()
    assert MOODS.found_in(f"urgent {far}", "en") == ("en.urgent.pressing",)


LONG = 200_000  # characters
SLOW = (
    "a",
    " ",
    ">",
    "@",
    "a@",
    "a.",
    "www.",
    "https://",
    "!",
    "\n> ",
    "need ",
    "紧",
    "ด่",
    "A ",
    "é",
)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", SLOW)
def test_a_long_text_takes_its_length_and_no_more(piece: str) -> None:
    """Ten times the text takes no hundred times as long, whatever it is made of."""
    MOODS.found_in("warm", "und")
    short, long = (piece * (length // len(piece)) for length in (LONG // 10, LONG))
    assert _cpu_seconds(long) < 40 * max(_cpu_seconds(short) for _ in range(3))


def _cpu_seconds(text: str) -> float:
    began = process_time()
    MOODS.found_in(text, "und")
    return process_time() - began


@pytest.mark.parametrize(
    ("before", "entries", "after"),
    [
        (Tone.CALM, ("en.angry.fury",), Tone.ANGRY),
        (Tone.CALM, ("en.threat.law",), Tone.ANGRY),
        (Tone.CALM, ("en.urgent.pressing",), Tone.CALM),
        (Tone.CALM, (MARKS,), Tone.CALM),
        (Tone.CALM, (MARKS, "en.urgent.pressing"), Tone.ANGRY),
        (Tone.CALM, (CAPITALS, "en.sad.sadness"), Tone.ANGRY),
        (Tone.CALM, (MARKS, "en.happy.thanks"), Tone.CALM),
        (Tone.ANGRY, (), Tone.ANGRY),
        (Tone.ANGRY, ("en.happy.thanks",), Tone.CALM),
        (Tone.ANGRY, ("en.happy.thanks", "en.angry.fury"), Tone.ANGRY),
    ],
)
def test_the_tone_is_that_of_the_last_message_that_tells_one(
    before: Tone, entries: tuple[str, ...], after: Tone
) -> None:
    assert tone_after(before, entries) is after


def test_ids_tell_their_mood_and_those_of_other_releases_none() -> None:
    assert mood_of("zh-Hant.urgent.at-once") is URGENT
    assert [mood_of(one) for one in ("en.bored.very", "urgent", "", "en.")] == [None] * 4
    assert moods_of(["en.urgent.a", "de.urgent.b", "en.bored.c"]) == {URGENT}
    assert told(("en.urgent.a", "en.bored.c", "en.person.b")) == (
        "says it is urgent [en.urgent.a] and asks for a person [en.person.b]"
    )
