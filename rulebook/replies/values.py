"""What the templates of `replies/` are filled with: which values each knows, and how they look."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final
from unicodedata import category

from domain.vocabulary import HandOverCause, Target

LONGEST_NAME: Final = 80
LONGEST_TICKET: Final = 64
LONGEST_CODE: Final = 64
MOST_ITEMS: Final = 100  # of a list
_AND_MORE: Final = "…"


@dataclass(frozen=True, slots=True)
class Value:
    """One value. Its samples are all that can make a difference: empty, longest, each choice."""

    samples: tuple[str, ...]
    is_instant: bool = False  # in RFC 3339
    is_choice: bool = False  # one of the samples, always
    is_list: bool = False  # a line for each item, as many as there may be

    @property
    def is_closed(self) -> bool:
        """Whether no other word than a sample is worth comparing it with."""
        return self.is_instant or self.is_choice


class Lines(tuple[str, ...]):
    """The items of a list: one after the other in a loop, and each in its line elsewhere."""

    __slots__ = ()

    def __str__(self) -> str:
        return "\n".join(self)


_NOW: Final = "2026-11-23T09:00:00+00:00"
_LATER: Final = "2026-11-23T20:25:00+00:00"
_TICKET: Final = Value(("x" * LONGEST_TICKET,))
_SLUG: Final = Value(("x" * 64,))
_SLUG_IF_ANY: Final = Value(("", "x" * 64))
_NUMBER: Final = Value(("0", "1", "1000"))
_INSTANT: Final = Value((_NOW,), is_instant=True)
_INSTANT_IF_ANY: Final = Value(("", _LATER), is_instant=True)

# What a customer reads. Any template that is not in the list below is for customers.
FOR_CUSTOMERS: Final = MappingProxyType(
    {
        # Four bytes each, and of both directions: isolated, whatever stands around it.
        "name": Value(("", "\U00020000" * (LONGEST_NAME - 1) + "\U0001e900")),
        "ticket": _TICKET,
        "now": _INSTANT,
        "soonest": _INSTANT_IF_ANY,
        "latest": _INSTANT_IF_ANY,
    }
)
_BRIEF: Final = MappingProxyType(
    {
        "ticket": _TICKET,
        "topic": _SLUG_IF_ANY,
        "answers": _NUMBER,
        "notes": _NUMBER,
        "answered_at": _INSTANT_IF_ANY,
        "waiting_since": _INSTANT_IF_ANY,
        "target": Value(("", *Target), is_choice=True),
        "due": _INSTANT_IF_ANY,
        "promised": _INSTANT_IF_ANY,
    }
)
FOR_AGENTS: Final[Mapping[str, Mapping[str, Value]]] = MappingProxyType(
    {
        "brief-done": _BRIEF,
        "brief-pending": _BRIEF,
        "brief-next": _BRIEF,
        "brief-promised": _BRIEF,
        "hand-over": MappingProxyType(
            {
                "ticket": _TICKET,
                "team": _SLUG,
                "from_team": _SLUG_IF_ANY,
                "from_agent": _SLUG_IF_ANY,
                "acknowledge_by": _INSTANT_IF_ANY,
                "cause": Value(tuple(HandOverCause), is_choice=True),
            }
        ),
        "digest": MappingProxyType(
            {"count": _NUMBER, "lines": Value(("\n".join(["x" * 64] * 3),), is_list=True)}
        ),
        "shift": MappingProxyType(
            {
                "team": _SLUG,
                "open": _NUMBER,
                "to_acknowledge": _NUMBER,
                "due_first": _INSTANT_IF_ANY,
                "ticket_due_first": _SLUG_IF_ANY,
            }
        ),
    }
)
# What goes to a customer and is no answer: no policy sends it.
FOR_PROOF: Final[Mapping[str, Mapping[str, Value]]] = MappingProxyType(
    {"prove-person": MappingProxyType({**FOR_CUSTOMERS, "code": Value(("0" * LONGEST_CODE,))})}
)
# The desk uses these by itself: without them it could not say what it has to.
ALWAYS_THERE: Final = ("acknowledgement", "handed-over", "wait-corrected", "progress", *FOR_AGENTS)


def values_of(template: str) -> Mapping[str, Value]:
    """The values that a template knows."""
    return FOR_AGENTS.get(template) or FOR_PROOF.get(template, FOR_CUSTOMERS)


def may_be_empty(template: str) -> bool:
    """Whether it may have nothing to say: a part of a brief of which the desk knows nothing."""
    return template.startswith("brief-") and template in FOR_AGENTS


def filled(known: Mapping[str, Value], values: Mapping[str, str]) -> dict[str, str | Lines]:
    """The values as a template takes them: of a list its items, and "…" for those beyond 100."""
    return {name: _items(words) if known[name].is_list else words for name, words in values.items()}


def _items(words: str) -> Lines:
    items = words.splitlines()
    if len(items) > MOST_ITEMS:
        items[MOST_ITEMS:] = [_AND_MORE]
    return Lines(items)


def checked(template: str, values: Mapping[str, str]) -> dict[str, str]:
    """All that the template knows, fit to be repeated. Raises ValueError for other values.

    A customer's reply needs its ticket; what else is not known of the customer is left out. A
    template for agents is given all of its values.
    """
    known = values_of(template)
    unknown = sorted(values.keys() - known.keys())
    if unknown:
        raise ValueError(f"a reply does not know {unknown[0]!r}")
    if template in FOR_AGENTS:
        missing = sorted(known.keys() - values.keys())
        if missing:
            raise ValueError(f"the template {template!r} is not told {missing[0]!r}")
        return dict(values)
    if not 0 < len(values.get("ticket", "")) <= LONGEST_TICKET:
        raise ValueError("a reply names its ticket")
    name = " ".join(values.get("name", "").split())
    told = {each: values.get(each, "") for each in known}
    return told | {"name": name if _is_a_name(name) else ""}


def _is_a_name(words: str) -> bool:
    """Whether the desk may repeat it: a stranger's link must not go out as if it were ours."""
    if len(words) > LONGEST_NAME or not words:
        return False
    inside_dot = any(one == "." and then != " " for one, then in pairwise(words))
    plain = all(each in " .-'’·" or category(each)[0] in "LM" for each in words)
    return plain and not inside_dot
