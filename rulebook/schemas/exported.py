"""The shapes of the desk's files as JSON Schema (draft 2020-12), for editors that complete YAML.

They describe what is written ("30 minutes", "09:00-17:00"), not what becomes of it. Each is made
from the models that read the files, so an editor knows every key that the desk knows, and no other.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from domain.spoken import duration
from rulebook.schemas.calendars import CalendarFile
from rulebook.schemas.channels import ChannelsFile
from rulebook.schemas.culture import ConceptFile, CultureFile
from rulebook.schemas.moods import MoodsFile
from rulebook.schemas.notifications import NotificationsFile
from rulebook.schemas.policies import PolicyFile
from rulebook.schemas.privacy import PrivacyFile
from rulebook.schemas.regions import RegionsFile
from rulebook.schemas.residency import ResidencyFile
from rulebook.schemas.rosters import RosterFile
from rulebook.schemas.routing import RoutingFile
from rulebook.schemas.teams import TeamsFile
from rulebook.schemas.translation import TranslationFile

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


class Kind(StrEnum):
    """A kind of file of the desk."""

    REGIONS = "regions"
    CALENDARS = "calendars"
    TEAMS = "teams"
    ROSTERS = "rosters"
    ROUTING = "routing"
    POLICIES = "policies"
    CHANNELS = "channels"
    NOTIFICATIONS = "notifications"
    CULTURE = "culture"
    CONCEPTS = "concepts"
    MOODS = "moods"
    TRANSLATION = "translation"
    RESIDENCY = "residency"
    PRIVACY = "privacy"


SHAPES: Final[Mapping[Kind, type[BaseModel]]] = MappingProxyType(
    {
        Kind.REGIONS: RegionsFile,
        Kind.CALENDARS: CalendarFile,
        Kind.TEAMS: TeamsFile,
        Kind.ROSTERS: RosterFile,
        Kind.ROUTING: RoutingFile,
        Kind.POLICIES: PolicyFile,
        Kind.CHANNELS: ChannelsFile,
        Kind.NOTIFICATIONS: NotificationsFile,
        Kind.CULTURE: CultureFile,
        Kind.CONCEPTS: ConceptFile,
        Kind.MOODS: MoodsFile,
        Kind.TRANSLATION: TranslationFile,
        Kind.RESIDENCY: ResidencyFile,
        Kind.PRIVACY: PrivacyFile,
    }
)


def schema_of(kind: Kind) -> Schema:
    """The JSON Schema of a kind of file."""
    made = SHAPES[kind].model_json_schema(by_alias=True, schema_generator=_AsWritten)
    return {"$schema": DIALECT, **_tidied(made), "title": f"Meridian: {kind}"}


def written(schema: Mapping[str, object]) -> str:
    """A schema as the text of a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


class _AsWritten(GenerateJsonSchema):
    """Says what stands in a file where a key is left out, as one would write it."""

    def encode_default(self, dft: Any) -> Any:
        """`30 minutes` for a length of time; of a part only what it says."""
        if isinstance(dft, timedelta):
            return duration(dft)
        if isinstance(dft, BaseModel):
            return dft.model_dump(mode="json", exclude_none=True)
        return super().encode_default(dft)


def _tidied(made: Schema) -> Schema:
    """Without titles that only repeat the key, and with maps closed to keys of another form.

    That a key which is left out says nothing goes without saying.
    """
    definitions = made.get("$defs", {})

    def tidy(node: Any) -> Any:
        if isinstance(node, list):
            return [tidy(each) for each in node]
        if not isinstance(node, dict):
            return node
        return _closed(dict(_parts(node, tidy)), definitions)

    tidied: Schema = tidy(made)
    return tidied


def _parts(node: Schema, tidy: Any) -> Iterator[tuple[str, Any]]:
    for name, value in node.items():
        if name in {"properties", "$defs"}:
            yield name, {key: tidy(each) for key, each in value.items()}
        elif name in {"examples", "enum", "const"}:
            yield name, value
        elif name == "default":
            if value is not None:
                yield name, value
        elif name != "title":
            yield name, tidy(value)


def _closed(node: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """A map whose keys have a form, or are of a closed list, takes no others."""
    if "patternProperties" in node:
        return {**node, "additionalProperties": False}
    names = _enumerated(node.get("propertyNames"), definitions)
    if names is None:
        return node
    value = node.get("additionalProperties", True)
    rest = {key: each for key, each in node.items() if key != "propertyNames"}
    return {**rest, "properties": dict.fromkeys(names, value), "additionalProperties": False}


def _enumerated(names: object, definitions: Mapping[str, Schema]) -> list[str] | None:
    """The keys that there may be, where a schema of keys lists them."""
    if not isinstance(names, dict):
        return None
    reference = str(names.get("$ref", "")).rpartition("/")[2]
    found: list[str] | None = definitions.get(reference, names).get("enum")
    return found
