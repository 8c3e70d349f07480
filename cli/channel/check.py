"""`meridian channel check`: whether an account is set up, here and at its platform."""

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from channels.kinds import Tools, kind_of
from channels.web.guarded_http import GuardedHttp
from cli.channel.opened import AsJson, Data, Folder, desk_of
from cli.progress import shown
from domain.abilities import Checks, Finding
from domain.channel_tokens import Renew, Token
from domain.ports import NotNow
from rulebook.facts import Account, Desk
from runtime.account_rules import complaints, name_of, secrets_of, webhook_path
from runtime.addresses import is_loopback
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.keys import KeyMissing
from runtime.mouths import Here, opened
from runtime.secret_places import secret_text
from runtime.settings import Settings

NOT_WELL: Final = 1
SECONDS: Final = 60.0  # of one account: a platform that hangs is a finding, too


@dataclass(frozen=True, slots=True)
class Checked:
    """One account, and all that was looked at."""

    account: str
    findings: Sequence[Finding]

    @property
    def well(self) -> bool:
        """Whether nothing has to be done."""
        return all(one.well for one in self.findings)


class OwnTokens:
    """The port `Tokens` of a check: what it is given it keeps to itself, and forgets."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    async def get(self, name: str, renew: Renew) -> str:
        """As the Protocol says."""
        if name not in self._known:
            self._known[name] = (await renew()).value
        return self._known[name]

    async def refused(self, name: str, value: str) -> None:
        """As the Protocol says."""
        if self._known.get(name) == value:
            del self._known[name]

    async def keep(self, name: str, token: Token) -> None:
        """As the Protocol says."""
        self._known[name] = token.value


def check(
    account: Annotated[
        str | None, typer.Argument(help="One account, such as line/shop. Default: all.")
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            help="Where platforms reach this desk, such as https://desk.example.org; with it "
            "their webhooks are looked at, too."
        ),
    ] = None,
    desk: Folder = None,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Look whether accounts are set up: settings, secrets, credentials, webhooks. Changes nothing.

    Exit 0: all is well. What is not is said with what to do, or to click.
    """
    settings = Settings.read(data=data.resolve())
    # Without databases elsewhere it is a desk on one machine, whose accounts may be here, too.
    settings = settings.model_copy(update={"embedded": not settings.database})
    accounts = _wanted(desk_of(settings, desk), account)
    found = asyncio.run(_all(Here(settings, os.environ), accounts, _base(url), quiet=as_json))
    if as_json:
        typer.echo(json.dumps([_facts(one) for one in found], ensure_ascii=False))
    else:
        typer.echo("\n".join(line for one in found for line in _lines(one)))
    if not all(one.well for one in found):
        raise typer.Exit(NOT_WELL)


def _wanted(desk: Desk, name: str | None) -> list[Account]:
    known = {name_of(one): one for one in desk.accounts}
    if name is not None and name not in known:
        raise typer.BadParameter(f"the desk has no account {name}, but: {', '.join(known)}")
    return [one for called, one in known.items() if name in (None, called)]


def _base(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    local = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not parts.hostname or not (parts.scheme == "https" or local) or parts.query:
        raise typer.BadParameter("--url is where the desk's API answers: https://desk.example.org")
    return url.rstrip("/")


async def _all(
    here: Here, accounts: Sequence[Account], base: str | None, *, quiet: bool
) -> list[Checked]:
    found = []
    with shown("checking accounts", quiet=quiet) as progress:
        async with GuardedHttp() as http:
            tools = Tools(http, SystemClock(), OwnTokens())
            for number, account in enumerate(accounts):
                progress(number, len(accounts))
                found.append(await _one(here, account, tools, base))
    return found


async def _one(here: Here, account: Account, tools: Tools, base: str | None) -> Checked:
    findings = [*_settings(account), *_secrets(here, account)]
    if all(one.well for one in findings):
        findings += await _asked(here, account, tools, base)
    return Checked(name_of(account), findings)


def _settings(account: Account) -> Iterator[Finding]:
    wrong = [Finding("settings", False, one.said) for one in complaints(account)]
    yield from wrong or [Finding("settings", True)]


def _secrets(here: Here, account: Account) -> Iterator[Finding]:
    for name, wanted in secrets_of(account).items():
        try:
            secret_text(here.keys, wanted, here.environment)
        except KeyMissing as fault:
            where = next((o.where for o in kind_of(account.channel).secrets if o.name == name), "")
            yield Finding(f"secret {name}", False, f"{fault}; find it here: {where}")
        else:
            yield Finding(f"secret {name}", True)


async def _asked(here: Here, account: Account, tools: Tools, base: str | None) -> Sequence[Finding]:
    """What the platform says, where it can be asked."""
    try:
        channel = opened(here, account, tools)
    except (KeyMissing, CannotStart) as fault:
        return [Finding("account", False, str(fault))]
    if not isinstance(channel, Checks):
        return [Finding("platform", True, "it cannot be asked")]
    webhook = base and f"{base}{webhook_path(account)}"
    try:
        async with asyncio.timeout(SECONDS):
            return await channel.check(webhook)
    except TimeoutError:
        return [Finding("platform", False, f"no answer in {SECONDS:.0f} s; try again later")]
    except NotNow as fault:
        return [Finding("platform", False, f"it does not answer now ({fault.reason})")]


def _lines(checked: Checked) -> Iterator[str]:
    yield f"{checked.account}: {'all is well' if checked.well else 'something has to be done'}"
    for one in checked.findings:
        advice = f": {one.advice}" if one.advice else ""
        yield f"  {'ok  ' if one.well else 'TODO'} {one.what}{advice}"


def _facts(checked: Checked) -> dict[str, object]:
    findings = [
        {"what": one.what, "well": one.well, "advice": one.advice} for one in checked.findings
    ]
    return {"account": checked.account, "well": checked.well, "findings": findings}
