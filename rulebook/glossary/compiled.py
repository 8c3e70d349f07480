"""Reads `glossary/*.csv` and `glossary/slang/*.csv` into the facts that translations go by."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import langcodes

from domain.terms import Glossary, Slang, SlangWord, Term
from rulebook.glossary.forms import ANY, Meanings, faults, forms_in
from rulebook.glossary.tables import Columns, Row, rows_of
from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding
from rulebook.reading.folders import Folder

FOLDER: Final = "glossary"
SLANG: Final = "slang"
_TERMS: Final = Columns(("id", "keep"))
_WORDS: Final = Columns(("form",), wanted="en")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_KEEP: Final = MappingProxyType({"": False, "no": False, "yes": True})


def read_glossary(folder: Folder) -> tuple[Glossary, tuple[Finding, ...]]:
    """All terms of a desk, and what is wrong with their files; a wrong row is left out."""
    reader = _Terms()
    texts: list[str] = []
    findings: list[Finding] = []
    for name, text in _tables(folder, FOLDER, findings):
        texts.append(text)
        _, rows, wrong = rows_of(name, text, _TERMS)
        findings += wrong
        for row in rows:
            findings += reader.take(row)
    return Glossary(tuple(reader.terms), _version(texts)), tuple(findings)


def read_slang(folder: Folder) -> tuple[Slang, tuple[Finding, ...]]:
    """All slang of a desk by its language, which is the name of its file."""
    words: dict[str, tuple[SlangWord, ...]] = {}
    texts: list[str] = []
    findings: list[Finding] = []
    for name, text in _tables(folder, f"{FOLDER}/{SLANG}", findings):
        tag = name.rpartition("/")[2].removesuffix(".csv")
        if not langcodes.tag_is_valid(tag):
            said = f"'{tag}' is no language; name the file after one, like pt.csv"
            findings.append(Finding(name, None, said))
            continue
        texts.append(text)
        words[langcodes.standardize_tag(tag)] = tuple(_words(name, tag, text, findings))
    return Slang(MappingProxyType(words), _version(texts)), tuple(findings)


class _Terms:
    """The terms so far: no two have one id, and no form means two of them."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self._rows: dict[str, Row] = {}
        self._meanings = Meanings()

    def take(self, row: Row) -> list[Finding]:
        """Add the row's term; or what is wrong with it."""
        name = row.cells.get("id", "")
        found = [*self._of_id(row, name), *_of_keep(row), *self._of_forms(row, name)]
        if not found:
            forms = {column: forms_in(row, column) for column in _languages(row)}
            keep = _KEEP[row.cells.get("keep", "")]
            self.terms.append(Term(name, MappingProxyType(forms), keep))
        self._rows.setdefault(name, row)
        return found

    def _of_id(self, row: Row, name: str) -> Iterator[Finding]:
        if not _ID.fullmatch(name):
            yield row.finding(f"'{name[:40]}' is no id; write one like bill-of-lading")
        elif name in self._rows:
            first = self._rows[name]
            place = f"{first.file}, line {first.line}"
            yield row.finding(f"the id '{name}' stands in {place} already; give this one another")

    def _of_forms(self, row: Row, name: str) -> Iterator[Finding]:
        languages = _languages(row)
        keep = _KEEP.get(row.cells.get("keep", ""), False)
        if not languages:
            yield row.finding("the term has no form at all; write it in one language or more")
        elif len(languages) == 1 and not keep:
            said = f"the term has a form in {languages[0]} only"
            yield row.finding(f"{said}; write it in another language too, or keep: yes")
        for column in languages:
            wrong = list(faults(row, column))
            yield from wrong
            for form in () if wrong else forms_in(row, column):
                claimed = self._meanings.claim(row, ANY if keep else column, form, name)
                if claimed is not None:
                    yield claimed


def _of_keep(row: Row) -> Iterator[Finding]:
    keep = row.cells.get("keep", "")
    if keep not in _KEEP:
        yield row.finding(f"keep is '{keep[:20]}'; write yes or no")


def _words(name: str, tag: str, text: str, findings: list[Finding]) -> Iterator[SlangWord]:
    _, rows, wrong = rows_of(name, text, _WORDS)
    findings += wrong
    meanings = Meanings()
    for row in rows:
        word, wrong = _word(row, tag, meanings)
        findings += wrong
        if not wrong:
            yield word


def _word(row: Row, language: str, meanings: Meanings) -> tuple[SlangWord, list[Finding]]:
    found = list(faults(row, "form"))
    forms = forms_in(row, "form")
    if not forms:
        found.append(row.finding("the form is empty; write the word as people write it"))
    if "en" not in row.cells:
        found.append(row.finding("the meaning in en is empty; write it in a few words"))
    if not found:
        name = f"line {row.line}"  # each row is a word of its own
        claims = (meanings.claim(row, language, form, name) for form in forms)
        found += [one for one in claims if one is not None]
    said = {column: cell for column, cell in row.cells.items() if column != "form"}
    return SlangWord(forms, MappingProxyType(said)), found


def _languages(row: Row) -> list[str]:
    return [column for column in row.cells if column not in _TERMS.first]


def _tables(folder: Folder, parent: str, findings: list[Finding]) -> Iterator[tuple[str, str]]:
    """Each table of a folder with its text; what nobody would read is found."""
    for name in folder.inside(parent):
        path = f"{parent}/{name}"
        if name.startswith(".") or name.endswith(".md") or path == f"{FOLDER}/{SLANG}":
            continue
        if not name.endswith(".csv"):
            said = f"nothing reads this; {FOLDER} has files ending in .csv and the folder {SLANG}"
            findings.append(Finding(path, None, said))
            continue
        try:
            yield path, folder.text(path)
        except DeskError as error:
            findings += error.findings


def _version(texts: list[str]) -> str:
    """Names the content; "" where there is none."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(b"%d:" % len(text) + text.encode(errors="replace"))
    return digest.hexdigest()[:16] if texts else ""


def cells_by_name(text: str, *, slang: bool) -> Mapping[str, Mapping[str, str]]:
    """What a table says, by the ids of terms or the forms of slang; for comparing two tables."""
    columns = _WORDS if slang else _TERMS
    _, rows, _ = rows_of("", text, columns)
    named = columns.first[0]
    return {
        row.cells.get(named, ""): {key: cell for key, cell in row.cells.items() if key != named}
        for row in rows
    }
