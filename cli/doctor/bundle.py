"""A file to send to whoever helps: versions, settings and figures, without anybody's data."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from cli.doctor.doors import fetched
from cli.doctor.findings import Finding, Patient
from cli.doctor.settings import shown
from cli.doctor.versions import versions

LOGS: Final = ("api.log", "worker.log")  # ours; the Temporal server's may hold anything
LINES: Final = 300
KEPT: Final = frozenset({"event", "level", "at", "exception", "logger", "region", "reason"})
# Our events are constant words; whatever else stands there was put together from something.
EVENT: Final = re.compile(r"[a-z][a-z ',-]{0,60}")
NAME: Final = re.compile(r"[A-Za-z0-9_.:+-]{1,60}")
LEFT_OUT: Final = "(left out)"


async def write_bundle(path: Path, patient: Patient, findings: Sequence[Finding]) -> None:
    """Write the file. Of texts, names, ids, keys and addresses with secrets it holds none."""
    parts = {
        "findings.json": _written([asdict(one) for one in findings]),
        "versions.json": _written(versions()),
        "settings.json": _written(shown(patient.settings)),
        "desk.json": _written(hashes(patient.settings.desk)),
        "readyz.json": await _fetched(f"{patient.api}/readyz", '"parts"'),
        "metrics.txt": await _fetched(f"{patient.api}/metrics", "meridian_"),
    }
    for name in LOGS:
        log = patient.data / "logs" / name
        if log.is_file():
            parts[f"logs/{name}"] = "\n".join(tail(log)) + "\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in parts.items():
            bundle.writestr(name, content)


def hashes(desk: Path) -> dict[str, str]:
    """What the desk's files are, without what they say."""
    return {
        file.relative_to(desk).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(desk.rglob("*"))
        if file.is_file()
    }


def tail(log: Path) -> Iterator[str]:
    """The last lines that are ours, each with what cannot be about a person."""
    with log.open(encoding="utf-8", errors="replace") as file:
        lines = file.readlines()[-LINES:]
    for line in lines:
        try:
            facts = json.loads(line)
        except ValueError:
            continue  # a library's own words, or half a line
        if isinstance(facts, dict) and not _is_chatter(facts):
            yield json.dumps({key: _safe(key, facts[key]) for key in sorted(KEPT & facts.keys())})


def _is_chatter(facts: dict[str, object]) -> bool:
    return "logger" in facts and facts.get("level") in {"debug", "info"}


def _safe(key: str, value: object) -> str:
    form = EVENT if key == "event" else NAME
    return str(value) if form.fullmatch(str(value)) else LEFT_OUT


def _written(facts: object) -> str:
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


async def _fetched(url: str, ours: str) -> str:
    """What answers there, if it is ours; another program's words have no place here."""
    answer = await fetched(url)
    if answer is None:
        return "nobody answers\n"
    return answer.text if ours in answer.text else "something else answers\n"
