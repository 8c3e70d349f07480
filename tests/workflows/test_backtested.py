"""Lives that were really lived: trying on them what they lived under changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory

from domain.adoption_events import PolicyAdopted
from domain.commands import HandOver
from domain.events import MessageUnderstood
from domain.facts import MessageReference
from domain.ledger import Entry
from domain.policy import Policy, StaffingView
from domain.story import Story
from domain.ticket import Ticket
from rulebook.backtesting.comparison import first_difference
from rulebook.backtesting.recorded import opening_of, seen_at, what_people_did, what_was_found
from rulebook.enacting.enactment import AtOnce, Later, Scene, Understood, enact
from runtime.converter import data_converter
from tests.histories.recording import name_of, read, recordings
from tests.workflows.simulated.recording import Recording, recorded


@dataclass(frozen=True, slots=True)
class AsRecorded(AtOnce):
    """Messages are understood as they were; all else works at once."""

    found: Mapping[str, MessageUnderstood] = field(default_factory=dict)

    def understanding(
        self, at: datetime, ticket: Ticket, message: MessageReference
    ) -> Understood | Later[Understood] | None:
        return Later(self.found[message.id].at, self.understand(at, ticket, message))


class Looked:
    """The staffing views that a live ticket was given, by when it asked for them."""

    def __init__(self, recording: Recording) -> None:
        asked = recording.asked
        looks = [(one.at, one.answer) for one in asked["look_up_staffing"]]
        looks += [(one.at, one.answer.staffing) for one in asked["intake"] if one.answer]
        looks += [
            (one.at, one.what.staffing) for one in recording.done if isinstance(one.what, HandOver)
        ]
        self._looks: list[tuple[datetime, StaffingView]] = [one for one in looks if one[1]]

    def at(self, at: datetime, _: Ticket | None = None) -> StaffingView:
        """The one that was given at that instant, or as near to it as a desk at work takes."""
        fresh = [(abs(asked - at), view) for asked, view in self._looks if view.is_fresh(at)]
        return min(fresh, key=lambda look: look[0])[1]


async def policy_of(run: WorkflowHistory) -> Policy:
    started = run.events[0].workflow_execution_started_event_attributes
    [story] = await data_converter.decode(started.input.payloads, [Story])
    assert isinstance(story, Story)
    return story.policy


@pytest.mark.parametrize("path", recordings(), ids=name_of)
async def test_a_life_that_was_lived_is_found_again_from_its_ledger(path: Path) -> None:
    recording = read(path)
    looked = Looked(await recorded(recording.runs, data_converter))
    entries: Sequence[Entry] = recording.ledger
    found = what_was_found(entries)

    def understood(at: datetime, ticket: Ticket, message: MessageReference) -> Understood:
        return Understood(found[message.id], looked.at(at) if ticket.team is None else None)

    first, opening = opening_of(entries)
    scene = Scene(
        ticket_id=entries[0].ticket_id,
        region=first.region,
        opening=opening,
        policy=await policy_of(recording.runs[0]),
        done=what_people_did(entries, looked.at),
        until=max(seen_at(entry.event) for entry in entries),
    )
    lived = enact(scene, AsRecorded(looked.at, understood, found=found))
    difference = first_difference(entries, lived.entries, lived.refused)
    adopted = [one.event.at for one in entries if isinstance(one.event, PolicyAdopted)]
    # Another policy is not adopted again: from then on a life goes as under the first one.
    assert difference is None or (adopted and difference.at >= adopted[0])
