"""What stands twice in one list, where once would say the same: mostly another was meant."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from pydantic import BaseModel

from rulebook.reading.files import Place
from rulebook.reading.findings import Finding, Severity
from rulebook.reading.salvage import Written

Shape = TypeVar("Shape", bound=BaseModel)


def doubles(file: Written[Shape], place: Place, names: Sequence[str]) -> Iterator[Finding]:
    """A warning for each name in the list at `place` that stood there before."""
    for index, name in enumerate(names):
        if name in names[:index]:
            said = f"{name} is written twice; keep one of them"
            yield file.finding((*place, index), said, Severity.WARNING)
