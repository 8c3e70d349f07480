"""What reading and checking a desk finds: in which file and line, how bad it is, and what to write.

A sentence says what is wrong and then, behind a semicolon or a colon, what to write instead.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_ADVICE: Final = re.compile(r"; |: (?=write |keep |give |leave )")
LONGEST_SENTENCE: Final = 600  # characters; what somebody wrote is repeated in it
_LONGEST_END: Final = 200


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

    def __post_init__(self) -> None:
        """Names and words may be anybody's: what would break a line, or a terminal, is escaped."""
        object.__setattr__(self, "file", _printable(self.file))
        object.__setattr__(self, "sentence", _shortened(_printable(self.sentence)))

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


def _printable(words: str) -> str:
    if words.isprintable():
        return words
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in words
    )


def _shortened(words: str) -> str:
    """What to write stands at the end, so what is too much is left out before that."""
    if len(words) <= LONGEST_SENTENCE:
        return words
    return f"{words[: LONGEST_SENTENCE - _LONGEST_END]} … {words[-_LONGEST_END:]}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each once, by file and line."""
    return tuple(
        sorted(dict.fromkeys(findings), key=lambda one: (one.file, one.line or 0, one.sentence))
    )
