"""What reading and checking a desk finds: in which file and line, how bad it is, and what to write.

A sentence says what is wrong and then, behind a semicolon or a colon, what to write instead.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_ADVICE: Final = re.compile(r"; |: (?=write |keep |give |leave )")


class Severity(StrEnum):
    """What a finding means for the desk."""

    ERROR = "error"  # it cannot be used
    WARNING = "warning"  # it can, and somebody should look


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. `line` counts from 1; None where no single line is to blame."""

    file: str  # below the desk's folder; "" where it is about all of them
    line: int | None
    sentence: str
    severity: Severity = Severity.ERROR

    @property
    def write(self) -> str:
        """The part of the sentence that says what to write instead; "" where it has none."""
        found = _ADVICE.split(self.sentence, maxsplit=1)
        return found[1] if len(found) > 1 else ""

    @property
    def is_error(self) -> bool:
        """Whether the desk cannot be used before this is mended."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{where}: {self.sentence}" if where else self.sentence


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, by file and line."""
    return tuple(
        sorted(dict.fromkeys(findings), key=lambda one: (one.file, one.line or 0, one.sentence))
    )
