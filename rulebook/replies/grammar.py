"""What a template of `replies/` may hold, judged on its syntax tree before anything runs.

Text, the values that its name knows, `{% if %}` with `==`, `!=`, `and`, `or` and `not`,
`{% for item in items %}` over a value that is a list, `between(now, soonest, latest)`,
`| instant`, and `"25.00" | money("EUR")`: no other loop, no sum, nothing else.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from babel.core import get_global
from jinja2 import nodes

from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding
from rulebook.reading.names import nearest
from rulebook.replies.values import Value

DEEPEST: Final = 24  # parts of a template inside each other
TOO_DEEP: Final = "this is nested too deeply; write it more simply"
FUNCTION: Final = "between"
INSTANT: Final = "instant"
MONEY: Final = "money"
_AMOUNT: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,3})?")
_PLAIN: Final = (
    *(nodes.Template, nodes.TemplateData, nodes.Name, nodes.If, nodes.Operand, nodes.Const),
    *(nodes.Not, nodes.And, nodes.Or),
)
_PRINTED: Final = (nodes.TemplateData, nodes.Name, nodes.Call, nodes.Filter)
_LOOP: Final = "for item in a list"
_ALLOWED: Final = (
    f'values, if, {_LOOP}, {FUNCTION}(now, soonest, latest), | {INSTANT} and "25" | {MONEY}("EUR")'
)
_ONLY: Final = f"only {_ALLOWED} are used here; leave the rest out"


def refuse_offences(file: str, parsed: nodes.Template, known: Mapping[str, Value]) -> None:
    """Raise DeskError with all that a template must not hold, by line."""
    items = frozenset(_ids_of_items(parsed))
    found: dict[int, Finding] = {}
    for node in parsed.find_all(nodes.Node):
        for line, offence in _offences(node, known, items):
            # What stands inside of something wrong is wrong too, and follows from it.
            found.setdefault(line, Finding(file, line, offence))
    if found:
        raise DeskError(found.values())


def refuse_depth(file: str, parsed: nodes.Template) -> None:
    """Raise DeskError for what is nested deeper than any reply needs; nothing here recurses."""
    level: list[nodes.Node] = [parsed]
    for _ in range(DEEPEST):
        level = [inner for node in level for inner in node.iter_child_nodes()]
        if not level:
            return
    raise DeskError([Finding(file, _line(level[0]), TOO_DEEP)])


def names_in(node: nodes.Node, known: Mapping[str, Value]) -> Iterator[str]:
    """The values that it uses, as often as it does."""
    return (one.name for one in node.find_all(nodes.Name) if one.name in known)


def compared(node: nodes.Node) -> Iterator[tuple[str, str]]:
    """Each name in it with the word that it is compared with."""
    for one in (node, *node.find_all(nodes.Compare)):
        if isinstance(one, nodes.Compare) and isinstance(one.expr, nodes.Name):
            yield from ((one.expr.name, each.value) for each in one.find_all(nodes.Const))


def _ids_of_items(parsed: nodes.Template) -> Iterator[int]:
    """The names that stand for an item, where they do: in the loop that gives them."""
    for loop in parsed.find_all(nodes.For):
        if isinstance(loop.target, nodes.Name):
            name = loop.target.name
            yield from (id(one) for one in loop.find_all(nodes.Name) if one.name == name)


def _offences(
    node: nodes.Node, known: Mapping[str, Value], items: frozenset[int]
) -> Iterator[tuple[int, str]]:
    """What is wrong with it, and in which line: an output goes over several."""
    if isinstance(node, nodes.Output):
        for one in node.nodes:
            if not isinstance(one, _PRINTED) or _is_function(one):
                yield one.lineno, _ONLY
    elif isinstance(node, nodes.For):
        yield from ((node.lineno, said) for said in _wrong_with_loop(node, known))
    elif isinstance(node, nodes.Call | nodes.Filter | nodes.Compare) and _is_about(node, items):
        yield node.lineno, _ONLY
    elif id(node) not in items and (offence := _offence(node, known)):
        yield _line(node), offence


def _line(node: nodes.Node) -> int:
    """Where it begins; some that jinja makes up stand nowhere, but hold what stands somewhere."""
    return node.lineno or next((one.lineno for one in node.find_all(nodes.Node) if one.lineno), 1)


def _is_about(node: nodes.Node, items: frozenset[int]) -> bool:
    return any(id(one) in items for one in node.find_all(nodes.Name))


def _wrong_with_loop(loop: nodes.For, known: Mapping[str, Value]) -> Iterator[str]:
    """It goes over a list that is given, once, and its item is called like nothing else."""
    over, item = loop.iter, loop.target
    plain = not (loop.else_ or loop.test or loop.recursive)
    inner = any(one is not loop for one in loop.find_all(nodes.For))
    if not (plain and isinstance(over, nodes.Name) and isinstance(item, nodes.Name)) or inner:
        yield _ONLY
    elif over.name in known and not known[over.name].is_list:
        yield f"'{over.name}' is no list; leave the loop out"
    elif item.name in (*known, FUNCTION):
        yield f"'{item.name}' is a value already; call what the loop gives otherwise"


def _offence(node: nodes.Node, known: Mapping[str, Value]) -> str | None:
    if not _is_allowed(node):
        return _ONLY
    match node:
        case nodes.Name() if node.name not in (*known, FUNCTION):
            said = f"'{node.name}' is not known here, only {', '.join(known)} are"
            return f"{said}; {nearest(node.name, known) or 'write one of them'}"
        case nodes.Filter(name=name) if name == MONEY:
            return _no_money(node)
        case nodes.Call() | nodes.Filter():
            plain = (name for name in names_in(node, known) if not known[name].is_instant)
            return next((f"'{name}' is no instant" for name in plain), None)
        case nodes.Compare():
            return _never_so(node, known)
        case _:
            return None


def _no_money(node: nodes.Filter) -> str | None:
    amount, currency = (one.value for one in node.find_all(nodes.Const))
    if not _AMOUNT.fullmatch(amount):
        return f"'{amount}' is no amount; write it like 1234.50"
    if currency not in get_global("all_currencies"):
        return f"'{currency}' is no currency; write its three letters by ISO 4217, like EUR"
    return None


def _never_so(node: nodes.Compare, known: Mapping[str, Value]) -> str | None:
    """A slip in a word that is compared with must not look like a branch that can be taken."""
    for name, word in compared(node):
        value = known.get(name)
        if value and value.is_list:
            return f"'{name}' is a list; ask only whether there is something in it"
        if value and value.is_closed and word not in value.samples:
            choices = " or ".join(f'"{each}"' for each in value.samples)
            return f"'{name}' is never \"{word}\", but {choices}"
    return None


def _is_allowed(node: nodes.Node) -> bool:
    match node:
        case nodes.Call(node=called, args=given, kwargs=[], dyn_args=None, dyn_kwargs=None):
            names = all(isinstance(one, nodes.Name) for one in given)
            return _is_function(called) and names and len(given) == 3
        case nodes.Filter(dyn_args=given, dyn_kwargs=others) if given or others:
            return False
        case nodes.Filter(node=nodes.Name(), name=name, args=[], kwargs=[]):
            return name == INSTANT
        case nodes.Filter(node=amount, name=name, args=[currency], kwargs=[]):
            return name == MONEY and _is_word(amount) and _is_word(currency)
        case nodes.Compare(expr=nodes.Name(), ops=[nodes.Operand(op="eq" | "ne", expr=word)]):
            return _is_word(word)
        case _:
            return isinstance(node, _PLAIN)


def _is_word(node: nodes.Node | None) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str)


def _is_function(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == FUNCTION
