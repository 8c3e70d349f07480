"""What the pictures of the desk are made of, and how their templates are filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time; `kind` says how it is filled."""

    x: float
    width: float
    title: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant."""

    x: float
    title: str
    kind: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team: when anybody of it is on, and while it has the ticket."""

    name: str
    y: int
    on: tuple[Band, ...]
    has: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock: how it ran, stood still and was late, and its marks."""

    name: str
    y: int
    title: str
    parts: tuple[Band, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """What some of those who act on the ticket did."""

    key: str
    name: str
    y: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text; a quiet one says why."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An event in the list below the picture."""

    y: int
    number: int
    at: str
    rows: tuple[Row, ...]


def words(text: object) -> str:
    """A text that keeps its own direction among others, without what no XML can hold."""
    visible = (one for one in str(text) if one.isprintable() or one == " ")
    return f"\u2068{''.join(visible)}\u2069"


def filled(template: str, values: Mapping[str, object]) -> str:
    """A template of `drawings/`, filled: everything that somebody wrote is escaped."""
    return _environment().get_template(template).render(values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("rulebook", "drawings"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    made.filters["words"] = words
    return made
