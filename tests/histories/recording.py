"""A recorded life: the histories of its runs as Temporal kept them, and the ledger they led to.

They are recorded without the region's codec, so that anybody can see that no text is in them.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from temporalio.client import WorkflowHistory

from domain.ledger import Entry

HERE = Path(__file__).parent
RELEASE = "0.1.0"
LEDGER = TypeAdapter(list[Entry])


@dataclass(frozen=True)
class Recording:
    """One ticket's runs and entries."""

    ticket: str
    runs: list[WorkflowHistory]
    ledger: list[Entry]

    def write(self, path: Path) -> None:
        """Keep it; a recording is never edited afterwards."""
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {
            "ticket": self.ticket,
            "runs": [json.loads(run.to_json()) for run in self.runs],
            "ledger": json.loads(LEDGER.dump_json(self.ledger)),
        }
        path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")


def read(path: Path) -> Recording:
    """The recording in a file."""
    content = json.loads(path.read_text())
    ticket = content["ticket"]
    runs = [WorkflowHistory.from_json(f"ticket-{ticket}", run) for run in content["runs"]]
    return Recording(ticket, runs, LEDGER.validate_python(content["ledger"]))


def recordings() -> list[Path]:
    """Every recording of every release."""
    return sorted(path for path in HERE.glob("*/*.json"))
