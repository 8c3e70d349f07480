"""Compiles one template of `replies/`, once it is sure what it can say and how long it can get.

A template may hold text, the values that its name knows, `{% if %}` with `==`, `!=`, `and`, `or`
and `not`, `between(now, soonest, latest)` and `| instant`: no loop, no sum, nothing else. So every
way through it can be tried when the desk is read.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from math import prod
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding
from rulebook.reading.names import nearest
from rulebook.replies.values import Value, may_be_empty, values_of
from rulebook.replies.wording import between, instant

LONGEST_REPLY: Final = 4096  # bytes of UTF-8
MOST_WAYS: Final = 2000  # through one template
_FUNCTION: Final = "between"
_FILTER: Final = "instant"
_PLAIN: Final = (
    *(nodes.Template, nodes.TemplateData, nodes.Name, nodes.If, nodes.Operand, nodes.Const),
    *(nodes.Not, nodes.And, nodes.Or),
)
_PRINTED: Final = (nodes.TemplateData, nodes.Name, nodes.Call, nodes.Filter)
_ALLOWED: Final = f"values, if, {_FUNCTION}(now, soonest, latest) and | {_FILTER}"
_ONLY: Final = f"only {_ALLOWED} are used here; leave the rest out"


@lru_cache(maxsize=512)  # a desk is read again and again; a text is tried once
def compiled(file: str, template: str, language: str, source: str) -> Template:
    """The template, ready to be filled. Raises DeskError with a sentence that names the file."""
    environment = _environment(language)
    try:
        parsed = environment.parse(source)
        _refuse_offences(file, parsed, values_of(template))
        made = environment.from_string(source)
    except TemplateSyntaxError as error:
        said = f"{error.message}; mend what stands here"
        raise DeskError([Finding(file, error.lineno, said)]) from None
    _try_every_way(file, template, made, parsed)
    return made


def _environment(language: str) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False
    )
    made.globals.clear()
    made.globals[_FUNCTION] = between(language)
    made.filters.clear()
    made.filters[_FILTER] = instant(language)
    return made


def _refuse_offences(file: str, parsed: nodes.Template, known: Mapping[str, Value]) -> None:
    found: dict[int, Finding] = {}
    for node in parsed.find_all(nodes.Node):
        for line, offence in _offences(node, known):
            # What stands inside of something wrong is wrong too, and follows from it.
            found.setdefault(line, Finding(file, line, offence))
    if found:
        raise DeskError(found.values())


def _offences(node: nodes.Node, known: Mapping[str, Value]) -> Iterator[tuple[int, str]]:
    """What is wrong with it, and in which line: an output goes over several."""
    if isinstance(node, nodes.Output):
        for one in node.nodes:
            if not isinstance(one, _PRINTED) or _is_function(one):
                yield one.lineno, _ONLY
    elif offence := _offence(node, known):
        yield node.lineno, offence


def _offence(node: nodes.Node, known: Mapping[str, Value]) -> str | None:
    if not _is_allowed(node):
        return _ONLY
    if isinstance(node, nodes.Name) and node.name not in (*known, _FUNCTION):
        said = f"'{node.name}' is not known here, only {', '.join(known)} are"
        return f"{said}; {nearest(node.name, known) or 'write one of them'}"
    if isinstance(node, nodes.Call | nodes.Filter):
        plain = (name for name in _names_in(node) if name in known and not known[name].is_instant)
        return next((f"'{name}' is no instant" for name in plain), None)
    if isinstance(node, nodes.Compare):
        return _never_so(node, known)
    return None


def _never_so(node: nodes.Compare, known: Mapping[str, Value]) -> str | None:
    """A slip in a word that is compared with must not look like a branch that can be taken."""
    for name, word in _compared(node):
        value = known.get(name)
        if value and value.is_closed and word not in value.samples:
            choices = " or ".join(f'"{each}"' for each in value.samples)
            return f"'{name}' is never \"{word}\", but {choices}"
    return None


def _compared(node: nodes.Node) -> Iterator[tuple[str, str]]:
    """Each name in it with the word that it is compared with."""
    for one in (node, *node.find_all(nodes.Compare)):
        if isinstance(one, nodes.Compare) and isinstance(one.expr, nodes.Name):
            yield from ((one.expr.name, each.value) for each in one.find_all(nodes.Const))


def _is_allowed(node: nodes.Node) -> bool:
    match node:
        case nodes.Call(node=called, args=given, kwargs=[], dyn_args=None, dyn_kwargs=None):
            names = all(isinstance(one, nodes.Name) for one in given)
            return _is_function(called) and names and len(given) == 3
        case nodes.Filter(node=nodes.Name(), name=name, args=[], kwargs=[]):
            return name == _FILTER
        case nodes.Compare(expr=nodes.Name(), ops=[nodes.Operand(op="eq" | "ne", expr=word)]):
            return isinstance(word, nodes.Const) and isinstance(word.value, str)
        case _:
            return isinstance(node, _PLAIN)


def _is_function(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == _FUNCTION


def _names_in(node: nodes.Node) -> Iterator[str]:
    return (one.name for one in node.find_all(nodes.Name) if not _is_function(one))


def _try_every_way(file: str, template: str, made: Template, parsed: nodes.Template) -> None:
    """Fill it with every value that can make a difference, in every combination."""
    known = values_of(template)
    samples = {name: {*known[name].samples} for name in sorted({*_names_in(parsed)})}
    for name, word in _compared(parsed):
        samples[name].add(word)
    if prod(len(each) for each in samples.values()) > MOST_WAYS:
        raise _refused(file, "there are too many ifs in it; write it more simply")
    texts = [
        made.render(dict(zip(samples, values, strict=True))).strip()
        for values in product(*(sorted(each) for each in samples.values()))
    ]
    if max(len(text.encode()) for text in texts) > LONGEST_REPLY:
        raise _refused(file, f"the reply can get longer than {LONGEST_REPLY // 1024} kB")
    if not may_be_empty(template) and not all(texts):
        raise _refused(file, "the reply can be empty")


def _refused(file: str, said: str) -> DeskError:
    return DeskError([Finding(file, None, said)])
