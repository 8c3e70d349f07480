"""A process goes by the newest desk that it can work by, from its start on and while it runs."""

from collections.abc import Mapping

import pytest

from rulebook.publishing.editions import Edition, edition_in
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.keys import KeyMissing
from runtime.published import Editions, Wish, publish, publish_first
from runtime.settings import ROOT
from runtime.taking_over import (
    TRY_AGAIN_AFTER,
    PresentDesks,
    Process,
    TakingOver,
    present_desks,
)
from runtime.waiting import until
from tests.api.house import SetClock
from tests.patience import PATIENCE
from tests.runtime.desks import NOW, KeptDesks, with_standard

WISH = Wish("niamh", "why", NOW)


@pytest.fixture(scope="module")
def sample() -> Edition:
    return edition_in(ROOT / "desk")


@pytest.fixture(scope="module")
def other(sample: Edition) -> Edition:
    return with_standard(sample, 77)


@pytest.fixture
async def desks(sample: Edition) -> KeptDesks:
    kept = KeptDesks()
    await publish_first({"eu": kept}, sample, NOW)
    return kept


class Worker:
    """What a process makes of a desk, for which a secret may be missing."""

    def __init__(self) -> None:
        self.missing = False
        self.made: list[str] = []

    def __call__(self, edition: Edition) -> None:
        if self.missing:
            raise KeyMissing("the secret x is not in the file that names it")
        self.made.append(edition.address)


def taking(desks: KeptDesks, clock: SetClock, worker: Worker) -> TakingOver:
    return TakingOver("eu", desks, Process("worker a 1", clock, Editions()), worker)


async def test_a_newer_desk_is_taken_over_whole_once_it_was_made(
    desks: KeptDesks, sample: Edition, other: Edition
) -> None:
    worker = Worker()
    over = taking(desks, SetClock(), worker)
    current = await over.begin()
    assert current.standing.edition.address == sample.address
    await publish({"eu": desks}, other, WISH)
    assert current.standing.published.number == 1
    await over.look()
    await over.look()
    assert current.standing.published.number == 2
    assert worker.made == [sample.address, other.address]


async def test_a_desk_that_cannot_be_worked_by_is_left_and_tried_again(
    desks: KeptDesks, other: Edition
) -> None:
    worker, clock = Worker(), SetClock()
    over = taking(desks, clock, worker)
    current = await over.begin()
    worker.missing = True
    await publish({"eu": desks}, other, WISH)
    await over.look()
    assert current.standing.published.number == 1
    [note] = await desks.left_behind(clock.now())
    assert (note.process, note.number) == ("worker a 1", 2)
    assert "the secret x" in note.reason
    worker.missing = False  # somebody put it there
    await over.look()
    assert current.standing.published.number == 1
    clock.at += TRY_AGAIN_AFTER
    await over.look()
    assert current.standing.published.number == 2


async def test_a_desk_after_the_one_that_was_left_is_tried_at_once(
    desks: KeptDesks, sample: Edition, other: Edition
) -> None:
    worker = Worker()
    over = taking(desks, SetClock(), worker)
    current = await over.begin()
    worker.missing = True
    await publish({"eu": desks}, other, WISH)
    await over.look()
    worker.missing = False
    await publish({"eu": desks}, sample, WISH)
    await over.look()
    assert current.standing.published.number == 3


async def test_a_process_starts_with_the_newest_desk_that_it_can_work_by(
    desks: KeptDesks, sample: Edition, other: Edition
) -> None:
    await publish({"eu": desks}, other, WISH)
    desks.damage(2)
    clock = SetClock()
    current = await taking(desks, clock, Worker()).begin()
    assert current.standing.published.number == 1
    [note] = await desks.left_behind(clock.now())
    assert note.number == 2
    assert "notifications.yaml" in note.reason


async def test_a_process_that_can_work_by_no_desk_says_why_and_what_to_do(
    desks: KeptDesks,
) -> None:
    worker = Worker()
    worker.missing = True
    with pytest.raises(CannotStart, match=r"(?s)the secret x.*`meridian desk publish`"):
        await taking(desks, SetClock(), worker).begin()


async def test_while_it_runs_a_process_looks_again_by_itself(
    desks: KeptDesks, sample: Edition, other: Edition
) -> None:
    later = KeptDesks()
    regions: Mapping[str, KeptDesks] = {"eu": desks, "na": later}
    await publish_first(regions, sample, NOW)
    process = Process("api a 1", SystemClock(), Editions(sample))
    async with present_desks(regions, process) as present:
        assert number(present, "eu") == number(present, "na") == 1
        desks.away = True  # what cannot be asked now is asked again
        await publish({"na": later}, other, Wish("niamh", "why", SystemClock().now()))

        async def of_na() -> bool:
            return number(present, "na") == 2

        await until(of_na, PATIENCE, "the newer desk was not taken over")
        assert number(present, "eu") == 1
        assert present.newest().edition.address == other.address
        assert present.desk() is present.newest().edition.desk
        desks.away = False
        await publish({"eu": desks}, other, Wish("niamh", "why", SystemClock().now()))

        async def of_eu() -> bool:
            return number(present, "eu") == 2

        await until(of_eu, PATIENCE, "the newer desk was not taken over")


def number(present: PresentDesks, region: str) -> int:
    return present.of(region).standing.published.number
