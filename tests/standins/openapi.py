"""Schemas of OpenAPI 3.0, judged as JSON Schema: what a discriminator chooses is looked at too."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs

SCHEMAS: Final = Path(__file__).with_name("schemas")
_PLACE: Final = "#/components/schemas/"


class Published:
    """The schemas of one file."""

    def __init__(self, file: str) -> None:
        written = json.loads((SCHEMAS / file).read_text("utf-8"))
        self._chosen = {name for name, schema in written.items() if "discriminator" in schema}
        self._schemas = {}
        for name, schema in written.items():
            self._schemas[self._own(name)] = self._plain(schema)
            if name in self._chosen:
                self._schemas[name] = self._by_its_type(name, schema["discriminator"])

    def expect(self, name: str, value: object) -> None:
        """Raise ValueError where a value is not what the schema of that name says."""
        self._validator(name).validate(value)

    def allows(self, name: str, value: object) -> bool:
        """Whether it is."""
        return self._validator(name).is_valid(value)

    @cache  # noqa: B019 - a few files, for as long as the tests run
    def _validator(self, name: str) -> jsonschema_rs.Draft7Validator:
        whole = {"$ref": f"#/definitions/{name}", "definitions": self._schemas}
        return jsonschema_rs.Draft7Validator(whole, validate_formats=True)

    def _own(self, name: str) -> str:
        """What a schema says itself, beside what its discriminator leads to."""
        return f"{name}.itself" if name in self._chosen else name

    def _by_its_type(self, name: str, discriminator: Mapping[str, Any]) -> dict[str, object]:
        """What the type of an object chooses; a type that is not published is none."""
        by = discriminator["propertyName"]
        kinds = discriminator["mapping"]
        choices = [
            {
                "if": {"properties": {by: {"const": kind}}, "required": [by]},
                "then": {"$ref": f"#/definitions/{place.removeprefix(_PLACE)}"},
            }
            for kind, place in kinds.items()
        ]
        known = {"properties": {by: {"enum": sorted(kinds)}}}
        return {"allOf": [{"$ref": f"#/definitions/{self._own(name)}"}, known, *choices]}

    def _plain(self, value: Any, *, extends: bool = False) -> Any:
        """Without what JSON Schema does not know; what extends a schema does not choose again."""
        if isinstance(value, list):
            return [self._plain(one, extends=extends) for one in value]
        if not isinstance(value, dict):
            return value
        plain = {}
        for key, part in value.items():
            if key == "$ref":
                name = part.removeprefix(_PLACE)
                plain[key] = f"#/definitions/{self._own(name) if extends else name}"
            elif key != "discriminator":
                plain[key] = self._plain(part, extends=key == "allOf")
        return plain
