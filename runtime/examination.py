"""An auditor's replay of one ticket: what is sealed is checked, lived again and compared.

It needs the region's database and the key of the payloads. No customer's key, no vault, no text.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter

from domain.histories import Ending, SealedRun
from domain.ledger import Entry
from domain.stores import Missing
from runtime.evidence import Exhibit, Fault, evidence
from runtime.reliving import NotLived, lived
from runtime.replay import Difference, Replayed, difference, run_before, together
from runtime.witness import Life
from storage.auditing.kept import Kept


class NoHistory(Exception):
    """There is nothing to be replayed; the sentence says why."""


Ask = Callable[[], Awaitable[Sequence[WorkflowHistory]]]


async def nothing_more() -> Sequence[WorkflowHistory]:
    """Nobody asks Temporal."""
    return ()


@dataclass(frozen=True, slots=True)
class Run:
    """One run as it was examined; `sealed` is None for one that Temporal alone has."""

    history: WorkflowHistory
    sealed: SealedRun | None
    life: Life


@dataclass(frozen=True, slots=True)
class Examination:
    """What came of it. Where there are faults in what was sealed, nothing was replayed."""

    ticket_id: str
    ledger: tuple[Entry, ...]
    sealed: tuple[SealedRun, ...]
    runs: tuple[Run, ...]
    faults: tuple[Fault, ...]
    difference: Difference | None
    not_reached: int  # entries of the ledger that no run which was there had to fill

    @property
    def agrees(self) -> bool:
        """Whether all is as it was sealed and as today's code has it."""
        return not self.faults and self.difference is None

    @property
    def replayed(self) -> Replayed:
        """All runs as one."""
        events = sum(len(run.history.events) for run in self.runs)
        return together([run.life for run in self.runs], events)


async def examined(
    kept: Kept,
    ticket_id: str,
    converter: DataConverter,
    ask_temporal: Ask = nothing_more,
) -> Examination:
    """Check and replay a ticket. Of its runs that Temporal has, those not sealed are added.

    Raises Missing for an unknown ticket, NoHistory, and WrongKey where payloads do not open.
    """
    ledger = tuple(await kept.ledger.entries(ticket_id))
    in_temporal = await ask_temporal()  # later than the ledger, so that it knows all of that
    found = await evidence(kept, ticket_id)
    sealed = tuple(one.run for one in found.exhibits)
    if found.faults:
        return Examination(ticket_id, ledger, sealed, (), found.faults, None, 0)
    histories = _whole([one.history for one in found.exhibits if one.history], in_temporal)
    if not histories:
        raise _nothing(ticket_id, found.retained, is_known=bool(ledger))
    runs, faults = await _lived(histories, found.exhibits, converter)
    own, not_reached = _own(ledger, runs)
    again = together([run.life for run in runs], 0)
    differs = None if faults else difference(own, again.entries, again.under_way)
    return Examination(ticket_id, ledger, sealed, tuple(runs), tuple(faults), differs, not_reached)


def _nothing(ticket_id: str, retained: int | None, *, is_known: bool) -> Exception:
    """Why there is nothing to be replayed."""
    if retained is not None:
        return NoHistory(
            f"the sealed histories of {ticket_id} were taken out when their time was over: entry "
            f"{retained} of the trail says so"
        )
    if not is_known:
        return Missing(f"ticket {ticket_id}")
    return NoHistory(f"no run of {ticket_id} is sealed yet, and Temporal was not there to ask")


def _whole(
    sealed: Sequence[WorkflowHistory], in_temporal: Sequence[WorkflowHistory]
) -> list[WorkflowHistory]:
    known = {history.run_id for history in sealed}
    return [*sealed, *(one for one in in_temporal if one.run_id not in known)]


async def _lived(
    histories: Sequence[WorkflowHistory], found: Sequence[Exhibit], converter: DataConverter
) -> tuple[list[Run], list[Fault]]:
    rows = {one.run.run_id: one.run for one in found}
    runs: list[Run] = []
    faults: list[Fault] = []
    for history in histories:
        row = rows.get(history.run_id)
        try:
            life = await lived(history, converter)
        except NotLived as why:
            said = f"today's code does not live run {history.run_id} as it was lived: {why}"
            faults.append(Fault(history.run_id, said))
            continue
        runs.append(Run(history, row, life))
        faults += _disagreeing(row, life) if row else []
    return runs, faults


def _disagreeing(row: SealedRun, life: Life) -> list[Fault]:
    if row.digest is None:
        said = f"build {row.build} could not live run {row.run_id} when it sealed it"
        return [Fault(row.run_id, said)]
    if row.digest == life.digest:
        return []
    return [
        Fault(
            row.run_id,
            f"run {row.run_id} ends in another state than it was sealed with: its digest is "
            f"{life.digest}, and {row.digest} was sealed by build {row.build} with time-zone "
            f"data {row.timezones}",
        )
    ]


def _own(ledger: Sequence[Entry], runs: Sequence[Run]) -> tuple[list[Entry], int]:
    """The entries that are to be compared, and how many are not.

    Where the runs are all that there ever were, those are all: also one that no run tells of.
    """
    if _is_all(runs):
        return list(ledger), 0
    lives = [run.life for run in runs]
    own = [
        entry
        for entry in ledger
        if any(life.first <= entry.sequence <= life.last for life in lives)
    ]
    return own, len(ledger) - len(own)


def _is_all(runs: Sequence[Run]) -> bool:
    if not runs or run_before(runs[0].history):
        return False
    last = runs[-1].sealed
    return last is None or last.ended is not Ending.CONTINUED
