"""Reads of a file what can be read: what does not fit is left out, and the rest stands.

So that a slip in one line of a file does not hide what is wrong between its other lines and other
files. What was left out is remembered: a check that would need it keeps silent.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rulebook.reading.files import Document, Place
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.shapes import faults, place_of

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True, eq=False)
class Written(Generic[Shape]):
    """One file: what it says as far as it can be read, and the document that knows its lines.

    `raw` is all that stands in it, also what does not fit; None where the file is no YAML.
    """

    says: Shape
    document: Document
    raw: object = None
    is_read: bool = True  # False: `says` is empty, for nothing of the file could be used
    gaps: frozenset[Place] = frozenset()  # what something was left out of
    above: frozenset[Place] = frozenset()  # those, and all that they are parts of

    def is_whole(self, *place: str | int) -> bool:
        """Whether nothing was left out of what stands at a place, however deep inside."""
        return self.is_read and place not in self.above

    def has_all_keys(self, *place: str | int) -> bool:
        """Whether nothing was left out right there, among its keys or in its list."""
        return self.is_read and place not in self.gaps

    def finding(self, place: Place, sentence: str, severity: Severity = Severity.ERROR) -> Finding:
        """What is wrong with the value at a place."""
        return self.document.finding(place, sentence, severity)


def salvaged(
    document: Document, shape: type[Shape]
) -> tuple[Written[Shape] | None, tuple[Finding, ...]]:
    """What fits of a document, and a sentence for everything that does not.

    None where nothing of it can be used.
    """
    findings: tuple[Finding, ...] = ()
    left_out: set[Place] = set()
    while () not in left_out:
        cut = _Cut(document, left_out)
        try:
            says = shape.model_validate(cut.document.data)
        except ValidationError as error:
            errors = error.errors()
            # What is found later may only follow from what was left out.
            findings = findings or faults(errors, document, shape)
            left_out |= {cut.origin(_unusable(each)) for each in errors}
        else:
            above = frozenset(gap[:end] for gap in cut.gaps for end in range(len(gap) + 1))
            return Written(
                says, cut.document, document.data, gaps=frozenset(cut.gaps), above=above
            ), findings
    return None, findings


def _unusable(error: ErrorDetails) -> Place:
    """What is to be left out: the value, or all that cannot be without what is missing."""
    place = place_of(error)
    return place[:-1] if error["type"] == "missing" else place


class _Cut:
    """A document without some of its values."""

    def __init__(self, whole: Document, left_out: Collection[Place]) -> None:
        self._left_out = left_out
        self._origins: dict[Place, Place] = {}  # places here -> places in the whole
        self.gaps: set[Place] = set()  # what something is left out of
        data = self._kept(whole.data, (), ())
        there = ((place, whole.lines.get(origin)) for place, origin in self._origins.items())
        lines = {place: line for place, line in there if line is not None}
        self.document = Document(whole.name, data, lines)

    def origin(self, place: Place) -> Place:
        """What is nearest, in the whole, to a place in what is left."""
        while place not in self._origins:
            place = place[:-1]
        return self._origins[place]

    def _kept(self, value: object, origin: Place, place: Place) -> object:
        self._origins[place] = origin
        if isinstance(value, dict):
            keys = [key for key in value if (*origin, key) not in self._left_out]
            found = {key: self._kept(value[key], (*origin, key), (*place, key)) for key in keys}
            self._note(place, len(value) - len(keys))
            return found
        if isinstance(value, list):
            kept = [each for each in range(len(value)) if (*origin, each) not in self._left_out]
            self._note(place, len(value) - len(kept))
            return [
                self._kept(value[old], (*origin, old), (*place, new))
                for new, old in enumerate(kept)
            ]
        return value

    def _note(self, place: Place, missing: int) -> None:
        if missing:
            self.gaps.add(place)
