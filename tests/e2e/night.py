"""One night in which every worker is killed, with a ticket at each crash point of the relay."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from ulid import ULID

from domain import commands
from domain.facts import StepAction
from domain.policy import Step
from domain.relay_events import NotificationReported
from domain.ticket import Ticket
from domain.vocabulary import Doing, Target
from runtime.clock import SystemClock
from runtime.settings import ROOT
from runtime.waiting import until
from tests.channels.receiver import HangsUp
from tests.e2e.parts import WEBHOOK
from tests.e2e.scene import Scene, a_scene
from tests.patience import PATIENCE
from tests.workflows.desk import LiveDesk
from tests.workflows.relaying import AOIFE, RELAY, TARGETS, hands_over, told

AFTER_A_CRASH = timedelta(seconds=100)  # a page in a dead worker's hands is missed after 50
SOON = timedelta(seconds=1)
A_WHILE = timedelta(seconds=20)  # longer than it takes to kill a worker

ON = MappingProxyType(
    {
        "eu-care": "aoife",
        "eu-lead": "niamh",
        "eu-engineering": "katarina",
        "na-care": "maya",
        "latam-care": "rafael",
        "apac-care": "haruka",
        "apac-engineering": "amihan",
        "cn-care": "meiling",
    }
)
BY_MAIL = ("niamh", "amihan")
ALWAYS = ((-6.0, 12.0),)

# By crash point: to which team an agent hands the ticket over, or whom a step pages, and where the
# worker is held with it.
HANDED_OVER = MappingProxyType(
    {
        "brief translated": ("latam-care", "kept"),
        "hand-over done": ("latam-care", "hand_over"),
        "customer told": ("latam-care", "sent"),
        "hand-over paged": ("cn-care", "paged"),
    }
)
BRIEFED = "brief of the desk"
CLIMBED = MappingProxyType(
    {
        "paged": ("na-care", "paged"),
        "mailed": ("eu-lead", "paged"),
        "escalation done": ("eu-engineering", "escalate"),
    }
)
# Held nowhere: those that wait for the contacts that are told just then, one whose receiver took
# the page and hung up, one that is due when there is no worker, and those of the planted faults.
BEHIND = MappingProxyType({"behind the page": "na-care", "behind the mail": "eu-lead"})
ANSWER_LOST, WAITING = "answer lost", "waiting"
FAULTY = MappingProxyType({"faulty page": "apac-care", "faulty mail": "apac-engineering"})
SOUND = (*HANDED_OVER, BRIEFED, *CLIMBED, *BEHIND, ANSWER_LOST, WAITING)
CHANGED = "\nCambiado."


@dataclass(frozen=True)
class Night:
    """What is left of it, under a new worker: the tickets by their crash points."""

    scene: Scene
    tickets: Mapping[str, str]
    restarted_at: datetime
    paged_before: int  # requests that reached the agents' webhook until then

    async def complaints(self, name: str) -> list[str]:
        """What is wrong with a ticket, once it is at rest."""
        return await self.scene.complaints([self.tickets[name]], AFTER_A_CRASH)

    async def standing(self, name: str) -> Ticket:
        """A ticket as its workflow knows it."""
        await self.scene.desk.rests(self.tickets[name], AFTER_A_CRASH)
        return await self.scene.desk.standing(self.tickets[name])

    async def reported(self, name: str) -> NotificationReported:
        """What the ledger says of the one thing that a team was told of a ticket."""
        entries = await self.scene.desk.rests(self.tickets[name], AFTER_A_CRASH)
        [event] = [e.event for e in entries if isinstance(e.event, NotificationReported)]
        return event

    def paged(self, name: str) -> list[str]:
        """The webhook-id of each request that told an agent of a ticket."""
        about = self.tickets[name].encode()
        requests = self.scene.pages.requests
        return [one.headers["webhook-id"] for one in requests if about in one.body]

    def mailed(self, name: str) -> int:
        """How many mails told an agent of a ticket."""
        return len(self.scene.arrived(self.tickets[name]).mails)


@contextlib.asynccontextmanager
async def a_night(folder: Path) -> AsyncIterator[Night]:
    """The night, up to a new worker, which finds that the desk's own templates have changed."""
    shifts = {team: {agent: ALWAYS} for team, agent in ON.items()}
    async with a_scene(folder, shifts, {agent: _way(agent) for agent in ON.values()}) as scene:
        desk = scene.desk.under(relay=RELAY, targets=dict(TARGETS), steps=(), warnings={})
        tickets = await _evening(scene, desk)
        tickets |= await _midnight(scene, desk, tickets)
        restarted_at, paged_before = SystemClock().now(), len(scene.pages.requests)
        async with scene.worker(replace(scene.parts, home=_changed_desk(folder))):
            yield Night(scene, tickets, restarted_at, paged_before)


async def _evening(scene: Scene, desk: LiveDesk) -> dict[str, str]:
    """An ordinary worker has what is to be handed over, and pages once without an answer."""
    scene.pages.then(HangsUp())
    async with scene.worker():
        claimed = await asyncio.gather(*(_claimed(desk) for _ in HANDED_OVER))
        lost = await _paging(desk, "eu-care")
        await _until(lambda: _is_paged(scene), "nobody was paged")
    return {**dict(zip(HANDED_OVER, claimed, strict=True)), ANSWER_LOST: lost}


async def _midnight(scene: Scene, desk: LiveDesk, claimed: Mapping[str, str]) -> dict[str, str]:
    """A worker is killed with everything in its hands; then a page falls due."""
    tickets = {name: await _paging(desk, team) for name, (team, _) in CLIMBED.items()}
    tickets |= {name: await _paging(desk, team) for name, team in FAULTY.items()}
    tickets[BRIEFED] = await _handing_over(desk, "latam-care")
    places = {**CLIMBED, **HANDED_OVER, BRIEFED: ("latam-care", "kept")}
    plan = {
        ticket: places[name][1] for name, ticket in {**claimed, **tickets}.items() if name in places
    }
    doomed = await scene.holding_worker(plan, faulty=[tickets[name] for name in FAULTY])
    for name, (team, _) in HANDED_OVER.items():
        await hands_over(desk, claimed[name], team, by=AOIFE)
    await scene.all_held(doomed, plan)
    tickets |= {name: await _paging(desk, team) for name, team in BEHIND.items()}
    await _until(lambda: _queue_stands(desk), "nobody waits behind the tickets that are held")
    await _until(lambda: _faults_show(scene, tickets), "the faulty pages were not repeated")
    tickets[WAITING] = await _paging(desk, "eu-care", within=A_WHILE)
    await desk.rests(tickets[WAITING])
    due = (await desk.standing(tickets[WAITING])).opened_at + A_WHILE
    await scene.kill(doomed)
    await _until(lambda: _is_past(due), "time stands still")
    return tickets


def _way(agent: str) -> dict[str, str]:
    return {"email": f"{agent}@example.org"} if agent in BY_MAIL else {"webhook": WEBHOOK}


async def _claimed(desk: LiveDesk) -> str:
    ticket = await desk.opens_ticket()
    await desk.asks(ticket, commands.Claim(by=AOIFE))
    await desk.rests(ticket)
    return ticket


async def _paging(desk: LiveDesk, team: str, within: timedelta = SOON) -> str:
    """A customer writes; once the answer is late, a team is paged, once."""
    page = StepAction(Doing.PAGE, team, "{ticket} waits", every=timedelta(minutes=10))
    breach = Step("step 1", "breach", Target.FIRST_REPLY, offset=timedelta(0), actions=(page,))
    return await _writes(desk.under(steps=(breach,), targets={Target.FIRST_REPLY: within}))


async def _handing_over(desk: LiveDesk, team: str) -> str:
    """A customer writes; soon a step hands the ticket over, with a brief of the desk's own."""
    handing = StepAction(Doing.HAND_OVER, team)
    step = Step("step 1", "opening", offset=SOON, actions=(handing,))
    return await _writes(desk.under(steps=(step,)))


async def _writes(desk: LiveDesk) -> str:
    ticket = await desk.accepts("Olá, onde está a minha encomenda?", str(ULID()))
    await desk.dispatches()
    return ticket


async def _until(condition: Callable[[], Awaitable[bool]], otherwise: str) -> None:
    await until(condition, PATIENCE, otherwise)


async def _is_paged(scene: Scene) -> bool:
    return bool(scene.pages.requests)


async def _queue_stands(desk: LiveDesk) -> bool:
    return all([len(await told(desk, ON[team])) == 2 for team in BEHIND.values()])


async def _faults_show(scene: Scene, tickets: Mapping[str, str]) -> bool:
    page, mail = (scene.arrived(tickets[name]) for name in FAULTY)
    return any(len(keys) > 1 for keys in page.pages.values()) and len(mail.mails) > 1


async def _is_past(at: datetime) -> bool:
    return SystemClock().now() > at


def _changed_desk(folder: Path) -> str:
    """The sample desk; what it says in its own briefs has changed."""
    home = shutil.copytree(ROOT / "desk", folder / "desk")
    for template in home.glob("replies/brief-*/*.j2"):
        template.write_text(template.read_text("utf-8") + CHANGED, "utf-8")
    return str(home)
