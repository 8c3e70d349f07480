"""The forms in a cell, and whether one of them would mean two things."""

from collections.abc import Iterator
from typing import Final

from domain.terms import LONGEST_FORM, plain
from rulebook.glossary.tables import Row
from rulebook.reading.findings import Finding

BETWEEN: Final = "|"
ANY: Final = ""  # the language of a term that is kept: its forms are found in every one


def forms_in(row: Row, column: str) -> tuple[str, ...]:
    """The forms of a cell, divided by `|`; the first is what is written."""
    cell = row.cells.get(column, "")
    return tuple(form.strip() for form in cell.split(BETWEEN)) if cell else ()


def faults(row: Row, column: str) -> Iterator[Finding]:
    """What is wrong with the forms of one cell."""
    forms = forms_in(row, column)
    for form in forms:
        said = _fault(form)
        if said:
            yield row.finding(f"{column}: {said}")
    # FOB and fob are two: what is all in capitals is found in capitals only.
    compared = [form if form.isupper() else plain(form) for form in forms]
    for form in {form for form in compared if form and compared.count(form) > 1}:
        yield row.finding(f"{column}: '{form}' is written twice; keep one of them")


def _fault(form: str) -> str:
    if not form:
        return f"a form is empty; write one on each side of {BETWEEN}"
    if len(form) > LONGEST_FORM:
        return f"'{form[:20]}…' is longer than {LONGEST_FORM} characters; shorten it"
    if len(plain(form)) < 2:
        return f"'{form}' is a single character and would be found everywhere; write more"
    if not any(letter.isalnum() for letter in form):
        return f"'{form}' has no letter; write a word"
    return ""


class Meanings:
    """Which form means what, in each language, and which row said so."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[str, Row]] = {}
        self._languages: dict[str, set[str]] = {}

    def claim(self, row: Row, language: str, form: str, meaning: str) -> Finding | None:
        """Say that a form of a language (ANY for all) means this; the finding where it means more.

        Languages are compared by their primary tag: whoever writes `zh` may mean either script.
        """
        compared = plain(form)
        tag = language.partition("-")[0]
        there = self._languages.setdefault(compared, set())
        for other in sorted(there) if tag == ANY else sorted(there & {tag, ANY}):
            meant, first = self._known[compared, other]
            if meant != meaning:
                place = f"{first.file}, line {first.line}"
                said = f"'{form}' means '{meaning}' here and '{meant}' in {place}"
                return row.finding(f"{said}; let a form mean one thing")
        there.add(tag)
        self._known.setdefault((compared, tag), (meaning, row))
        return None
