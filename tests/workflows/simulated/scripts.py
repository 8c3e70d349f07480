"""Random scripts: what people do to a ticket, without much sense, and how long they wait before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from domain import commands
from domain.commands import Command
from domain.policy import StaffingView
from domain.vocabulary import Actor, ActorKind, Priority, Tier
from tests.workflows.simulated.promises import PROMISES, ZONES

WRITES, MERGES = "writes", "merges"
VERBS = (
    *(WRITES, "claim", "reply") * 3,
    *("release", "note", "hold", "solve", "hand_over", "acknowledge", "escalate") * 2,
    *("prioritise", "reopen", "rate", MERGES),
)
AGENTS = ("aoife", "jonas", "maya", "rafael", "haruka", "sam")
TEAMS = ("eu-care", "na-care", "latam-care", "apac-care", "nowhere")
WORDS = (
    "Olá, onde está a minha encomenda? Ainda não chegou.",
    "Where is my parcel? I have been waiting for a week.",
    "Guten Tag, meine Rechnung stimmt nicht, bitte prüfen Sie das.",
    "Bonjour, je ne peux plus me connecter à mon compte.",
    "支払いができません。助けてください。",
    "?",
)
WAITS = (  # in seconds: from and to, and how often
    *((0, 0),) * 3,
    *((1, 90),) * 4,
    *((60, 3_600),) * 5,
    *((3_600, 14_400),) * 2,
    (14_400, 40_000),
)
RESTS = (0, 0, 0, 0, 1, 1, 2, 4, 9, 20)  # hours that a ticket is left alone at the end


@dataclass(frozen=True)
class Turn:
    """Somebody does something, a while after the turn before."""

    wait: timedelta
    verb: str
    by: str
    words: str
    team: str
    number: int

    def command(self, message: str, now: datetime, seen: StaffingView) -> Command:
        """What is asked of the ticket; the text stands in the vault under that name."""
        by = Actor(ActorKind.AGENT, self.by)
        made: dict[str, Callable[[], Command]] = {
            "claim": lambda: commands.Claim(by=by),
            "release": lambda: commands.Release(by=by),
            "reply": lambda: commands.Reply(by=by, message_id=message, language="en"),
            "note": lambda: commands.Note(by=by, message_id=message, language="en"),
            "hold": lambda: commands.Hold(
                by=by, until=now + self.number * timedelta(minutes=37), reason_id=message
            ),
            "solve": lambda: commands.Solve(by=by),
            "reopen": lambda: commands.Reopen(by=by),
            "escalate": lambda: commands.Escalate(by=by, reason_id=message),
            "prioritise": lambda: commands.Prioritise(
                by=by, priority=tuple(Priority)[self.number % 4]
            ),
            "rate": lambda: commands.Rate(by=by, score=self.number % 7),
            "hand_over": lambda: commands.HandOver(
                by=by, team=self.team, brief_id=message, staffing=seen
            ),
            "acknowledge": lambda: commands.Acknowledge(
                by=by, teams=None if self.number % 3 else (self.team,)
            ),
            MERGES: lambda: commands.Merge(by=by, into="eu-nowhere"),
        }
        return made[self.verb]()


@dataclass(frozen=True)
class Plan:
    """A life that is to be lived."""

    seed: int
    promise: int
    zone: str
    tier: Tier
    priority: Priority
    words: str
    turns: tuple[Turn, ...]
    rest: timedelta  # after the last turn


def plan(seed: int) -> Plan:
    """The same for the same seed; neighbours have other policies, and then other zones."""
    dice = Random(seed)
    turns = tuple(_turn(dice, number) for number in range(dice.randint(1, 6)))
    return Plan(
        seed=seed,
        promise=seed % len(PROMISES),
        zone=ZONES[seed // len(PROMISES) % len(ZONES)],
        tier=dice.choice((Tier.STANDARD, Tier.STANDARD, Tier.VIP, Tier.EMERGENCY)),
        priority=dice.choice(tuple(Priority)),
        words=_words(dice),
        turns=turns,
        rest=_wait(dice) + timedelta(hours=dice.choice(RESTS)),
    )


def _turn(dice: Random, number: int) -> Turn:
    return Turn(
        wait=_wait(dice),
        verb=dice.choice(VERBS),
        by=dice.choice(AGENTS),
        words=_words(dice),
        team=dice.choice(TEAMS),
        number=number + dice.randint(1, 40),
    )


def _words(dice: Random) -> str:
    """With a number of their own: what engines do depends on every word."""
    return f"{dice.choice(WORDS)} {dice.randint(100, 999)}"


def _wait(dice: Random) -> timedelta:
    return timedelta(seconds=dice.randint(*dice.choice(WAITS)))
