"""Compiles one template of `replies/`, once it is sure what it can say and how long it can get.

`rulebook.replies.grammar` says what may stand in it. That is so little that every way through it
can be tried when the desk is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding
from rulebook.replies.directions import isolating
from rulebook.replies.grammar import (
    FUNCTION,
    INSTANT,
    MONEY,
    compared,
    names_in,
    refuse_offences,
)
from rulebook.replies.values import filled, may_be_empty, values_of
from rulebook.replies.wording import between, instant, money

LONGEST_REPLY: Final = 4096  # bytes of UTF-8
MOST_WAYS: Final = 2000  # through one template
_HEAD: Final = re.compile(r"\s*\{#-?\s*(.*?)\s*-?#\}", re.DOTALL)
_BY_A_MACHINE: Final = re.compile(r"machine[- ]made", re.IGNORECASE)
_WITHOUT: Final = re.compile(r"without\s+(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Variant:
    """A template in one language, and maybe for one tone, ready to be filled."""

    template: Template
    uses: frozenset[str]  # the values that it says or asks for
    without: tuple[str, ...]  # those that its author knows to be left out
    signed: bool  # False: a machine made it, and nobody has put their name there yet

    def said(self, name: str, values: Mapping[str, str]) -> str:
        """What it says, as the template `name`, of values that are all there."""
        return self.template.render(filled(values_of(name), values)).strip()


@lru_cache(maxsize=1024)  # a desk is read again and again; a text is tried once
def compiled(file: str, template: str, language: str, source: str) -> Variant:
    """The template, ready to be filled. Raises DeskError with a sentence that names the file.

    Comments at its beginning say two things of it: `{# machine-made #}` that nobody has read it,
    `{# without soonest, latest #}` what it leaves out on purpose.
    """
    environment = _environment(language)
    known = values_of(template)
    try:
        parsed = environment.parse(source)
        refuse_offences(file, parsed, known)
        made = environment.from_string(source)
    except TemplateSyntaxError as error:
        said = f"{error.message}; mend what stands here"
        raise DeskError([Finding(file, error.lineno, said)]) from None
    head = _head(source)
    variant = Variant(
        made,
        frozenset(names_in(parsed, known)),
        tuple(name for words in head for name in _left_out(words)),
        not any(_BY_A_MACHINE.fullmatch(words) for words in head),
    )
    _try_every_way(file, template, variant, parsed)
    return variant


def _environment(language: str) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=False,
        finalize=isolating(language),
    )
    made.globals.clear()
    made.globals[FUNCTION] = between(language)
    made.filters.clear()
    made.filters[INSTANT] = instant(language)
    made.filters[MONEY] = money(language)
    return made


def _head(source: str) -> tuple[str, ...]:
    """The comments before anything else."""
    found: list[str] = []
    at = 0
    while comment := _HEAD.match(source, at):
        found.append(comment[1])
        at = comment.end()
    return tuple(found)


def _left_out(words: str) -> list[str]:
    found = _WITHOUT.fullmatch(words)
    return [name.strip() for name in found[1].split(",")] if found else []


def _try_every_way(file: str, template: str, made: Variant, parsed: nodes.Template) -> None:
    """Fill it with every value that can make a difference, in every combination."""
    known = values_of(template)
    samples = {name: {*known[name].samples} for name in sorted(made.uses)}
    for name, word in compared(parsed):
        if name in samples:  # an item of a list is as long as it is
            samples[name].add(word)
    if prod(len(each) for each in samples.values()) > MOST_WAYS:
        raise _refused(file, "there are too many ifs in it; write it more simply")
    texts = [
        made.said(template, dict(zip(samples, values, strict=True)))
        for values in product(*(sorted(each) for each in samples.values()))
    ]
    if max(len(text.encode()) for text in texts) > LONGEST_REPLY:
        raise _refused(file, f"the reply can get longer than {LONGEST_REPLY // 1024} kB")
    if not may_be_empty(template) and not all(texts):
        raise _refused(file, "the reply can be empty")


def _refused(file: str, said: str) -> DeskError:
    return DeskError([Finding(file, None, said)])
