"""Reads one YAML file of the desk: safely, and so that every complaint can name its line.

What a careless reader of YAML changes behind one's back is refused or left as it stands: `NO` is
Norway and not false, `09:30` is no number, a key that is written twice is an error.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

LARGEST_FILE: Final = 262_144  # bytes
DEEPEST: Final = 20
_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}

Place = tuple[str | int, ...]  # keys and positions that lead to a value


class DeskError(Exception):
    """The desk's files cannot be used; `sentences` say each what is wrong and what to write."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True, slots=True)
class Document:
    """What one file says, and in which line it says it."""

    name: str
    data: object
    lines: Mapping[Place, int] = field(default_factory=dict)

    def sentence(self, place: Place, words: str) -> str:
        """A complaint about the value at `place`, with the nearest line that is known."""
        while place and place not in self.lines:
            place = place[:-1]
        line = self.lines.get(place)
        return f"{self.name}: {words}" if line is None else f"{self.name}, line {line}: {words}"


def read_document(folder: Path, name: str) -> Document:
    """Read `folder/name`. Raises DeskError; never runs, follows or expands what stands in it."""
    return parse_document(name, _text(folder, name))


def parse_document(name: str, text: str) -> Document:
    """Read a text as the file `name`. Raises DeskError."""
    try:
        _refuse_dangers(name, text)
        node = yaml.compose(text, yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        raise DeskError([_explained(name, error)]) from None
    except yaml.YAMLError:
        raise DeskError([f"{name}: there is a character that no text holds; save as UTF-8"]) from (
            None
        )
    if node is None:
        raise DeskError([f"{name}: the file is empty"])
    reader = _Reader(name)
    data = reader.value(node, ())
    if reader.complaints:
        raise DeskError(reader.complaints)
    return Document(name, data, reader.lines)


def _text(folder: Path, name: str) -> str:
    try:
        with (folder / name).open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise DeskError([f"{name}: the file is larger than {LARGEST_FILE // 1024} kB"])
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DeskError([f"{name}: the file is not UTF-8 text; save it as UTF-8"]) from None
    except FileNotFoundError:
        raise DeskError([f"{name}: the file is missing"]) from None
    except OSError as error:
        raise DeskError([f"{name}: the file cannot be read: {error.strerror}"]) from None


def _refuse_dangers(name: str, text: str) -> None:
    """Look at the parser's events, which nest without recursion, before anything is built."""
    depth = documents = 0
    for event in yaml.parse(text, yaml.BaseLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise DeskError([f"{name}, line {line}: & and * are not used here; write it out"])
        if getattr(event, "tag", None):
            raise DeskError([f"{name}, line {line}: tags (!) are not used here; leave it out"])
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise DeskError([f"{name}, line {line}: nested more than {DEEPEST} levels deep"])
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise DeskError([f"{name}, line {line}: a second document (---) begins; use one file"])


def _explained(name: str, error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    place = f"{name}, line {mark.line + 1}" if mark else name
    problem = error.problem or "this is not YAML"
    if r"'\t'" in problem:
        return f"{place}: there is a tab here; indent with spaces"
    return f"{place}: this is not YAML: {problem}"


class _Reader:
    """Turns nodes into plain data and notes the line of each."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.lines: dict[Place, int] = {}
        self.complaints: list[str] = []

    def value(self, node: yaml.Node, place: Place) -> object:
        self.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(one, (*place, index)) for index, one in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._complain(line, "a key must be a word")
            elif key.value in found:
                self._complain(line, f"'{key.value}' is written twice; keep one of them")
            else:
                self.lines[(*place, key.value)] = line
                found[key.value] = self.value(value, (*place, key.value))
        return found

    def _complain(self, line: int, words: str) -> None:
        self.complaints.append(f"{self._name}, line {line}: {words}")


def _scalar(node: yaml.Node) -> object:
    """Only true, false, null and whole numbers are more than text, and only without quotes."""
    text = str(node.value)
    if getattr(node, "style", None):
        return text
    if text in _WORDS:
        return _WORDS[text]
    digits = text.removeprefix("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 9
    # A leading zero tells a code ("007") from a number.
    return int(text) if is_number and (digits == "0" or digits[0] != "0") else text
