"""A recorded life: the histories of its runs as Temporal kept them, and the ledger they led to.

They are recorded without the region's codec, so that anybody can see that no text is in them.
"""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from temporalio.client import WorkflowHistory

from domain.ledger import Entry

HERE = Path(__file__).parent
RELEASE = "0.9.0"
LEDGER = TypeAdapter(list[Entry])


@dataclass(frozen=True)
class Recording:
    """One ticket's runs and entries."""

    ticket: str
    runs: list[WorkflowHistory]
    ledger: list[Entry]
    digests: tuple[str, ...] | None = None  # of each run's end; releases up to 0.5.0 kept none

    def write(self, path: Path) -> None:
        """Keep it; a recording is never edited afterwards."""
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "ticket": self.ticket,
            "runs": [_without_its_place(json.loads(run.to_json())) for run in self.runs],
            "ledger": json.loads(LEDGER.dump_json(self.ledger)),
            "digests": self.digests,
        }
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        path.write_bytes(gzip.compress(text.encode(), mtime=0))


def read(path: Path) -> Recording:
    """The recording in a file."""
    content = json.loads(text_of(path))
    ticket = content["ticket"]
    runs = [WorkflowHistory.from_json(f"ticket-{ticket}", run) for run in content["runs"]]
    kept = content.get("digests")
    digests = None if kept is None else tuple(kept)
    return Recording(ticket, runs, LEDGER.validate_python(content["ledger"]), digests)


def name_of(path: Path) -> str:
    """The release and the story that a file records."""
    return f"{path.parent.name}-{path.name.removesuffix('.json.gz')}"


def text_of(path: Path) -> str:
    """What a recording says, as JSON."""
    return gzip.decompress(path.read_bytes()).decode()


def _without_its_place(value: Any) -> Any:
    """A history without stack traces and identities: they name the machine it was recorded on."""
    if isinstance(value, dict):
        kept = {name: _without_its_place(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if name not in ("stackTrace", "identity")}
    return [_without_its_place(one) for one in value] if isinstance(value, list) else value


def recordings() -> list[Path]:
    """Every recording of every release."""
    return sorted(path for path in HERE.glob("*/*.json.gz"))
