"""What the picture of a simulation is made of."""

from dataclasses import dataclass


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
