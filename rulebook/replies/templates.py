"""Compiles one template of `replies/`, once it is sure what it can say and how long it can get.

`rulebook.replies.grammar` says what may stand in it. That is so little that every way through it
can be tried when the desk is read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding
from rulebook.replies.directions import isolating
from rulebook.replies.grammar import (
    FUNCTION,
    INSTANT,
    MONEY,
    TOO_DEEP,
    compared,
    names_in,
    refuse_depth,
    refuse_offences,
)
from rulebook.replies.readers import NOBODY, Reader
from rulebook.replies.values import Value, filled, may_be_empty, values_of
from rulebook.replies.wording import between, instant, money

LONGEST_REPLY: Final = 4096  # bytes of UTF-8
LONGEST_CLOCK: Final = 200  # more bytes than any reader's clock and form add to an instant
LONGEST_SOURCE: Final = 16384  # letters: with room for ifs that are not all taken at once
MOST_WAYS: Final = 2000  # through one template
_READER: Final = "reader"  # what filters know of; no template may name it
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

    def said(self, name: str, values: Mapping[str, str], reader: Reader = NOBODY) -> str:
        """What it says to a reader, as the template `name`, of values that are all there."""
        given = {**filled(values_of(name), values), _READER: reader}
        return self.template.render(given).strip()


@lru_cache(maxsize=1024)  # a desk is read again and again; a text is tried once
def compiled(file: str, template: str, language: str, source: str) -> Variant:
    """The template, ready to be filled. Raises DeskError with a sentence that names the file.

    Comments at its beginning say two things of it: `{# machine-made #}` that nobody has read it,
    `{# without soonest, latest #}` what it leaves out on purpose.
    """
    known = values_of(template)
    made, parsed = _made(file, source, language, known)
    head = _head(source)
    variant = Variant(
        made,
        frozenset(names_in(parsed, known)),
        tuple(name for words in head for name in _left_out(words)),
        not any(_BY_A_MACHINE.fullmatch(words) for words in head),
    )
    _try_every_way(file, template, variant, parsed)
    return variant


def _made(
    file: str, source: str, language: str, known: Mapping[str, Value]
) -> tuple[Template, nodes.Template]:
    """The template and its syntax tree, on which it was judged before anything of it ran."""
    if len(source) > LONGEST_SOURCE:
        raise _refused(file, f"the file is longer than {LONGEST_SOURCE // 1024} kB; shorten it")
    environment = _environment(language)
    try:
        source.encode()
        parsed = environment.parse(source)
        refuse_depth(file, parsed)
        refuse_offences(file, parsed, known)
        return environment.from_string(parsed), parsed
    except TemplateSyntaxError as error:
        said = f"{error.message}; mend what stands here"
        raise DeskError([Finding(file, error.lineno, said)]) from None
    except RecursionError:  # before there is a tree of which the depth could be counted
        raise _refused(file, TOO_DEEP) from None
    except ValueError:  # a number of thousands of digits, half of a letter
        raise _refused(file, "it holds what is neither text nor a number; leave it out") from None


@lru_cache(maxsize=256)  # nothing in it changes once it is made
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
    made.filters[INSTANT] = _for_reader(instant(language))
    made.filters[MONEY] = _for_reader(money(language))
    return made


def _for_reader(filter_: Callable[..., str]) -> Callable[..., str]:
    """A filter that is told who reads; what is read stands in no template."""

    @pass_context
    def said(context: Context, *given: str) -> str:
        return filter_(*given, context[_READER])

    return said


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
    longest = LONGEST_REPLY - LONGEST_CLOCK * sum(1 for _ in parsed.find_all(nodes.Filter))
    for values in product(*(sorted(each) for each in samples.values())):
        text = made.said(template, dict(zip(samples, values, strict=True)))
        if len(text.encode()) > longest:
            raise _refused(file, f"the reply can get longer than {LONGEST_REPLY // 1024} kB")
        if not text and not may_be_empty(template):
            raise _refused(file, "the reply can be empty")


def _refused(file: str, said: str) -> DeskError:
    return DeskError([Finding(file, None, said)])
