"""Fits a document into the shape of its file, and says in sentences where it does not fit."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from rulebook.files import DeskError, Document, Place

Shape = TypeVar("Shape", bound=BaseModel)

_EXPECTED: Final = MappingProxyType(
    {
        "tuple_type": "a list is wanted here, like [this, that]",
        "dict_type": "keys with values are wanted here, like {key: value}",
        "model_type": "keys with values are wanted here, like {key: value}",
        "string_type": "a word is wanted here; put it between quotes",
        "int_type": "a whole number is wanted here",
        "bool_type": "true or false is wanted here",
        "too_short": "at least one is wanted here",
    }
)


def fit(document: Document, shape: type[Shape]) -> Shape:
    """The document as its shape. Raises DeskError with a sentence for everything that is wrong."""
    try:
        return shape.model_validate(document.data)
    except ValidationError as error:
        errors = error.errors()
        raise DeskError(
            document.sentence(_place(each), _words(each, shape))
            for each in errors
            if not _follows(each, errors)
        ) from None


def _follows(error: ErrorDetails, errors: Iterable[ErrorDetails]) -> bool:
    """Whether a list is called too short only because what stands in it is wrong itself."""
    place = error["loc"]
    inside = (other["loc"] for other in errors if len(other["loc"]) > len(place))
    return error["type"] == "too_short" and any(one[: len(place)] == place for one in inside)


def _place(error: ErrorDetails) -> Place:
    # A wrong key of a mapping is reported below the key, with this mark.
    return tuple(step for step in error["loc"] if step != "[key]")


def _words(error: ErrorDetails, shape: type[BaseModel]) -> str:
    place = _place(error)
    if error["type"] == "extra_forbidden":
        return _unknown_key(str(place[-1]), shape, place[:-1])
    if error["type"] == "missing":
        return f"'{place[-1]}' is missing"
    said = _EXPECTED.get(error["type"], error["msg"].removeprefix("Value error, "))
    where = ".".join(str(step) for step in place if not isinstance(step, int))
    return f"{where}: {said}" if where else said


def _unknown_key(key: str, shape: type[BaseModel], place: Place) -> str:
    known = _keys_at(shape, place)
    close = get_close_matches(key, known, n=1)
    advice = f"did you mean '{close[0]}'?" if close else f"known here: {', '.join(known)}"
    return f"'{key}' is not known here; {advice}"


def _keys_at(shape: type[BaseModel], place: Place) -> list[str]:
    """The keys that may stand at a place, found by following its fields."""
    for step in place:
        field = shape.model_fields.get(step) if isinstance(step, str) else None
        if field is not None:
            shape = next(_shapes_in(field.annotation), shape)
    return sorted(field.alias or name for name, field in shape.model_fields.items())


def _shapes_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _shapes_in(inner)
