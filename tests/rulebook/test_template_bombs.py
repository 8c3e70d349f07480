"""A template that would run for ever, or out of memory, is refused in a sentence and at once."""

import time
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rulebook.reading.files import DeskError
from rulebook.replies.templates import LONGEST_REPLY, LONGEST_SOURCE, Variant, compiled
from tests.rulebook.building import Copy

FILE: Final = "replies/progress/en.j2"
ONLY: Final = "are used here; leave the rest out"
DEEP: Final = "this is nested too deeply; write it more simply"
LONG: Final = "the file is longer than 16 kB; shorten it"
NEITHER: Final = "it holds what is neither text nor a number; leave it out"
BOMBS: Final = {
    "repetition": ("{{ 'a' * 10**9 }}", ONLY),
    "repetition of a value": ("{{ ticket * 99999999 }}", ONLY),
    "a power": ("{{ 9**9**9 }}", ONLY),
    "adding": ("{{ ticket + ticket }}", ONLY),
    "joining": ("{{ ticket ~ ticket }}", ONLY),
    "filling up": ("{{ ticket | center(10**9) }}", ONLY),
    "formatting": ("{{ '%999999999d' | format(1) }}", ONLY),
    "formatting by %": ("{{ '%999999999d' % 1 }}", ONLY),
    "a filter around": ("{% filter indent(10**9) %}a{% endfilter %}", ONLY),
    "loops inside each other": (
        "{% for a in range(9**9) %}{% for b in range(9**9) %}x{% endfor %}{% endfor %}",
        ONLY,
    ),
    "a loop that calls itself": ("{% for a in [1] recursive %}{{ loop(a) }}{% endfor %}", ONLY),
    "an attribute": ("{{ ticket.__class__.__mro__ }}", ONLY),
    "an attribute by a filter": ("{{ ticket | attr('__class__') }}", ONLY),
    "an item": ("{{ ticket['__class__'] }}", ONLY),
    "who reads": ("{{ reader }}", "'reader' is not known here"),
    "who reads, in a filter": ("{{ reader | instant }}", "'reader' is not known here"),
    "a macro that calls itself": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", ONLY),
    "a block that calls itself": ("{% block b %}{{ self.b() }}{% endblock %}", ONLY),
    "another file": ("{% include 'en.j2' %}", ONLY),
    "a file that is extended": ("{% extends 'en.j2' %}", ONLY),
    "a file that is imported": ("{% import 'en.j2' as self %}", ONLY),
    "other escaping": ("{% autoescape false %}{{ ticket }}{% endautoescape %}", ONLY),
    "jinja's own functions": ("{{ lipsum(n=99999) }}{{ cycler('a') }}", ONLY),
    "a hundred ifs in ifs": ("x" + "{% if name %}" * 100 + "{% endif %}" * 100, DEEP),
    "ifs in ifs": ("x" + "{% if name %}" * 300 + "{% endif %}" * 300, DEEP),
    "brackets": ("{{ " + "(" * 5000 + "name" + ")" * 5000 + " }}", DEEP),
    "nots": ("{% if " + "not " * 4000 + "name %}{% endif %}x", DEEP),
    "ors": ("{% if " + "name or " * 1500 + "name %}{% endif %}x", DEEP),
    "a number of 5000 digits": ("{{ " + "9" * 5000 + " }}", NEITHER),
    "half a letter": ("a\ud800b", NEITHER),
    "a long file": ("{{ ticket }}" * 20_000, LONG),
    "ways without end": (
        "x{{ latest | instant }}{{ soonest | instant }}"
        + "".join(f"{{%if name=='{n}'%}}{{%endif%}}" for n in range(560)),
        "there are too many ifs in it; write it more simply",
    ),
    "more than a letter": ("{{ ticket }}" * 1000, "the reply can get longer than 4 kB"),
}
# What hypothesis puts templates together from: all that a template may hold, and what it may not.
PIECES: Final = (
    *("{{ ", " }}", "{% if ", "{% elif ", "{% else %}", "{% endif %}", "{% for x in ", " %}", "{#"),
    *("{% endfor %}", "#}", "name", "ticket", "latest", "lines", "now", "reader", "x", "loop"),
    *(" == ", " != ", " and ", " or ", " not ", " | instant", " | money('EUR')", "'25'", "'a'"),
    *(
        "between(now, soonest, latest)",
        "(",
        ")",
        "9" * 40,
        "-",
        "{{- ",
        "\n",
        "\0",
        "é",
        "ا",
        "\ud83d",
    ),
    *(" * 9", ".x", "[0]", " | upper", "{% raw %}", "{% endraw %}", "{% set x = 1 %}", "range(9)"),
)


@pytest.mark.attack(22, 23)
@pytest.mark.parametrize(("source", "sentence"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_before_it_goes_off(source: str, sentence: str) -> None:
    begun = time.monotonic()
    with pytest.raises(DeskError) as refused:
        compiled(FILE, "progress", "en", source)
    assert refused.value.sentences[0].startswith(FILE)
    assert sentence in refused.value.sentences[0]
    assert time.monotonic() - begun < 20  # a machine that has much else to do


@pytest.mark.attack(23)
@pytest.mark.parametrize("name", ["repetition", "ifs in ifs", "brackets", "a long file"])
def test_a_desk_with_a_bomb_is_refused_with_its_file(copy: Copy, name: str) -> None:
    source, sentence = BOMBS[name]
    (complaint,) = copy.write("replies/progress/th.j2", source).complaints()
    assert complaint.startswith("replies/progress/th.j2")
    assert sentence in complaint


@pytest.mark.attack(22, 23)
@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
@example("{% for x in lines %}{{ x }}{% endfor %}")
@example("{{ ticket }}{# without latest #}")
def test_whatever_a_template_holds_it_is_refused_or_short(source: str) -> None:
    for template in ("progress", "digest"):
        made, refusals = read(template, source)
        assert all(sentence.startswith(FILE) for sentence in refusals)
        if made is not None:
            text = made.said(template, dict.fromkeys(made.uses, ""))
            assert len(text.encode()) <= LONGEST_REPLY


def read(template: str, source: str) -> tuple[Variant | None, tuple[str, ...]]:
    """A template, or what it is refused for."""
    try:
        return compiled(FILE, template, "en", source), ()
    except DeskError as refusal:
        return None, refusal.sentences


def test_the_longest_file_is_longer_than_any_of_the_sample_desk(copy: Copy) -> None:
    longest = max(len(one.read_text("utf-8")) for one in copy.folder.glob("replies/*/*.j2"))
    assert longest * 2 < LONGEST_SOURCE
