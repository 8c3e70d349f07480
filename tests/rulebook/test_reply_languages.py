"""Every reply in every language: with values of every kind, and with no word of English left."""

import re
from collections.abc import Iterable
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
MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


WORD = re.compile(r"[^\W\d_]+")
OTHER_LETTERS = {"ar", "hi", "ja", "ru", "th", "zh", "zh-Hant"}
# Words of these languages that English has, too.
BOTH = {
    "de": {"an", "in", "team", "teams", "ticket", "tickets", "was"},
    "es": {"a", "no"},
    "fr": {"a", "message", "patience", "satisfaction"},
    "it": {"a", "come", "in", "team"},
    "nl": {"is", "over", "team", "we"},
    "pl": {"a", "do", "on", "to"},
    "pt": {"a", "do", "no"},
}


def tag_of(path: Path) -> str:
    """The language that a file is called after."""
    return path.name.split(".")[0]


def words(paths: Iterable[Path]) -> set[str]:
    """All that stand in the texts, casefolded."""
    return {word.casefold() for path in paths for word in WORD.findall(said(path))}


def said(path: Path) -> str:
    """The words of a template, without what is filled in."""
    return MARKUP.sub(" ", path.read_text(encoding="utf-8"))


# All that the sample desk says in English, and what it might.
ENGLISH = words(path for path in TEMPLATES if tag_of(path) == "en") | set(
    WORD.findall(
        "the and you your with from this that have our us please thank thanks hello dear has are "
        "sorry about answer again team message just request reference expect between within of to "
        "for not will can here soon best regards customer support order delivery"
    )
)


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
    [path for path in TEMPLATES if tag_of(path) != "en"],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_no_word_is_left_in_english(path: Path) -> None:
    tone, language = path.name.split(".", 1)[1], tag_of(path)
    assert words([path]) & ENGLISH <= BOTH.get(language, set())
    if language in OTHER_LETTERS:
        assert not [word for word in words([path]) if word.isascii()]
    english = {line.strip() for line in said(path.with_name(f"en.{tone}")).splitlines()} - {""}
    assert english.isdisjoint(line.strip() for line in said(path).splitlines())


def test_the_words_of_two_languages_are_all_there() -> None:
    """None is left in the list for a text that has changed."""
    for language in {*LANGUAGES} - {"en"}:
        theirs = words(path for path in TEMPLATES if tag_of(path) == language)
        assert theirs & ENGLISH == BOTH.get(language, set())


def test_what_nobody_has_read_is_marked() -> None:
    marked = {
        path for path in TEMPLATES if path.read_text("utf-8").startswith("{# machine-made #}")
    }
    assert {tag_of(path) for path in {*TEMPLATES} - marked} == {"en"}
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
