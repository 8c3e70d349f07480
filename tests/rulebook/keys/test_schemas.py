"""The schemas for editors say what the reader says: made from it, tried on what is written."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from pydantic import BaseModel

from rulebook.reading.files import DeskError, parse_document
from rulebook.reading.shapes import fit
from rulebook.schemas.exported import SHAPES, Kind, schema_of, written
from tests.architecture.tree import ROOT
from tests.rulebook.keys.schemas import examples, parts, properties, read_alone

FOLDER = ROOT / "docs" / "schemas"
PAGES = ("write-a-policy.md", "plan-a-roster.md", "write-for-a-country.md")
each_kind = pytest.mark.parametrize("kind", Kind)


def checker(kind: Kind) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema_of(kind))


def data(name: str, text: str) -> Any:
    """What a file says, as the desk's reader and an editor of YAML 1.2 understand it."""
    return parse_document(name, text).data


def of_kind(folder: Path, kind: Kind) -> list[Path]:
    one = folder / f"{kind}.yaml"
    return [one] if one.exists() else sorted((folder / kind).glob("*.yaml"))


def in_pages() -> Iterator[tuple[str, str]]:
    """Every whole file that a page shows."""
    for page in PAGES:
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        yield from ((page, block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL))


def kind_of(said: Any) -> Kind | None:
    """Whose keys they are; None for a part of a file."""
    for kind, shape in SHAPES.items():
        wanted = [field.alias or key for key, field in shape.model_fields.items()]
        needed = [
            field.alias or key for key, field in shape.model_fields.items() if field.is_required()
        ]
        if needed and set(needed) <= set(said) <= set(wanted):
            return kind
    return None


@each_kind
def test_the_schemas_of_the_documents_are_made_from_the_shapes(kind: Kind) -> None:
    kept = (FOLDER / f"{kind}.json").read_text(encoding="utf-8")
    assert kept == written(schema_of(kind)), "make them anew: meridian desk schema --into ..."


def test_there_are_no_other_schemas() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(Kind)


@each_kind
def test_a_schema_is_one_of_draft_2020_12(kind: Kind) -> None:
    schema = schema_of(kind)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema_rs.meta.validate(schema)


@each_kind
def test_every_key_is_described(kind: Kind) -> None:
    silent = [
        f"{part.__name__}.{name}"
        for part in parts(SHAPES[kind])
        for name, field in part.model_fields.items()
        if not (field.description or "").endswith((".", "-"))
    ]
    assert silent == []


@each_kind
def test_the_sample_desk_fits_the_schema(kind: Kind) -> None:
    files = of_kind(ROOT / "desk", kind)
    assert files
    for path in files:
        checker(kind).validate(data(path.name, path.read_text(encoding="utf-8")))


def test_every_file_that_the_documents_show_fits_its_schema() -> None:
    found = []
    for page, text in in_pages():
        said = data(page, text)
        kind = kind_of(said)
        if kind is not None:
            checker(kind).validate(said)
            found.append(kind)
    assert {Kind.POLICIES, Kind.ROSTERS} <= set(found)


EXAMPLES = [
    pytest.param(part, name, value, id=f"{kind}-{part.__name__}.{name}-{number}")
    for kind, shape in SHAPES.items()
    for part in parts(shape)
    for name, field in part.model_fields.items()
    for number, value in enumerate(field.examples or [])
]


@pytest.mark.parametrize(("part", "name", "value"), EXAMPLES)
def test_every_example_is_read_by_the_desk(part: type[BaseModel], name: str, value: object) -> None:
    read_alone(part, name, value)


@each_kind
def test_every_example_fits_the_schema_that_shows_it(kind: Kind) -> None:
    shown = dict.fromkeys(f"{key} {value}" for key, value in examples(kind))
    held = [value for part in parts(SHAPES[kind]) for value in _examples(part)]
    assert len(shown) >= len(held) > 0
    for part in parts(SHAPES[kind]):
        schema = schema_of(kind)
        of_part = schema if part is SHAPES[kind] else schema["$defs"][part.__name__]
        for name, field in part.model_fields.items():
            node = {**of_part["properties"][field.alias or name], "$defs": schema.get("$defs", {})}
            for value in field.examples or []:
                jsonschema_rs.Draft202012Validator(node).validate(value)


def _examples(part: type[BaseModel]) -> list[object]:
    return [value for field in part.model_fields.values() for value in field.examples or []]


@each_kind
def test_what_a_schema_says_of_a_key_that_is_left_out_is_what_the_desk_takes(kind: Kind) -> None:
    for part in parts(SHAPES[kind]):
        schema = schema_of(kind)
        of_part = schema if part is SHAPES[kind] else schema["$defs"][part.__name__]
        for name, field in part.model_fields.items():
            node = of_part["properties"][field.alias or name]
            if "default" in node:
                taken = field.get_default(call_default_factory=True)
                assert read_alone(part, name, node["default"]) == taken


POLICY = """policy: a-policy
version: 1
targets: {first_reply: 30 minutes, solve: 1 day}
reopen_within: 7 days
steps:
  - {at: 75% of first_reply, page_until_claimed: eu-lead, every: 10 minutes, at_most: 3 times}
"""
ROSTER = """team: eu-care
zone: Europe/Dublin
shifts: [{name: day, days: monday to friday, hours: 09:00-17:00, agents: [sam], weeks: [1]}]
rotation: {weeks: 2, from: 2026-01-05}
overrides: [{add: sam, from: 2026-12-24T09:00+00:00, until: 2026-12-24T12:30Z}]
"""
CALENDAR = "calendar: a\nzone: UTC\nweek: {monday: 09:00-17:00}\ndays: {2026-12-24: closed}\n"
ROUTING = """topics: {other: {words: {en: [parcel]}}}
rules: [{name: all, when: {region: [eu], contacts_before: at least 3}, teams: [a]}]
"""
FAULTS = [
    (Kind.POLICIES, POLICY, "30 minutes", "30m"),
    (Kind.POLICIES, POLICY, "30 minutes", "half an hour"),
    (Kind.POLICIES, POLICY, "first_reply: 30", "first_replay: 30"),
    (Kind.POLICIES, POLICY, "75% of", "100% of"),
    (Kind.POLICIES, POLICY, "75% of first_reply", "soon"),
    (Kind.POLICIES, POLICY, "3 times", "3"),
    (Kind.POLICIES, POLICY, "3 times", "1 times"),
    (Kind.POLICIES, POLICY, "version: 1", "version: one"),
    (Kind.POLICIES, POLICY, "version: 1", "version: 0"),
    (Kind.POLICIES, POLICY, "page_until_claimed", "page_until_klaimed"),
    (Kind.POLICIES, POLICY, "policy: a-policy", "policy: A Policy"),
    (Kind.POLICIES, POLICY, "reopen_within: 7 days\n", ""),
    (Kind.ROSTERS, ROSTER, "monday to friday", "moonday"),
    (Kind.ROSTERS, ROSTER, "09:00-17:00", "9-17"),
    (Kind.ROSTERS, ROSTER, "09:00-17:00", "09:00-25:00"),
    (Kind.ROSTERS, ROSTER, "2026-01-05", "2026-13-05"),
    (Kind.ROSTERS, ROSTER, "weeks: 2", "weeks: 53"),
    (Kind.ROSTERS, ROSTER, "09:00+00:00", "09:00"),
    (Kind.ROSTERS, ROSTER, "add: sam", "drop: sam"),
    (Kind.CALENDARS, CALENDAR, "monday:", "mon:"),
    (Kind.CALENDARS, CALENDAR, "2026-12-24", "24.12.2026"),
    (Kind.CALENDARS, CALENDAR, "closed", "open"),
    (Kind.CALENDARS, CALENDAR, "zone: UTC", "zone: Europe / Berlin"),
    (Kind.ROUTING, ROUTING, "at least 3", "3"),
    (Kind.ROUTING, ROUTING, "at least 3", "at least 101"),
    (Kind.ROUTING, ROUTING, "{name: all, ", "{"),
    (Kind.ROUTING, ROUTING, "region: [eu]", "region: eu"),
]


@pytest.mark.parametrize(("kind", "text", "old", "new"), FAULTS)
def test_what_an_editor_marks_the_desk_refuses_too(
    kind: Kind, text: str, old: str, new: str
) -> None:
    assert old in text
    for each, right in ((text, True), (text.replace(old, new), False)):
        document = parse_document("a.yaml", each)
        assert checker(kind).is_valid(document.data) is right
        if right:
            fit(document, SHAPES[kind])
            continue
        with pytest.raises(DeskError):
            fit(document, SHAPES[kind])


def test_editors_know_every_key_also_those_of_lists_and_maps() -> None:
    known = properties(Kind.POLICIES)
    assert {"policies.targets.next_reply", "policies.steps.at", "policies.applies_to.tier"} <= {
        *known
    }
