"""Replays a ticket's true history with today's code, and hears again what it would have written."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from temporalio.client import Client, WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import Replayer

from domain.governing import Stretch, stretches
from domain.ledger import Entry
from runtime.sandbox import REPLAY, sandbox
from runtime.temporal_client import workflow_id_of
from runtime.witness import Life, Witness, in_order
from workflows.ticket import TicketWorkflow


@dataclass(frozen=True, slots=True)
class Replayed:
    """What today's code wrote when it lived the history again."""

    runs: int
    events: int  # of Temporal's histories
    entries: tuple[Entry, ...]  # of our ledger, in order
    under_way: tuple[int, ...]  # places whose activity had not ended: these may yet be unwritten
    lives: tuple[Life, ...] = ()  # the same, run by run

    @property
    def policies(self) -> tuple[Stretch, ...]:
        """Whose rules decided: each policy with the entry from which it did."""
        return tuple(stretches(self.entries))


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place in which a ledger and a replay do not agree."""

    sequence: int
    ledger: Entry | None
    replay: Entry | None


async def histories(client: Client, ticket_id: str) -> AsyncIterator[WorkflowHistory]:
    """The history of every run of a ticket's workflow, the first run first."""
    workflow_id = workflow_id_of(ticket_id)
    run_id: str | None = None
    runs: list[WorkflowHistory] = []
    while True:
        history = await client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
        runs.append(history)
        run_id = run_before(history)
        if not run_id:
            break
    for history in reversed(runs):
        yield history


def run_before(history: WorkflowHistory) -> str:
    """The run that went on in this one; "" for a first run."""
    return history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id


async def lived_again(history: WorkflowHistory, converter: DataConverter) -> Life:
    """Live one run again. Raises what the replayer raises where today's code would not."""
    witness = Witness()
    replayer = Replayer(
        workflows=[TicketWorkflow],
        data_converter=converter,
        workflow_runner=sandbox(),
        interceptors=[witness],
        build_id=REPLAY,
    )
    await replayer.replay_workflow(history)
    return witness.life(history.run_id)


async def replayed(runs: Sequence[WorkflowHistory], converter: DataConverter) -> Replayed:
    """Live the histories again. Raises what the replayer raises where today's code would not."""
    lives = [await lived_again(history, converter) for history in runs]
    return together(lives, sum(len(history.events) for history in runs))


def together(lives: Sequence[Life], events: int) -> Replayed:
    """Runs of one ticket, in order, as one."""
    entries = {entry.sequence: entry for life in lives for entry in life.entries}
    under_way = {place for life in lives for place in life.under_way}
    return Replayed(
        runs=len(lives),
        events=events,
        entries=in_order(entries),
        under_way=tuple(sorted(under_way)),
        lives=tuple(lives),
    )


def first_difference(ledger: Iterable[Entry], replay: Replayed) -> Difference | None:
    """Where they first disagree, or None where every entry is the same in both."""
    return difference(ledger, replay.entries, replay.under_way)


def difference_in(ledger: Iterable[Entry], life: Life) -> Difference | None:
    """The same, of the places alone that were one run's to fill."""
    own = (entry for entry in ledger if life.first <= entry.sequence <= life.last)
    return difference(own, life.entries, life.under_way)


def difference(
    ledger: Iterable[Entry], replay: Iterable[Entry], under_way: Sequence[int]
) -> Difference | None:
    """The first place where entries differ; what was `under_way` may yet be unwritten."""
    written = {entry.sequence: entry for entry in ledger}
    again = {entry.sequence: entry for entry in replay}
    for place in sorted({*written, *again}):
        if place in under_way and place not in written:
            continue
        if written.get(place) != again.get(place):
            return Difference(place, written.get(place), again.get(place))
    return None
