"""Every reply in every language: with values of every kind, and with no word of English left."""

import re
from collections.abc import Iterator
from itertools import cycle, product
from pathlib import Path
from unicodedata import bidirectional

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from domain.arrivals import Sender
from domain.vocabulary import Tone
from language.han import CHINESE, SIMPLIFIED, TRADITIONAL, writer
from rulebook.replies.compiled import replies_of
from rulebook.replies.directions import FIRST_STRONG, POP, isolating
from rulebook.replies.templates import LONGEST_REPLY, compiled
from rulebook.replies.values import FOR_AGENTS, FOR_CUSTOMERS, may_be_empty, values_of
from tests.rulebook.building import SAMPLE
from tests.rulebook.customers import LANGUAGES
from tests.rulebook.untranslated import (
    SHARED,
    TEMPLATES,
    language_of,
    left_in_english,
    said,
    shared_with_english,
)

REPLIES = replies_of(SAMPLE)
TICKET = "eu-01J9ZC7Q2K8V4N6P3R5T7W9Y0A"
NOW = "2026-11-23T09:05:00+00:00"
NAMES = [
    "",
    "Wolfeschlegelsteinhausenbergerdorff " * 2,
    "𠀀" * 80,
    "عبد الرحمن بن محمد الأحمد",
    "בנימין",
    "Ana עם محمد",
    "สมชาย ใจดี",
    "🎉🎉🎉",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil",
]
WAITS = [
    ("", ""),
    (NOW, "2026-11-23T09:06:00+00:00"),
    ("2026-11-23T11:05:00+00:00", "2026-11-23T11:05:00+00:00"),
    ("2026-11-24T23:05:00+00:00", "9999-12-30T23:59:59+00:00"),
]
# In minutes, hours and days.
ON_THE_WAY = [
    (NOW, "2026-11-23T09:40:00+00:00"),
    ("2026-11-23T11:05:00+00:00", "2026-11-23T14:05:00+00:00"),
    ("2026-11-24T23:05:00+00:00", "2026-11-29T11:05:00+00:00"),
]
READERS = [
    [],
    [Sender("a", country="JP")],
    [Sender("a", country="NP")],  # 5:45 before UTC
    [Sender("a", country="SA")],
    [Sender("a", country="US", phone="+12125550123")],
    [Sender("a", country="US")],  # of six clocks
]
HOMES = {
    **{language: language.upper() for language in LANGUAGES},
    **{"ar": "SA", "en": "GB", "hi": "IN", "ja": "JP", "pt": "BR", "zh": "CN", "zh-Hant": "TW"},
}
NOBODY = "Ωμέγα"  # who has a name in letters of no language here


def test_each_reply_to_a_customer_is_there_in_fifteen_languages() -> None:
    assert REPLIES.languages == LANGUAGES
    assert {"satisfaction", "closing", "out-of-hours"} <= {*REPLIES.for_customers}


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize(
    ("template", "language"), sorted({(each.parent.name, language_of(each)) for each in TEMPLATES})
)
def test_every_reply_renders_in_each_of_its_languages(template: str, language: str) -> None:
    for tone, (values, reader) in product(Tone, occasions(template)):
        reply = REPLIES.render(template, language, values, tone, reader)
        assert reply.language == language
        assert reply.text or may_be_empty(template)
        assert TICKET in reply.text or template in FOR_AGENTS
        assert len(reply.text.encode()) <= LONGEST_REPLY
        assert not set("{}\N{RIGHT-TO-LEFT OVERRIDE}🎉") & set(reply.text)
        assert "\n\n\n" not in reply.text
        assert reply.text.count(FIRST_STRONG) == reply.text.count(POP)


def occasions(template: str) -> Iterator[tuple[dict[str, str], list[Sender]]]:
    """What a template is filled with, and who reads it."""
    if template in FOR_AGENTS:
        known = values_of(template)
        for turn in range(max(len(value.samples) for value in known.values())):
            yield {name: one.samples[turn % len(one.samples)] for name, one in known.items()}, []
        return
    names = cycle(NAMES)
    for reader, (soonest, latest) in product(READERS, WAITS):
        values = {"now": NOW, "soonest": soonest, "latest": latest}
        yield {"ticket": TICKET, "name": next(names), **values}, reader


def test_a_value_that_nobody_gave_is_an_error_and_no_gap() -> None:
    for source in (
        "{{ ticket }}",
        "{% if name %}Hello{% endif %} there",
        "{{ latest | instant }}.",
    ):
        variant = compiled("replies/progress/en.j2", "progress", "en", source)
        with pytest.raises(UndefinedError):
            variant.said("progress", {})


@pytest.mark.parametrize(
    "path", [each for each in TEMPLATES if language_of(each) != "en"], ids=named
)
def test_no_word_is_left_in_english(path: Path) -> None:
    assert left_in_english(said(path), language_of(path)) == set()
    tone = path.name.split(".", 1)[1]
    english = {line.strip() for line in said(path.with_name(f"en.{tone}")).splitlines()} - {""}
    assert english.isdisjoint(line.strip() for line in said(path).splitlines())


@pytest.mark.parametrize("language", SHARED)
def test_no_word_is_filled_in_in_english(language: str) -> None:
    """And none stands in the table that no reply of today has together with English."""
    texts = [said(path) for path in TEMPLATES if language_of(path) == language]
    readers: list[list[Sender]] = [[], [Sender("a", country=HOMES[language])]]
    for template, reader in product(REPLIES.for_customers, readers):
        for soonest, latest in ON_THE_WAY:
            values = {"ticket": "7", "now": NOW, "soonest": soonest, "latest": latest}
            reply = REPLIES.render(template, language, {**values, "name": NOBODY}, to=reader)
            texts.append(reply.text)
    assert left_in_english(" ".join(texts), language) == set()
    assert shared_with_english(" ".join(texts), language) == SHARED[language]


@pytest.mark.parametrize("language", SHARED)
def test_a_sentence_that_is_left_in_english_is_found(language: str) -> None:
    """Whichever sentence of whichever reply, and one that no reply has yet."""
    there = [
        sentence
        for path in TEMPLATES
        if language_of(path) == "en" and path.parent.name in REPLIES.for_customers
        for sentence in re.split(r"[.:,?\n]", said(path))
        if len(sentence.split()) > 2
    ]
    assert len(there) > 30
    for sentence in (*there, "Your parcel will be delivered tomorrow", "Please call us"):
        assert left_in_english(sentence, language), sentence


@pytest.mark.parametrize("path", [each for each in TEMPLATES if "zh" in each.name], ids=named)
def test_chinese_is_written_in_its_own_characters(path: Path) -> None:
    wanted = TRADITIONAL if language_of(path) == "zh-Hant" else SIMPLIFIED
    assert {writer(line) for line in said(path).splitlines()} <= {wanted, CHINESE}


@pytest.mark.parametrize("template", REPLIES.for_customers)
def test_each_line_of_arabic_tells_by_its_first_letter_that_it_runs_from_the_right(
    template: str,
) -> None:
    """That is all that a program for mail has to go by (UAX #9, P2)."""
    for tone, (values, reader) in product(Tone, occasions(template)):
        text = REPLIES.render(template, "ar", values, tone, reader).text
        for line in re.sub(f"{FIRST_STRONG}.*?{POP}", "", text).splitlines():
            strong = [one for one in map(bidirectional, line) if one in {"L", "R", "AL"}]
            assert strong[:1] in ([], ["AL"])


def test_what_nobody_has_read_is_marked() -> None:
    marked = {
        path for path in TEMPLATES if path.read_text("utf-8").startswith("{# machine-made #}")
    }
    assert {language_of(path) for path in {*TEMPLATES} - marked} == {"en"}
    assert sum(REPLIES.unsigned.values()) == len(marked)


def test_a_name_does_not_turn_the_words_around_it() -> None:
    values = {"ticket": TICKET, "name": "محمد"}
    text = REPLIES.render("acknowledgement", "en", values).text
    assert text.startswith(f"Hello {FIRST_STRONG}محمد{POP},\n")
    arabic = REPLIES.render("acknowledgement", "ar", values).text
    assert arabic.startswith("مرحبًا محمد،\n")
    assert f"{FIRST_STRONG}{TICKET}{POP}" in arabic
    assert TICKET in REPLIES.render("acknowledgement", "ja", values).text


@given(text=st.text(max_size=60), language=st.sampled_from(LANGUAGES))
def test_a_value_never_reaches_beyond_itself(text: str, language: str) -> None:
    open_ones = 0
    for each in isolating(language)(text):
        assert each in {POP, FIRST_STRONG} or each not in "\u202a\u202b\u202d\u202e\u202c"
        open_ones += (each == FIRST_STRONG) - (each == POP)
        assert open_ones in (0, 1)
    assert open_ones == 0


def test_customers_are_told_no_value_that_only_one_language_knows() -> None:
    assert {"name", "ticket", "now", "soonest", "latest"} == {*FOR_CUSTOMERS}
