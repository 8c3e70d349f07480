"""Walks through the JSON Schemas of the desk's files: keys, examples, and what fits them."""

from collections.abc import Iterator
from typing import Any, get_args

import yaml
from pydantic import BaseModel, create_model

from rulebook.reading.files import parse_document
from rulebook.reading.shapes import fit
from rulebook.schemas.exported import Kind, Schema, schema_of
from rulebook.schemas.parts import Part


def properties(kind: Kind) -> list[str]:
    """The keys that a schema knows, each with those that lead to it: `policies.steps.at`."""
    schema = schema_of(kind)
    return list(dict.fromkeys(_properties(str(kind), schema, schema)))


def examples(kind: Kind) -> list[tuple[str, Any]]:
    """Each example that a schema gives, with its key."""
    schema = schema_of(kind)
    found: list[tuple[str, Any]] = []
    for path, node in _nodes(str(kind), schema, schema):
        found += [(path, value) for value in node.get("examples", [])]
    return found


def _properties(path: str, node: Any, whole: Schema) -> Iterator[str]:
    yield from (found for found, _ in _nodes(path, node, whole) if found != path)


def _nodes(path: str, node: Any, whole: Schema) -> Iterator[tuple[str, Schema]]:
    """Every schema of a key's value with the key, through references, lists and maps."""
    if not isinstance(node, dict):
        return
    for key, value in node.get("properties", {}).items():
        if not _is_a_way(value, path):
            yield f"{path}.{key}", value
            yield from _nodes(f"{path}.{key}", value, whole)
    for inner in _inside(node, whole):
        yield from _nodes(path, inner, whole)


def _inside(node: Schema, whole: Schema) -> Iterator[Any]:
    if "$ref" in node:
        yield whole["$defs"][node["$ref"].rpartition("/")[2]]
    yield from node.get("anyOf", [])
    yield from node.get("patternProperties", {}).values()
    yield node.get("items")
    yield node.get("additionalProperties")


def _is_a_way(value: Any, path: str) -> bool:
    """`email` and `webhook` are ways that a value of `notify` is made of, and no keys."""
    return path.endswith(".notify") and isinstance(value, dict)


def parts(shape: type[BaseModel]) -> list[type[BaseModel]]:
    """A shape and all that it is made of, each once."""
    found = [shape]
    for part in found:
        for field in part.model_fields.values():
            found += [one for one in _models(field.annotation) if one not in found]
    return found


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def read_alone(part: type[BaseModel], name: str, value: object) -> object:
    """What the desk's reader makes of a value, written as YAML, of one field of a part.

    Raises DeskError for what the field does not take.
    """
    field = part.model_fields[name]
    key = field.alias or name
    alone = create_model("Alone", __base__=Part, **{name: (field.annotation, field)})  # type: ignore[call-overload]  # one field, by its name
    text = yaml.safe_dump({key: value}, allow_unicode=True)
    return getattr(fit(parse_document(f"{key}.yaml", text), alone), name)
