"""Every event, command and state comes out of Temporal's payloads as it went in.

A union is decoded as its first class that fits. Only `kind` tells events of the same shape apart:
without it in whatever we encode, a solved ticket was once seen to come back as an answered one.
"""

import json
from dataclasses import fields
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter

from domain import changes, commands, decisions, events, relay_events
from domain.commands import Command
from domain.events import Event, Outcome, TicketOpened
from domain.happening import Happened
from domain.ledger import Entry, Page
from domain.moves import CloseOut, Move, Record
from domain.story import Story
from storage.database import canonical
from tests.domain.strategies import values

CONVERTER = pydantic_data_converter.payload_converter
EVENTS = get_args(Event)
COMMANDS = get_args(Command)
KINDS = [pytest.param(kind, id=kind.__name__) for kind in (*EVENTS, *COMMANDS)]
FEW = settings(max_examples=5, deadline=None)


def encoded(value: object) -> Payload:
    (payload,) = CONVERTER.to_payloads([value])
    return payload


def decoded(payload: Payload, hint: Any) -> Any:
    (value,) = CONVERTER.from_payloads([payload], [hint])
    return value


def a_payload(facts: dict[str, Any]) -> Payload:
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(facts).encode())


def union_of(kind: type) -> Any:
    return Event if kind in EVENTS else Command


def tag_of(kind: type) -> str:
    (tag,) = get_args(get_type_hints(kind)["kind"])
    assert isinstance(tag, str)
    return tag


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(data=st.data())
def test_every_event_and_every_command_comes_back_as_itself(
    kind: type, data: st.DataObject
) -> None:
    value = data.draw(values(kind))
    back = decoded(encoded(value), union_of(kind))
    assert type(back) is kind
    assert back == value
    if kind in EVENTS:
        assert hash(back) == hash(value)


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(data=st.data())
def test_whatever_is_encoded_names_its_kind(kind: type, data: st.DataObject) -> None:
    assert json.loads(encoded(data.draw(values(kind))).data)["kind"] == tag_of(kind)


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(data=st.data())
def test_facts_without_a_kind_are_seen_because_they_encode_otherwise(
    kind: type, data: st.DataObject
) -> None:
    """They decode as the first class that fits, which nobody could tell from the value alone."""
    facts = json.loads(encoded(data.draw(values(kind))).data)
    del facts["kind"]
    again = json.loads(encoded(decoded(a_payload(facts), union_of(kind))).data)
    assert again != facts


@pytest.mark.parametrize("kind", EVENTS)
@FEW
@given(data=st.data())
def test_the_ledger_refuses_an_event_without_a_kind(kind: type, data: st.DataObject) -> None:
    value = data.draw(values(kind))
    written = canonical.written(canonical.EVENT, value)
    assert canonical.EVENT.validate_json(written) == value
    facts = {name: fact for name, fact in json.loads(written).items() if name != "kind"}
    with pytest.raises(ValidationError, match="union_tag_not_found"):
        canonical.EVENT.validate_json(json.dumps(facts))


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(data=st.data())
def test_an_unknown_kind_is_refused(kind: type, data: st.DataObject) -> None:
    facts = json.loads(encoded(data.draw(values(kind))).data) | {"kind": "something_else"}
    with pytest.raises(ValidationError):
        decoded(a_payload(facts), union_of(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_one_word_that_is_its_own_default(kind: type) -> None:
    (field,) = (field for field in fields(kind) if field.name == "kind")
    assert field.default == tag_of(kind)


def test_no_two_events_and_no_two_commands_share_a_kind() -> None:
    for union in (EVENTS, COMMANDS):
        assert len({tag_of(kind) for kind in union}) == len(union)


def test_every_kind_of_event_has_a_rule_and_no_rule_is_for_anything_else() -> None:
    assert {*EVENTS, object} - {TicketOpened} == set(changes._after.registry)
    assert set(get_args(Outcome)) <= set(EVENTS)


def test_every_kind_of_command_has_an_answer() -> None:
    assert {*COMMANDS, object} == set(decisions._answer.registry)


def test_every_event_that_is_defined_belongs_to_the_union() -> None:
    assert defined(events, Happened) == set(EVENTS)
    assert defined(relay_events, Happened) <= set(EVENTS)
    assert defined(commands, commands.Asked) == set(COMMANDS)


def defined(module: ModuleType, base: type) -> set[type]:
    classes = (each for each in vars(module).values() if isinstance(each, type))
    return {each for each in classes if issubclass(each, base) and each is not base}


def test_every_move_that_records_holds_an_event() -> None:
    assert {Record, CloseOut} < set(get_args(Move))


@pytest.mark.parametrize("whole", [Entry, Page, Story], ids=lambda one: one.__name__)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_what_carries_events_comes_back_whole(whole: type, data: st.DataObject) -> None:
    value = data.draw(values(whole))
    payload = encoded(value)
    assert decoded(payload, whole) == value
    assert encoded(decoded(payload, whole)).data == payload.data
