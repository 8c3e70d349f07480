"""`meridian desk check`: all that is wrong with a desk's files, each in a sentence."""

import json
from pathlib import Path
from typing import Annotated

import typer

from rulebook.checking.examination import Examination, examine
from rulebook.facts import Desk
from rulebook.reading.findings import Finding
from rulebook.reading.folders import Source
from runtime.clock import SystemClock
from runtime.settings import Settings

FAULTY = 2


def check(
    folder: Annotated[
        Path | None, typer.Argument(help="The desk's folder; default: that of the settings.")
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(help="The desk before: a policy that differs needs another version."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say all that is wrong with a desk, file by file. Exit 0: it can be published."""
    checked = folder or Settings.read().desk
    found = examine(checked, SystemClock().now(), in_force(against))
    failed = bool(found.errors or (strict and found.warnings))
    typer.echo(_as_json(found, failed=failed) if as_json else _in_words(checked, found))
    if failed:
        raise typer.Exit(FAULTY)


def in_force(named: Path | None) -> Source | None:
    """The desk that policies are compared with: the one that is named."""
    return named


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


def _as_json(found: Examination, *, failed: bool) -> str:
    facts = {
        "ok": not failed,
        "errors": len(found.errors),
        "warnings": len(found.warnings),
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
