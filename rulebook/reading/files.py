"""Reads one YAML file of the desk: safely, and so that every complaint can name its line.

What a careless reader of YAML changes behind one's back is refused or left as it stands: `NO` is
Norway and not false, `09:30` is no number, a key that is written twice is an error.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Protocol

import yaml

from domain.halting import CannotGoOn
from rulebook.reading.findings import Finding, Severity

LARGEST_FILE: Final = 262_144  # bytes
DEEPEST: Final = 20
# libyaml's parser is seven times as fast; PyYAML's own says more clearly what is wrong.
_FAST: Final[type[yaml.BaseLoader]] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_WORDS: Final = MappingProxyType({"true": True, "false": False, "null": None, "~": None, "": None})


class _Mark(Protocol):
    """Where PyYAML's reader, in Python or in C, stood."""

    @property
    def line(self) -> int: ...


Place = tuple[str | int, ...]  # keys and positions that lead to a value


class DeskError(CannotGoOn):
    """The desk's files cannot be used; `sentences` say each what is wrong and what to write."""

    def __init__(self, findings: Iterable[Finding | str]) -> None:
        """Take what was found; a bare sentence is about no single file."""
        self.findings = tuple(
            Finding("", None, one) if isinstance(one, str) else one for one in findings
        )
        self.sentences = tuple(map(str, self.findings))
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True, slots=True)
class Document:
    """What one file says, and in which line it says it."""

    name: str
    data: object
    lines: Mapping[Place, int] = field(default_factory=dict)

    def finding(self, place: Place, sentence: str, severity: Severity = Severity.ERROR) -> Finding:
        """What is wrong with the value at `place`, with the nearest line that is known."""
        while place and place not in self.lines:
            place = place[:-1]
        return Finding(self.name, self.lines.get(place), sentence, severity)


def parse_document(name: str, text: str) -> Document:
    """Read a text as the file `name`; nothing that stands in it is run, followed or expanded.

    Raises DeskError.
    """
    document, findings = parse_partly(name, text)
    if document is None or findings:
        raise DeskError(findings)
    return document


def parse_partly(name: str, text: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """The same with all that is wrong; the document where the rest of it can be read all the same.

    Of a key that is written twice the last stands.
    """
    try:
        return _parsed(name, _Reader(name, text, _FAST))
    except yaml.YAMLError:
        return _parsed_or_explained(name, text)


def _parsed(name: str, reader: "_Reader") -> tuple[Document | None, tuple[Finding, ...]]:
    try:
        document = Document(name, reader.document(), reader.lines)
    except DeskError as error:
        return None, (*reader.complaints, *error.findings)
    return document, tuple(reader.complaints)


def _parsed_or_explained(name: str, text: str) -> tuple[Document | None, tuple[Finding, ...]]:
    reader = _Reader(name, text, yaml.BaseLoader)
    try:
        return _parsed(name, reader)
    except yaml.MarkedYAMLError as error:
        return None, (*reader.complaints, _explained(name, text, error))
    except yaml.YAMLError:
        said = "there is a character that no text holds; save the file as UTF-8"
        return None, (Finding(name, None, said),)


def _line(mark: _Mark | None) -> int:
    return 1 if mark is None else mark.line + 1


def _explained(name: str, text: str, error: yaml.MarkedYAMLError) -> Finding:
    mark = error.problem_mark or error.context_mark
    line = _line(mark)
    problem = error.problem or "it cannot be read"
    written = text.split("\n")[line - 1 : line]
    if r"'\t'" in problem or any(each.lstrip(" ").startswith("\t") for each in written):
        return Finding(name, line, "there is a tab here; indent with spaces")
    return Finding(name, line, f"this is not YAML: {problem}; mend what stands here or above it")


class _Reader:
    """Turns the parser's events into plain data, as they come, and notes the line of each."""

    def __init__(self, name: str, text: str, loader: type[yaml.BaseLoader]) -> None:
        self._name = name
        self._events: Iterator[yaml.Event] = yaml.parse(text, loader)
        self.lines: dict[Place, int] = {}
        self.complaints: list[Finding] = []

    def document(self) -> object:
        next(self._events)  # the stream starts
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise DeskError(
                [
                    Finding(
                        self._name,
                        None,
                        "the file is empty; write what belongs in it, or take it away",
                    )
                ]
            )
        data = self._value(self._next(), ())
        next(self._events)  # the document ends
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            raise self._refused(following, "a second document (---) begins; use one file for each")
        return data

    def _next(self) -> yaml.Event:
        event = next(self._events)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._refused(event, "& and * are not used here; write it out")
        if getattr(event, "tag", None):
            raise self._refused(event, "tags (!) are not used here; leave it out")
        return event

    def _value(self, event: yaml.Event, place: Place) -> object:
        if len(place) > DEEPEST:
            raise self._refused(
                event, f"nested more than {DEEPEST} levels deep; close brackets that are open"
            )
        self.lines.setdefault(place, _line(event.start_mark))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place)
        return _scalar(event)

    def _sequence(self, place: Place) -> list[object]:
        found: list[object] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            found.append(self._value(event, (*place, len(found))))
        return found

    def _mapping(self, place: Place) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(event, "a key must be a word; write one before the colon")
            key = (*place, event.value)
            if event.value in found:
                double = self._refused(event, f"'{event.value}' is written twice; keep one of them")
                self.complaints.extend(double.findings)
            self.lines[key] = _line(event.start_mark)
            found[event.value] = self._value(self._next(), key)
        return found

    def _refused(self, event: yaml.Event, words: str) -> DeskError:
        return DeskError([Finding(self._name, _line(event.start_mark), words)])


def _scalar(event: yaml.Event) -> object:
    """Only true, false, null and whole numbers are more than text, and only without quotes."""
    text = str(getattr(event, "value", ""))
    if getattr(event, "style", None):
        return text
    if text in _WORDS:
        return _WORDS[text]
    digits = text.removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 9
    # A leading zero tells a code ("007") from a number.
    return int(text) if is_number and (digits == "0" or digits[0] != "0") else text
