"""What of a mail's plain text its sender wrote, and what it only repeats, in any language.

No words are looked for. What is repeated is known by its shape: lines that begin with `>` below a
line that names somebody and a time, a block of fields that repeats the head of a mail, our own
mark. An answer that is written inside of what it answers stays there: then nothing is cut.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import category

MARK: Final = re.compile(r"[>\s]*##- .{1,200} -##\s*")  # above what we write: answer above it

_LONGEST_INTRODUCTION: Final = 3  # lines
_LONGEST_TOLD: Final = 1_000  # characters of an introduction
_LONGEST_HEADING: Final = 20_000  # characters: a head may name many recipients
_ADDRESS: Final = re.compile(r"[^\s@<>()\[\]]@[^\s@<>()\[\]]+\.[^\s@<>()\[\]]")
_TIME: Final = re.compile(r"(?<!\d)\d{1,2}\s?[:.hH٫時时시]\s?\d{2}(?!\d)")
_DATE: Final = re.compile(
    r"(?<!\d)(?:19|20|25|[۰-۹]{2}|[٠-٩]{2}|[०-९]{2})\d{2}(?!\d)|\d{1,2}([./-])\d{1,2}\1\d{2,4}"
)
_COLONS: Final = (":", "：", "：", "﹕", "︓")
_FIELD: Final = re.compile(r"[\s>*_]*[^\W\d][^\n:：@\d]{0,30}?[*_]*\s?[:：][*_]*\s*\S.*")
_FEWEST_FIELDS: Final = 3
_RULE: Final = re.compile(r"\s*(?:[_=*\u2500-]{5,}|[-_=]{2}.{0,100}[-_=]{2})\s*")
_SIGNATURE: Final = re.compile(r"-- ?")
_LONGEST_SIGNATURE: Final = 12  # lines


@dataclass(frozen=True, slots=True)
class Split:
    """What somebody wrote, and what was cut from it; both as they stood."""

    own: str
    quoted: str = ""


def split(text: str) -> Split:
    """Divide a text; where nothing would be left of its sender's own, nothing is cut."""
    lines = text.split("\n")
    kept, cut = _without_quote(lines)
    if not _says_anything(kept):
        return Split(text.strip())
    kept, signature = _without_signature(kept)
    return Split("\n".join(kept).strip(), _joined(signature, cut))


def without_introduction(text: str) -> str:
    """A text without the lines at its end that introduce a quote which is no more there."""
    lines = text.rstrip().split("\n")
    return "\n".join(lines[: _introduced(lines, len(lines))]).rstrip()


def is_heading(lines: Sequence[str]) -> bool:
    """Whether lines repeat the head of a mail: fields with somebody's address or name, and a time.

    Outlook, and telephones, put them above what they quote.
    """
    told = "\n".join(lines)
    if "@" not in told or len(told) > _LONGEST_HEADING or not _FIELD.fullmatch(lines[0]):
        return False
    fields = [line for line in lines if _FIELD.fullmatch(line)]
    return (
        len(fields) >= _FEWEST_FIELDS
        and _ADDRESS.search(told) is not None
        and (_TIME.search(told) is not None or _DATE.search(told) is not None)
    )


def _without_quote(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    at = _our_mark(lines)
    if at is None:
        at = _heading(lines)
    if at is not None:
        return lines[:at], lines[at:]
    return _without_marked_lines(lines)


def _our_mark(lines: Sequence[str]) -> int | None:
    for number, line in enumerate(lines):
        if MARK.fullmatch(line):
            return _introduced(lines, number)
    return None


def _heading(lines: Sequence[str]) -> int | None:
    """Where the head of a mail is repeated, with the rule above it."""
    for number, line in enumerate(lines):
        if _has_colon(line) and is_heading(_stretch(lines, number) or [line]):
            above = number
            while above and (not lines[above - 1].strip() or _RULE.fullmatch(lines[above - 1])):
                above -= 1
            return above
    return None


def _has_colon(line: str) -> bool:
    return any(one in line for one in _COLONS)


def _stretch(lines: Sequence[str], start: int) -> Sequence[str]:
    """The lines from one on up to the next that is empty or a rule; a head has few."""
    end = start
    while end < min(len(lines), start + 10) and not _ends_a_stretch(lines[end]):
        end += 1
    return lines[start:end]


def _ends_a_stretch(line: str) -> bool:
    return not line.strip() or _RULE.fullmatch(line) is not None


def _without_marked_lines(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    marked = [number for number, line in enumerate(lines) if line.lstrip("\ufeff ").startswith(">")]
    if not marked:
        return lines, ()
    first, last = marked[0], marked[-1]
    start = _introduced(lines, first)
    if start == first and not _introduces_itself(lines[first : last + 1]):
        return lines, ()
    between = [line for line in lines[first:last] if not line.lstrip("\ufeff ").startswith(">")]
    before, after = lines[:start], lines[last + 1 :]
    if _says_anything(between):
        return lines, ()  # an answer stands inside of what it answers
    if _says_anything(before) and _says_anything(_without_signature(after)[0]):
        return lines, ()
    return [*before, *after], lines[start : last + 1]


def _introduced(lines: Sequence[str], end: int) -> int:
    """Where the lines begin that introduce what comes at `end`; `end` itself where none do."""
    last = end
    while last and not lines[last - 1].strip():
        last -= 1
    for count in range(1, _LONGEST_INTRODUCTION + 1):
        start = last - count
        if start < 0 or not lines[start].strip():
            break
        if _introduces(" ".join(lines[start:last])):
            return start
    return end


def _introduces(told: str) -> bool:
    if len(told) > _LONGEST_TOLD:
        return False
    shown = "".join(one for one in told if category(one) != "Cf").strip()
    who, when = _ADDRESS.search(shown), _TIME.search(shown)
    if who and when:
        return True
    return shown.endswith(_COLONS) and bool(when and _DATE.search(shown))


def _introduces_itself(quoted: Sequence[str]) -> bool:
    """Whether what is quoted begins with its introduction: Apple's telephones write it so."""
    inner = [line.lstrip("\ufeff ").removeprefix(">").strip() for line in quoted]
    told = [line for line in inner if line][:_LONGEST_INTRODUCTION]
    return any(_introduces(" ".join(told[:count])) for count in range(1, len(told) + 1))


def _without_signature(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Divide off what stands below the last `-- ` (RFC 3676 §4.3), where that is short."""
    for number in range(len(lines) - 1, -1, -1):
        if _SIGNATURE.fullmatch(lines[number]):
            if len(lines) - number - 1 > _LONGEST_SIGNATURE:
                break
            return lines[:number], lines[number:]
    return lines, ()


def _says_anything(lines: Sequence[str]) -> bool:
    return any(one.isalnum() or category(one) == "So" for line in lines for one in line)


def _joined(*parts: Sequence[str]) -> str:
    return "\n\n".join(told for told in ("\n".join(part).strip("\n") for part in parts) if told)
