"""`meridian desk check`: all that is wrong with a desk's files, each in a sentence."""

import asyncio
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import typer

from cli.desk.opened import SHOWN, WRONG_INPUT, AsJson, Data
from domain.stores import Unavailable
from rulebook.checking.examination import Examination, examine
from rulebook.facts import Desk
from rulebook.reading.files import parse_document
from rulebook.reading.findings import Finding, in_order
from rulebook.reading.folders import Source, text_in
from runtime.account_rules import FILE as ACCOUNTS
from runtime.account_rules import unfit
from runtime.beginning import published_here
from runtime.clock import SystemClock
from runtime.settings import Settings, variable

NO_REGIONS = f"say in {variable('regions')} whose databases to look into, or name --against"


@dataclass(frozen=True, slots=True)
class Before:
    """The desk that policies are compared with, if there is one: where it is, or why none is."""

    desk: Source | None
    said: str

    def __str__(self) -> str:
        return f"compared with {self.said}"


def check(
    folder: Annotated[
        Path | None, typer.Argument(help="The desk's folder; default: that of the settings.")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            help="The folder of the desk before: a policy that differs needs another version. "
            "Default: the desk that was published last."
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail, too.")] = False,
    data: Data = Path(".meridian"),
    as_json: AsJson = False,
) -> None:
    """Say all that is wrong with a desk, file by file. Exit 0: its files can be published."""
    settings = Settings.read(data=data.resolve())
    checked = folder or settings.desk
    before = Before(against, str(against)) if against else asyncio.run(in_force(settings))
    found = with_accounts(examine(checked, SystemClock().now(), before.desk), checked)
    failed = bool(found.errors or (strict and found.warnings))
    if as_json:
        typer.echo(_as_json(found, before, failed=failed))
    else:
        typer.echo(_in_words(checked, found))
        typer.echo(f"note: {before}")
    if failed:
        raise typer.Exit(WRONG_INPUT)


def with_accounts(found: Examination, folder: Path) -> Examination:
    """What is wrong with accounts as well; nobody can tell before the files can be read."""
    if found.desk is None:
        return found
    document = parse_document(ACCOUNTS, text_in(folder, ACCOUNTS))
    wrong = tuple(unfit(found.desk, document))
    desk = None if wrong else found.desk
    return replace(found, findings=in_order((*found.findings, *wrong)), desk=desk)


async def in_force(settings: Settings) -> Before:
    """The desk that was published last where the settings point; none is needed for a check."""
    if settings.database and not settings.regions:
        return Before(None, f"nothing: {NO_REGIONS}")
    try:
        found = await published_here(settings)
    except Unavailable as fault:
        return Before(None, f"nothing: {fault}")
    if not found:
        where = "in the databases" if settings.database else f"in {settings.data}"
        said = f"nothing: no desk was published {where}; name another place with --data"
        return Before(None, f"{said}, or a folder with --against")
    newest, files = found[0]
    return Before(files, f"desk {newest.number} ({newest.address[:SHOWN]}), the newest published")


def _in_words(folder: Path, found: Examination) -> str:
    lines = [str(one) if one.is_error else f"warning: {one}" for one in found.findings]
    if found.desk is None:
        return "\n".join(lines)
    counted = ", ".join(f"{number} {what}" for what, number in _counted(found.desk).items())
    lines.append(f"{folder}: nothing is wrong; {counted}")
    for region, languages in found.translated.items():
        if languages:
            lines.append(f"translated in {region}, where nobody speaks it: {', '.join(languages)}")
    if unsigned := found.desk.replies.unsigned:
        each = ", ".join(f"{language} {number}" for language, number in unsigned.items())
        lines.append(f"replies that a machine made and nobody has signed: {each}")
    return "\n".join(lines)


def _as_json(found: Examination, before: Before, *, failed: bool) -> str:
    facts = {
        "ok": not failed,
        "errors": len(found.errors),
        "warnings": len(found.warnings),
        "compared_with": before.said if before.desk is not None else None,
        "findings": [_facts(one) for one in found.findings],
        "desk": _counted(found.desk) if found.desk else None,
        "translated": {name: list(some) for name, some in found.translated.items()},
        "unsigned": dict(found.desk.replies.unsigned) if found.desk else None,
    }
    return json.dumps(facts, ensure_ascii=False)


def _facts(one: Finding) -> dict[str, object]:
    return {
        "file": one.file,
        "line": one.line,
        "severity": one.severity.value,
        "sentence": one.sentence,
        "write": one.write,
    }


def _counted(desk: Desk) -> dict[str, int]:
    agents = {member.id for team in desk.teams.values() for member in team.members}
    return {
        "regions": len(desk.regions),
        "countries": len(desk.homes),
        "teams": len(desk.teams),
        "agents": len(agents),
        "rosters": len(desk.rosters),
        "calendars": len(desk.calendars),
        "topics": len(desk.topics),
        "rules": len(desk.rules),
        "policies": len(desk.policies),
        "replies": len(desk.replies.templates),
        "accounts": len(desk.accounts),
    }
