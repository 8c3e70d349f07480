"""Commands that are imported when they are asked for: all of them together take seconds."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

WHERE: Mapping[str, str] = {
    "up": "cli.up:up",
    "api": "cli.parts:api",
    "worker": "cli.parts:worker",
    "prepare": "cli.prepare:prepare",
    "listen": "cli.listen:listen",
    "demo": "cli.demo.command:demo",
    "doctor": "cli.doctor.command:doctor",
    "translate": "cli.translate:translate",
    "translate-server": "cli.translate_server.command:translate_server",
    "languages": "cli.languages:languages",
    "desk": "cli.desk.app:app",
    "channel": "cli.channel.app:app",
    "ticket": "cli.ticket:app",
    "audit": "cli.audit.app:app",
    "customer": "cli.customer.app:app",
    "privacy": "cli.privacy:app",
    "key": "cli.key:app",
}


class Commands(Mapping[str, Any]):
    """The commands by their names, in the order in which help lists them."""

    def __getitem__(self, name: str) -> Any:
        module, _, thing = WHERE[name].partition(":")
        found = getattr(import_module(module), thing)
        alone = typer.Typer(add_completion=False)
        if isinstance(found, typer.Typer):
            alone.add_typer(found, name=name)
        else:
            alone.command(name)(found)
        return get_group(alone).commands[name]

    def __contains__(self, name: object) -> bool:
        return name in WHERE

    def __iter__(self) -> Iterator[str]:
        return iter(WHERE)

    def __len__(self) -> int:
        return len(WHERE)


class OnDemand(TyperGroup):
    """The group of these commands. To list them, as help does, imports every one."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**{**told, "commands": Commands()})
