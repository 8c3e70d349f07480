"""Whether what is on record of a ticket's runs is what was sealed: row, history and trail agree."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from temporalio.client import WorkflowHistory

from domain.audit import Action
from domain.histories import SealedRun, Unreadable
from domain.retained import taken_out
from runtime.reliving import history_of
from runtime.replay import run_before
from storage.auditing.kept import Kept

PAGE: Final = 1_000  # entries of the trail that are read together
# What a row and its entry on the trail both say of a run.
SAID_TWICE: Final = ("place", "run_before", "events", "sha256", "build", "timezones", "digest")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was sealed. The sentence names the run and what differs."""

    run_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A sealed run with its history, as far as that can be read."""

    run: SealedRun
    history: WorkflowHistory | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the trail says of the sealing of one run."""

    number: int
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sealed runs of a ticket in order, and what the trail says of others.

    `retained` is the entry by which sealed histories of it went, their time being over.
    """

    exhibits: tuple[Exhibit, ...]
    missing: tuple[Fault, ...]
    retained: int | None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Whatever is not as it was sealed."""
        return (*(fault for one in self.exhibits for fault in one.faults), *self.missing)


async def evidence(kept: Kept, ticket_id: str) -> Evidence:
    """Hold each sealed run of a ticket against its history and the trail."""
    told, retained = await _told(kept, ticket_id)
    found: list[Exhibit] = []
    before: SealedRun | None = None
    for run in await kept.histories.runs(ticket_id):
        found.append(await _exhibit(kept, run, before, told.pop(run.run_id, None)))
        before = run
    missing = tuple(
        Fault(run, f"run {run} was sealed (entry {one.number} of the trail) and is not there")
        for run, one in told.items()
        if retained is None or one.number > retained
    )
    return Evidence(tuple(found), missing, retained)


async def _told(kept: Kept, ticket_id: str) -> tuple[dict[str, Told], int | None]:
    """By run, of which the first entry counts, and the entry by which retention took some out."""
    found: dict[str, Told] = {}
    retained: int | None = None
    after = 0
    while entries := await kept.audit.entries(after=after, limit=PAGE, about=ticket_id):
        for entry in entries:
            document = entry.document
            facts = document["facts"]
            if document["action"] == Action.HISTORY_SEALED and isinstance(facts, dict):
                found.setdefault(str(facts["run"]), Told(entry.number, facts))
            gone = taken_out(entry.number, document)
            retained = gone.number if gone is not None and gone.has_histories else retained
        after = entries[-1].number
    return found, retained


async def _exhibit(
    kept: Kept, run: SealedRun, before: SealedRun | None, told: Told | None
) -> Exhibit:
    faults = [*_untrue(run, told), *_unchained(run, before)]
    try:
        body = await kept.histories.body(run.run_id)
    except Unreadable:
        said = f"the history of run {run.run_id} cannot even be unpacked: it was altered"
        return Exhibit(run, None, (Fault(run.run_id, said), *faults))
    faults = [*_altered(run, body, told), *faults]
    try:
        history = history_of(run.ticket_id, body)
    except ValueError:
        return Exhibit(run, None, tuple(faults))  # whoever altered it so altered its hash
    return Exhibit(run, history, (*faults, *_another(run, history)))


def _altered(run: SealedRun, body: bytes, told: Told | None) -> Iterator[Fault]:
    """The hash is what was sealed: one event that is another makes another."""
    found = hashlib.sha256(body).hexdigest()
    sealed = str(told.facts["sha256"]) if told else run.sha256
    if found != sealed:
        by = f"entry {told.number} of the trail" if told else "its row"
        yield Fault(
            run.run_id,
            f"the history of run {run.run_id} was altered after it was sealed: its SHA-256 is "
            f"{found}, and {by} says {sealed}",
        )


def _untrue(run: SealedRun, told: Told | None) -> Iterator[Fault]:
    """What the row says, and the trail does not."""
    if told is None:
        yield Fault(run.run_id, f"the trail has no entry of the sealing of run {run.run_id}")
        return
    said = {name: getattr(run, name) for name in SAID_TWICE}
    said |= {"ended": run.ended.value, "agrees": run.agrees}
    said |= {"closed_at": run.closed_at.isoformat()}
    for name, value in said.items():
        if told.facts.get(name) != value:
            yield Fault(
                run.run_id,
                f"the row of run {run.run_id} says {name} {value}, and entry {told.number} of the "
                f"trail says {told.facts.get(name)}",
            )


def _unchained(run: SealedRun, before: SealedRun | None) -> Iterator[Fault]:
    """Of a first one nobody can tell: Temporal may have forgotten what was before."""
    if before is not None and run.run_before != before.run_id:
        yield Fault(
            run.run_id,
            f"run {run.run_id} goes on from run {run.run_before or 'none'}, and the sealed run "
            f"before it is {before.run_id}",
        )


def _another(run: SealedRun, history: WorkflowHistory) -> Iterator[Fault]:
    """A true history in the place of another's."""
    told = {"id": history.run_id, "the run before": run_before(history) or None}
    sealed = {"id": run.run_id, "the run before": run.run_before}
    for name, value in told.items():
        if value != sealed[name]:
            yield Fault(
                run.run_id,
                f"the history of run {run.run_id} says {name} {value}, and its row {sealed[name]}",
            )
