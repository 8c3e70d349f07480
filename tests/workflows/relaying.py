"""A live desk that follows the sun: its people are on when the test says so."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from temporalio.testing import WorkflowEnvironment
from ulid import ULID

from domain import commands
from domain.notifications import Notification
from domain.policy import Relay
from domain.stores import Text
from domain.vocabulary import Actor, ActorKind, NobodyOn
from language.detection import Detector
from rulebook.facts import Desk
from tests.workflows.desk import LiveDesk
from tests.workflows.live import a_live_desk
from tests.workflows.shifts import Hours, working

AOIFE, MAYA, RAFAEL = (Actor(ActorKind.AGENT, name) for name in ("aoife", "maya", "rafael"))
Shifts = Mapping[str, Mapping[str, tuple[Hours, ...]]]
HOURS_APART: Shifts = MappingProxyType(
    {
        "eu-care": {"aoife": ((-6.0, 2.0), (18.0, 26.0))},
        "na-care": {"maya": ((-1.0, 9.0),)},
        "latam-care": {"rafael": ((1.0, 11.0),)},
    }
)
RELAY = Relay(
    acknowledge_within=timedelta(minutes=20),
    handling_time=timedelta(minutes=15),
    when_nobody_is_on=NobodyOn.NEXT_STEP,
)
TARGETS = MappingProxyType({"first_reply": timedelta(hours=8), "solve": timedelta(days=3)})


class Relaying:
    """Opens a relaying desk for as long as a test needs it: `async with relaying() as desk`."""

    def __init__(
        self, environment: WorkflowEnvironment, desk: Desk, detector: Detector, folder: Path
    ) -> None:
        self._environment, self._desk = environment, desk
        self._detector, self._folder = detector, folder

    def __call__(self, shifts: Shifts = HOURS_APART, **policy: Any) -> "Opened":
        """With these shifts, and a policy that differs so."""
        desk = working(self._desk, shifts)
        live = a_live_desk(self._environment.client, desk, self._detector, self._folder)
        promised = {"relay": RELAY, "targets": dict(TARGETS), "steps": (), "warnings": {}}
        return Opened(live, self._environment, {**promised, **policy})


class Opened:
    """One opening of a relaying desk."""

    def __init__(
        self, live: a_live_desk, environment: WorkflowEnvironment, policy: dict[str, Any]
    ) -> None:
        self._live, self._environment, self._policy = live, environment, policy

    async def __aenter__(self) -> LiveDesk:
        live = replace(await self._live.__aenter__(), environment=self._environment)
        return live.under(**self._policy)

    async def __aexit__(self, *_: object) -> None:
        await self._live.__aexit__()


async def told(desk: LiveDesk, agent: str) -> list[Notification]:
    """What an agent's own page shows."""
    return await desk.stores.notifications.shown_to(agent, unseen=False, before=None, limit=50)


async def hands_over(desk: LiveDesk, ticket: str, team: str, by: Actor) -> str:
    """An agent hands the ticket over with a brief in English; the brief's id."""
    assert desk.staffing is not None
    view = await desk.stores.views.ticket(ticket)
    brief = Text(
        id=str(ULID()),
        customer_id=view.customer_id,
        ticket_id=ticket,
        kind="brief",
        language="en",
        content={"done": "I looked at the logs.", "next": "Find out why it crashes."},
    )
    await desk.stores.vault.put(brief)
    seen = desk.staffing.view(desk.now_of(ticket), {})
    command = commands.HandOver(by=by, team=team, brief_id=brief.id, staffing=seen)
    await desk.asks(ticket, command)
    return brief.id
