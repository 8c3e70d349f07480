"""Commands that are imported when they are asked for: all of them together take seconds."""

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from runtime.loading import all_at_once


def _imported(name: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    with all_at_once():
        return import_module(name)


class Commands(Mapping[str, Any]):
    """The commands by their names, in the order in which help lists them."""

    def __init__(self, where: Mapping[str, str]) -> None:
        self._where = where

    def __getitem__(self, name: str) -> Any:
        module, _, thing = self._where[name].partition(":")
        found = getattr(_imported(module), thing)
        alone = typer.Typer(add_completion=False)
        if isinstance(found, typer.Typer):
            alone.add_typer(found, name=name)
        else:
            alone.command(name)(found)
        return get_group(alone).commands[name]

    def __contains__(self, name: object) -> bool:
        return name in self._where

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)


def on_demand(where: Mapping[str, str]) -> type[TyperGroup]:
    """The group of these commands, each with its module and name (`cli.up:up`).

    To list them, as help does, imports every one.
    """

    class OnDemand(TyperGroup):
        def __init__(self, **told: Any) -> None:
            super().__init__(**{**told, "commands": Commands(where)})

    return OnDemand
