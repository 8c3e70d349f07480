"""Fits a document into the shape of its file, and says in sentences where it does not fit."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rulebook.reading.files import DeskError, Document, Place
from rulebook.reading.findings import Finding
from rulebook.reading.names import meant

Shape = TypeVar("Shape", bound=BaseModel)

_EXPECTED: Final = MappingProxyType(
    {
        "tuple_type": "a list is wanted here, like [this, that]; write it so",
        "dict_type": "keys with values are wanted here, like {key: value}; write them so",
        "model_type": "keys with values are wanted here, like {key: value}; write them so",
        "string_unicode": "there is a character that no text holds; write it otherwise",
        "string_type": "a word is wanted here; put it between quotes",
        "int_type": "a whole number is wanted here; write one like 3",
        "bool_type": "true or false is wanted here; write one of them",
        "too_short": "at least one is wanted here; write one",
    }
)


_LIMITED: Final = MappingProxyType(
    {
        "too_long": "there are {actual_length} here, more than a desk can have; keep at most "
        "{max_length}",
        "greater_than_equal": "{said}; write {ge} or more",
        "less_than_equal": "{said}; write {le} or less",
        "string_too_long": "this is longer than {max_length} characters; shorten it",
        "string_too_short": "nothing stands here; write it, or leave the key out",
    }
)
_QUOTED: Final = re.compile(r"'([^']*)'")

# How a value that must match a pattern is written, for people who read no patterns.
_WRITTEN: Final = MappingProxyType(
    {
        "^[A-Z]{2}$": "write two capital letters, like IE",
        "^[a-z][a-z0-9]{1,15}$": "write small letters and digits, like eu",
        "^[a-z0-9][a-z0-9._-]{0,63}$": "write small letters, digits, and . _ or -, like eu-care",
        "^[a-z0-9][a-z0-9._-]{0,63}/[a-z0-9][a-z0-9._-]{0,63}$": "write a channel and its account, "
        "like email/support",
        "^[a-z0-9][a-z0-9._-]{0,63}(/[a-z0-9][a-z0-9._-]{0,63})?$": "write a channel, or a channel "
        "and its account, like email or email/support",
        "^[a-z][a-z0-9_]{0,63}$": "write small letters, digits and _, like page_id",
        "^([01][0-9]|2[0-3]):[0-5][0-9]$": "write a time like 22:00",
        "^[A-Z][A-Z0-9_]{0,99}$": "write capital letters, digits and _, like SHOP_SECRET",
    }
)


class Misplaced(ValueError):
    """What a part says of itself, with the place inside of it that is to blame."""

    def __init__(self, words: str, place: Place) -> None:
        super().__init__(words)
        self.place = place


def fit(document: Document, shape: type[Shape]) -> Shape:
    """The document as its shape. Raises DeskError with a sentence for everything that is wrong."""
    try:
        return shape.model_validate(document.data)
    except ValidationError as error:
        raise DeskError(faults(error.errors(), document, shape)) from None


def faults(
    errors: Sequence[ErrorDetails], document: Document, shape: type[BaseModel]
) -> tuple[Finding, ...]:
    """What pydantic found, in our words, each with its line; without what only follows from it."""
    inside = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    misspelt = {
        (*error["loc"][:-1], _meant(error, shape))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    return tuple(
        document.finding(place_of(error), _words(error, shape))
        for error in errors
        # A list is called too short also because what stands in it is wrong itself, and a key
        # missing because it is there under a name with a slip in it.
        if not (error["type"] == "too_short" and error["loc"] in inside)
        and not (error["type"] == "missing" and error["loc"] in misspelt)
    )


def _meant(error: ErrorDetails, shape: type[BaseModel]) -> str:
    """The key that somebody most likely meant; "" where none is like it."""
    *place, key = place_of(error)
    close = get_close_matches(str(key), _keys_at(shape, tuple(place)), n=1)
    return close[0] if close else ""


def place_of(error: ErrorDetails) -> Place:
    """The place that is to blame."""
    # A wrong key of a mapping is reported below the key, with this mark.
    place = tuple(step for step in error["loc"] if step != "[key]")
    cause = error.get("ctx", {}).get("error")
    return (*place, *cause.place) if isinstance(cause, Misplaced) else place


def _words(error: ErrorDetails, shape: type[BaseModel]) -> str:
    place = place_of(error)
    if error["type"] == "extra_forbidden":
        known = _keys_at(shape, place[:-1])
        return f"'{place[-1]}' is not known here; {meant(str(place[-1]), known, 'known here')}"
    if error["type"] == "missing":
        return f"'{place[-1]}' is missing; write it"
    said = _said(error)
    where = ".".join(str(step) for step in place if not isinstance(step, int))
    return f"{where}: {said}" if where else said


def _said(error: ErrorDetails) -> str:
    limits, said = error.get("ctx", {}), error["msg"].removeprefix("Value error, ")
    kind = error["type"]
    if kind in _LIMITED:
        return _LIMITED[kind].format(said=said, **limits)
    if kind == "string_pattern_mismatch":
        advice = _WRITTEN.get(limits["pattern"])
        return f"this is not how it is written; {advice}" if advice else said
    if kind in {"enum", "literal_error"}:
        return f"{_shown(error['input'])} is not known here; write {_choices(limits['expected'])}"
    return _EXPECTED.get(kind, said)


def _shown(value: object) -> str:
    return f"'{value}'" if isinstance(value, str | int) else "this"


def _choices(expected: str) -> str:
    """What may stand there; pydantic says it as Python would write it."""
    words = [f"'{word}'" for word in _QUOTED.findall(expected)]
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _keys_at(shape: type[BaseModel], place: Place) -> list[str]:
    """The keys that may stand at a place, found by following its fields."""
    for step in place:
        fields = {field.alias or name: field for name, field in shape.model_fields.items()}
        field = fields.get(step) if isinstance(step, str) else None
        if field is not None:
            shape = next(_shapes_in(field.annotation), shape)
    return sorted(field.alias or name for name, field in shape.model_fields.items())


def _shapes_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _shapes_in(inner)
