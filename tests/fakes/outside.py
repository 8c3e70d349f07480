"""The outside world of a worker, by hand: one channel, one pager, and whom it calls."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from activities.teller import Pace
from domain.channels import ByName, Mouth
from domain.notifications import Contact, Way
from runtime.clock import SystemClock
from tests.fakes.pager import FakePager
from workers.registry import Outside

NO_PAUSE = timedelta(0)


@dataclass
class FakeDirectory:
    """Agents whom somebody gave an address; everybody else has only their own page."""

    addresses: dict[str, str] = field(default_factory=dict)

    def contacts(self, agent: str) -> tuple[Contact, ...]:
        """By webhook, where there is an address."""
        address = self.addresses.get(agent)
        return () if address is None else (Contact(Way.WEBHOOK, address),)


def an_outside(
    channels: Mapping[str, Mouth],
    pager: FakePager | None = None,
    directory: FakeDirectory | None = None,
    window: timedelta = NO_PAUSE,
) -> Outside:
    """Everything by hand; without a pause between two calls to one agent unless it is named."""
    pager = pager or FakePager()
    return Outside(
        mouths=ByName(channels),
        directory=directory or FakeDirectory(),
        languages={},
        pagers={pager.way: pager},
        pace=Pace(SystemClock(), window),
    )
