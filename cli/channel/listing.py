"""`meridian channel list`: the desk's accounts, and what each channel can by its own class."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console, RenderableType
from rich.table import Table

from channels.abilities import SOME, abilities_of
from channels.kinds import Kind, kind_of, kinds
from cli.channel.opened import AsJson, Data, Folder, desk_of
from domain.contacts import Fallback
from domain.spoken import duration
from rulebook.facts import Account
from runtime.account_rules import name_of, webhook_path
from runtime.settings import Settings

WIDTH: Final = 80
HEADS: Final = {  # as narrow as two lines make them
    "handshake": "hand- shake",
    "receipt": "rece- ipt",
    "delete": "dele- te",
    "window": "win- dow",
    "template": "temp- late",
    "typing": "typ- ing",
    "profile": "pro- file",
    "collect": "col- lect",
}
LEGEND: Final = (
    "Every channel hears and speaks{all}. `meridian channel list CHANNEL` says what its accounts "
    "need; docs/channels/ has a page of each."
)


def listed(
    channel: Annotated[
        str | None, typer.Argument(help="Of one channel: what its accounts need.")
    ] = None,
    desk: Folder = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Show the desk's accounts, and what each channel can beside hearing and speaking."""
    if channel is not None and channel not in kinds():
        raise typer.BadParameter(f"there is no channel {channel}, but: {', '.join(kinds())}")
    shown = kinds().values() if channel is None else [kinds()[channel]]
    accounts = desk_of(Settings.read(data=data.resolve()), desk).accounts
    if as_json:
        facts = {
            "accounts": [_account(one) for one in accounts],
            "channels": [_channel(one) for one in shown],
        }
        typer.echo(json.dumps(facts, ensure_ascii=False))
    elif channel is None:
        typer.echo(_drawn(_accounts(accounts), _abilities(list(shown)), _legend(list(shown))))
    else:
        typer.echo("\n".join(_needs(kinds()[channel])))


def _account(account: Account) -> dict[str, object]:
    return {
        "account": name_of(account),
        "region": account.region or "any",
        "spoken_to_as": kind_of(account.channel).name,
        "posts_to": webhook_path(account),
        "fall_back": [_way(one) for one in account.rule.fall_back],
        "template": account.rule.template,
    }


def _way(fallback: Fallback) -> str:
    return "/".join(filter(None, (fallback.channel, fallback.account)))


def _channel(kind: Kind) -> dict[str, object]:
    return {
        "channel": kind.name,
        "title": kind.title,
        "can": list(abilities_of(kind)),
        "longest": kind.limits.longest,
        "unit": kind.limits.unit,
        "window_seconds": kind.limits.window and kind.limits.window.total_seconds(),
        "settings": [asdict(one) | {"needed": one.default is None} for one in kind.settings],
        "secrets": [asdict(one) | {"needed": not one.optional} for one in kind.secrets],
    }


def _accounts(accounts: Sequence[Account]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in ("account", "region", "spoken to as", "its platform posts to"):
        table.add_column(head, overflow="fold")
    for account in accounts:
        facts = _account(account)
        names = ("account", "region", "spoken_to_as", "posts_to")
        table.add_row(*(str(facts[name]) for name in names))
    return table


def _abilities(shown: Sequence[Kind]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    for name in _columns(shown):
        table.add_column(HEADS.get(name, name).replace(" ", "\n"), no_wrap=True)
    for kind in shown:
        can = abilities_of(kind)
        table.add_row(kind.name, *(_mark(kind, name, can) for name in _columns(shown)))
    return table


def _columns(shown: Sequence[Kind]) -> list[str]:
    """What all of them have tells none from another: the legend says it."""
    return [name for name in SOME if name not in _of_all(shown)]


def _of_all(shown: Sequence[Kind]) -> list[str]:
    return [name for name in SOME if all(name in abilities_of(kind) for kind in shown)]


def _legend(shown: Sequence[Kind]) -> str:
    return LEGEND.format(all="".join(f", {name}" for name in _of_all(shown)))


def _mark(kind: Kind, name: str, can: Sequence[str]) -> str:
    if name not in can:
        return "-"
    window = kind.limits.window
    return f"{window // timedelta(hours=1)} h" if name == "window" and window else "yes"


def _needs(kind: Kind) -> Iterator[str]:
    """What accounts of a channel need, as a list to go by."""
    window = kind.limits.window
    unit = f"{kind.limits.longest} {kind.limits.unit} at most"
    yield f"{kind.title} ({kind.name}): {unit}" + (f", for {duration(window)}" if window else "")
    yield f"can: {', '.join(abilities_of(kind))}"
    for one in kind.settings:
        needed = "needed" if one.default is None else f"default: {one.default or 'nothing'}"
        yield from _item(f"setting {one.name} ({needed})", one.meaning, f"such as {one.example}")
    for secret in kind.secrets:
        needed = "optional" if secret.optional else "needed"
        yield from _item(f"secret {secret.name} ({needed})", secret.meaning, secret.where)


def _item(*parts: str) -> Iterator[str]:
    first, *rest = parts
    yield f"  {first}"
    for part in rest:
        yield textwrap.fill(
            part, WIDTH, initial_indent="      ", subsequent_indent="      ", break_on_hyphens=False
        )


def _drawn(*parts: RenderableType) -> str:
    console = Console(width=WIDTH)
    with console.capture() as drawn:
        for part in parts:
            console.print(part, highlight=False)
            console.print()
    return "\n".join(line.rstrip() for line in drawn.get().splitlines()).rstrip()
