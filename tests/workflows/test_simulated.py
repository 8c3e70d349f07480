"""The simulator against life: random scripts through the real workflow, and through `enact`."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from itertools import product, zip_longest
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from rich.console import Console
from rich.progress import Progress
from temporalio.testing import WorkflowEnvironment
from ulid import ULID

from domain import commands, errands, story
from domain.events import TicketAbsorbed, TicketMerged
from domain.ticket import Ticket
from language.detection import Detector
from rulebook.enacting import errands as enacted_errands
from rulebook.enacting.enactment import MESSAGES_PER_RUN, enact
from rulebook.facts import Desk
from tests.conftest import SCRIPTS
from tests.workflows.desk import ANA
from tests.workflows.simulated.crowd import Crowd, Lived, a_crowd
from tests.workflows.simulated.promises import PROMISES, ZONES, promised
from tests.workflows.simulated.scripts import plan
from tests.workflows.simulated.surroundings import AsItWas, Unlike

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOGETHER = 30  # lived on one desk, side by side


def unlike(lived: Lived) -> str | None:
    """In what the simulation of a life first differs from it; None where it does not."""
    outside = AsItWas(lived.recording)
    try:
        simulated = enact(lived.scene, outside)
        outside.all_used()
    except Unlike as difference:
        return str(difference)
    for live, again in zip_longest(lived.ledger, simulated.entries):
        if live != again:
            return f"life had {live}, the simulation {again}"
    refused = sorted((one.done.id, one.why.code) for one in simulated.refused)
    return None if refused == list(lived.refused) else f"{lived.refused} became {refused}"


def never_pauses(patch: pytest.MonkeyPatch) -> None:
    """Its clocks run on, whatever the policy says of pauses."""
    patch.setattr(Ticket, "is_paused", property(lambda _: False))


def keeps_no_place(patch: pytest.MonkeyPatch) -> None:
    """An outcome stands where it came home."""
    patch.setattr(story, "with_place", lambda found: (found, found.sequence))


def translates_at_once(patch: pytest.MonkeyPatch) -> None:
    """A translation that failed is tried again without patience."""
    ready: Callable[[Any, Any], Any] = lambda ticket, now: next(iter(ticket.to_translate), None)  # noqa: E731 - a fault, in one line
    patch.setattr(errands, "ready_to_translate", ready)


def has_one_lane(patch: pytest.MonkeyPatch) -> None:
    """A page waits until a brief is through."""
    patch.setattr(errands, "lane_of", lambda _: errands.PAGES)


def wakes_for_everything(patch: pytest.MonkeyPatch) -> None:
    """A timer for every deadline, where life keeps the one that rings before."""

    def eager(timer: Any, until: Any) -> None:
        timer.stop()
        timer._set_for, timer.rings_at = until, timer._woken(until)

    patch.setattr(enacted_errands.LazyTimer, "wake_at", eager)


FAULTS = (
    never_pauses,
    keeps_no_place,
    translates_at_once,
    has_one_lane,
    wakes_for_everything,
)


@pytest.fixture
def shown(pytestconfig: pytest.Config) -> Iterator[Progress]:
    """How far the lives are, on a terminal."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    console = Console(stderr=True)
    with (
        capture.global_and_fixture_disabled(),
        Progress(console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        yield progress


@pytest_asyncio.fixture(loop_scope="session")
async def crowd(
    environment: WorkflowEnvironment, sample_desk: Desk, detector: Detector, tmp_path: Path
) -> AsyncIterator[Crowd]:
    async with a_crowd(environment, sample_desk, detector, tmp_path) as crowd:
        yield crowd


async def lived(crowd: Crowd, seeds: Sequence[int], shown: Progress) -> dict[int, Lived]:
    """The lives of these seeds, side by side."""
    task = shown.add_task(f"lives {seeds[0]} to {seeds[-1]}", total=len(seeds))
    each = (crowd.lives(plan(seed), lambda: shown.advance(task)) for seed in seeds)
    return dict(zip(seeds, await asyncio.gather(*each), strict=True))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """As many scripts as were asked for, so many together."""
    if "first" in metafunc.fixturenames:
        scripts = metafunc.config.getoption("--scripts")
        metafunc.parametrize("first", range(0, scripts, TOGETHER))


async def test_random_scripts_are_simulated_as_they_are_lived(
    crowd: Crowd, shown: Progress, first: int
) -> None:
    lives = await lived(crowd, range(first, first + TOGETHER), shown)
    differences = {seed: found for seed, one in lives.items() if (found := unlike(one))}
    assert not differences, f"{len(differences)} of {len(lives)}: {differences}"


async def test_every_policy_is_tried_in_every_zone() -> None:
    tried = {(one.promise, one.zone) for one in map(plan, range(SCRIPTS))}
    assert tried == set(product(range(len(PROMISES)), ZONES))


async def test_planted_faults_are_found(crowd: Crowd, shown: Progress) -> None:
    lives = (await lived(crowd, range(TOGETHER), shown)).values()
    assert [unlike(one) for one in lives] == [None] * len(lives)
    for fault in FAULTS:
        with pytest.MonkeyPatch.context() as patch:
            fault(patch)
            assert any(unlike(one) for one in lives), f"nobody found that it {fault.__name__}"


async def test_a_merge_is_simulated_as_it_is_lived(crowd: Crowd) -> None:
    desk, sender = crowd.desk.under(**promised(1, "UTC")), str(ULID())
    source = await desk.hears("Where is my parcel?", sender)
    target = await desk.hears_in_thread("Where is my invoice?", sender, "thread-2")
    await desk.asks(source, commands.Merge(by=ANA, into=target))
    await desk.dispatches()
    for ticket, ending in ((source, TicketMerged), (target, TicketAbsorbed)):
        life = await crowd.as_it_was(desk, ticket, {})
        assert unlike(life) is None
        assert any(isinstance(entry.event, ending) for entry in life.ledger)


async def test_a_conversation_of_several_runs_is_simulated_as_it_is_lived(crowd: Crowd) -> None:
    desk, sender = crowd.desk.under(**promised(4, "UTC")), str(ULID())
    ticket = await desk.hears("Where is my parcel?", sender)
    for number in range(MESSAGES_PER_RUN):
        await desk.accepts(f"Where is parcel {number}?", sender)
    await desk.dispatches()
    await desk.rests(ticket)
    await desk.asks(ticket, commands.Claim(by=ANA))
    life = await crowd.as_it_was(desk, ticket, {})
    assert len(life.recording.began) > 1
    assert unlike(life) is None
