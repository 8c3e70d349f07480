"""Reads a CSV file of the desk as rows with their lines; what is wrong with it is said by line.

RFC 4180: fields are divided by commas, and one with a comma, a quote or a break is in quotes.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import langcodes

from rulebook.reading.findings import Finding

MOST_ROWS: Final = 5_000
LONGEST_CELL: Final = 500  # characters
_OTHER_MARKS: Final = (";", "\t")
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by the names of their columns, without the empty ones."""

    file: str
    line: int
    cells: Mapping[str, str]

    def finding(self, sentence: str) -> Finding:
        """What is wrong with this row."""
        return Finding(self.file, self.line, sentence)


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table begins with: columns of these names, and then one for each language."""

    first: tuple[str, ...]
    wanted: str = ""  # a language that must be among them

    def faults(self, header: Sequence[str]) -> Iterator[str]:
        """What is wrong with a header, a sentence each."""
        begins = tuple(header[: len(self.first)])
        if begins != self.first:
            example = ",".join((*self.first, self.wanted or "en", "pt-BR"))
            said = f"the columns begin with '{','.join(begins)[:60]}'"
            yield f"{said}; write {example}{_hint(header)}"
            return
        tags = header[len(self.first) :]
        if not tags:
            yield "there is no column for a language; write one such as en"
        for tag in tags:
            if not langcodes.tag_is_valid(tag):
                yield f"'{tag[:40]}' is no language; write a tag such as en, pt-BR or zh-Hans"
        names = [_standard(tag) for tag in tags]
        for tag in sorted({name for name in names if names.count(name) > 1}):
            yield f"there are two columns for {tag}; keep one of them"
        if self.wanted and self.wanted not in names:
            yield f"there is no column {self.wanted}, which others fall back on; write one"


def rows_of(
    name: str, text: str, columns: Columns
) -> tuple[tuple[str, ...], list[Row], list[Finding]]:
    """The languages of a table, its rows, and what is wrong with it; a wrong row is left out."""
    findings: list[Finding] = []
    records = _records(name, text, findings)
    line, header = next(records, (1, []))
    faults = [*columns.faults(header)] if header else ["the file is empty"] * (not findings)
    if not header or faults:
        return (), [], [*findings, *(Finding(name, line, fault) for fault in faults)]
    names = (*columns.first, *(_standard(tag) for tag in header[len(columns.first) :]))
    rows: list[Row] = []
    for line, cells in records:
        if len(rows) == MOST_ROWS:
            said = f"there are more than {MOST_ROWS} rows; divide the file"
            findings.append(Finding(name, line, said))
            break
        fault = _fault(cells, len(names))
        if fault:
            findings.append(Finding(name, line, fault))
        else:
            filled = {key: cell for key, cell in zip(names, cells, strict=True) if cell}
            rows.append(Row(name, line, filled))
    return names[len(columns.first) :], rows, findings


def _records(name: str, text: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        said = f"this is not CSV: {error}; put what has a comma or a quote into quotes"
        findings.append(Finding(name, line, said))


def _fault(cells: Sequence[str], wanted: int) -> str:
    if len(cells) != wanted:
        return (
            f"the row has {len(cells)} cells, the header {wanted}; write as many (empty ones too)"
        )
    for cell in cells:
        if _BOM in cell:
            return "there is a byte-order mark in the row; take it out"
        if len(cell) > LONGEST_CELL:
            return f"a cell is longer than {LONGEST_CELL} characters; shorten it"
        if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in cell):
            return "there is a line break or a control character in a cell; take it out"
    return ""


def _hint(header: Sequence[str]) -> str:
    first = header[0] if header else ""
    mark = next((one for one in _OTHER_MARKS if one in first), None)
    return "" if mark is None else ", divided by commas"


def _standard(tag: str) -> str:
    return langcodes.standardize_tag(tag) if langcodes.tag_is_valid(tag) else tag
