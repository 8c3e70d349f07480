"""Every reply in every language: with values of every kind, and with no word of English left."""

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.vocabulary import Tone
from rulebook.replies.compiled import replies_of
from rulebook.replies.directions import FIRST_STRONG, POP, isolating
from rulebook.replies.templates import LONGEST_REPLY
from rulebook.replies.values import FOR_AGENTS, FOR_CUSTOMERS, values_of
from tests.rulebook.building import SAMPLE
from tests.rulebook.customers import LANGUAGES

REPLIES = replies_of(SAMPLE)
TEMPLATES = sorted(path for path in SAMPLE.glob("replies/*/*.j2"))
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
    ("2026-11-24T23:05:00+00:00", "9999-12-31T23:59:59+00:00"),
]
# Words that no sentence of English does without, and that no other language here has.
ENGLISH = re.compile(
    r"\b(the|and|you|your|with|from|this|that|have|our|us|please|thank|thanks|hello|has|sorry|"
    r"about|answer|again|message|just|request|reference|expect|between|within|of|to)\b",
    re.IGNORECASE,
)
MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def said(path: Path) -> str:
    """The words of a template, without what is filled in."""
    return MARKUP.sub(" ", path.read_text(encoding="utf-8"))


def test_each_reply_to_a_customer_is_there_in_fifteen_languages() -> None:
    assert REPLIES.languages == LANGUAGES
    assert {"satisfaction", "closing", "out-of-hours"} <= {*REPLIES.for_customers}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", REPLIES.for_customers)
def test_every_reply_renders_in_every_language(template: str, language: str) -> None:
    for name, (soonest, latest), tone in product(NAMES, WAITS, Tone):
        values = {"name": name, "now": NOW, "soonest": soonest, "latest": latest}
        reply = REPLIES.render(template, language, {"ticket": TICKET, **values}, tone)
        assert reply.language == language
        assert TICKET in reply.text
        assert len(reply.text.encode()) <= LONGEST_REPLY
        assert not set("{}\N{RIGHT-TO-LEFT OVERRIDE}🎉") & set(reply.text)
        assert "\n\n\n" not in reply.text
        assert reply.text.count(FIRST_STRONG) == reply.text.count(POP)


@pytest.mark.parametrize("template", FOR_AGENTS)
def test_every_line_for_agents_renders_in_every_language(template: str) -> None:
    for language, last in product([*LANGUAGES, "sv"], (0, -1)):
        values = {name: value.samples[last] for name, value in values_of(template).items()}
        assert "{" not in REPLIES.render(template, language, values).text


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if path.name.split(".")[0] != "en"],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_word_is_left_in_english(path: Path) -> None:
    tone = path.name.split(".", 1)[1]
    english = {
        line.strip() for line in said(path.with_name(f"en.{tone}")).splitlines() if line.strip()
    }
    assert ENGLISH.search(said(path)) is None
    assert english.isdisjoint(line.strip() for line in said(path).splitlines())


def test_the_words_that_are_looked_for_are_found_in_english() -> None:
    english = [path for path in TEMPLATES if path.name.split(".")[0] == "en"]
    assert all(ENGLISH.search(said(path)) for path in english if path.parent.name != "digest")


def test_what_nobody_has_read_is_marked() -> None:
    marked = {
        path for path in TEMPLATES if path.read_text("utf-8").startswith("{# machine-made #}")
    }
    assert {path.name.split(".")[0] for path in {*TEMPLATES} - marked} == {"en"}
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
