from collections.abc import Callable
from dataclasses import fields
from inspect import Parameter, signature
from typing import Any

from activities.teller import Pace
from domain.channel_stores import ChannelStores
from domain.stores import RegionStores
from tests.architecture.tree import ROOT
from tests.architecture.workers_register import (
    named_activities,
    unregistered_activities,
    workflow_classes,
)
from workers.registry import WORKFLOWS, Outside, activities_of, deskless_activities_of


def registered() -> set[str]:
    """What a worker registers; nothing is called, so nothing has to stand behind the ports."""
    nothing: Any = None
    every_field = {field.name: nothing for field in fields(RegionStores)}
    channels = ChannelStores(**{field.name: nothing for field in fields(ChannelStores)})
    stores = RegionStores(**{**every_field, "channels": channels})
    ports = _ports(activities_of)
    ports["outside"] = Outside(
        mouths=nothing, directory=nothing, pagers={}, languages={}, pace=Pace(nothing, nothing)
    )
    deskless = deskless_activities_of(stores, **_ports(deskless_activities_of))
    every = (*activities_of(stores, **ports), *deskless)
    return {activity.__qualname__ for activity in every}


def _ports(verbs: Callable[..., Any]) -> dict[str, Any]:
    """Nothing, for every port that they reach for."""
    known = signature(verbs).parameters.items()
    return {name: None for name, one in known if one.kind is Parameter.KEYWORD_ONLY}


def test_a_worker_registers_every_activity_that_a_workflow_names() -> None:
    assert unregistered_activities(ROOT, registered()) == []


def test_every_registered_activity_is_named_by_a_workflow() -> None:
    assert registered() == {name for _, name in named_activities(ROOT)}


def test_a_worker_registers_every_workflow() -> None:
    assert {workflow.__name__ for workflow in WORKFLOWS} == set(workflow_classes(ROOT))
