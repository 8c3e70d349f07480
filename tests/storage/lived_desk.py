"""A desk on which many tickets live as chance has it, and their ledgers."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from domain import story as tale
from domain.arrivals import Opening
from domain.commands import Refusal
from domain.events import MessageUnderstood
from domain.facts import RouteCandidate, StepAction
from domain.ledger import Entry, Page, view_of
from domain.policy import Policy, Relay, StaffingView, TeamStaffing
from domain.stores import RegionStores
from domain.vocabulary import (
    THE_DESK,
    Actor,
    ActorKind,
    Doing,
    Priority,
    Status,
    Target,
    Tier,
)
from tests.domain.building import DAY, HOUR, MINUTE, NINE, Life, a_policy, a_step, command, news

TEAMS = ("eu-care", "na-care", "apac-care")
PEOPLE = tuple(Actor(ActorKind.AGENT, name) for name in ("ana", "ben", "mei"))
CHANNELS = ("web", "email", "chat")
COUNTRIES = (None, "PT", "BR", "JP")
LANGUAGES = ("und", "pt", "pt-BR", "ja", "en")
TOPICS = (None, "order", "refund")
DEEDS = (
    *("writes", "writes", "writes", "machine", "reply", "reply", "reply", "reply", "understood"),
    *("solve", "solve", "solve", "reopen", "hold", "rate", "rate", "rate", "hand_over", "claim"),
    *("release", "prioritise", "writes", "reply", "rate", "solve", "merge"),
)
GAPS = (MINUTE, MINUTE, 7 * MINUTE, 7 * MINUTE, 40 * MINUTE, 3 * HOUR, 9 * HOUR, 2 * DAY)


class RandomLife(Life):
    """One ticket, to which happens what chance brings."""

    def __init__(self, ticket_id: str, chance: random.Random, at: datetime) -> None:
        self.chance = chance
        self.policy = _policy(chance)
        opening = Opening(
            channel=chance.choice(CHANNELS),
            account="shop",
            customer_id=f"c-{chance.randrange(20)}",
            accepted_at=at,
            region_reason="declared country",
            priority=Priority.NORMAL,
            tier=Tier.STANDARD,
            topic=chance.choice(TOPICS),
            country=chance.choice(COUNTRIES),
        )
        begun = tale.begun(ticket_id, "eu", opening, self.policy)
        self.story = tale.heard(begun, news("m-1", at), at)
        self.now, self._messages = at, 1
        self.understood()

    def lived(self) -> "RandomLife":
        for _ in range(self.chance.randrange(1, 16)):
            if self.ticket.status is Status.CLOSED:
                break
            gap = self.chance.choice(GAPS)
            (self.watched if self.chance.random() < 0.8 else self.later)(gap)
            self.deed(self.chance.choice(DEEDS))
        if self.chance.random() < 0.5:
            self.watched(9 * DAY)
        return self

    def deed(self, kind: str) -> None:
        if self.ticket.status is Status.CLOSED:
            return
        if kind == "writes":
            self.writes()
        elif kind == "machine":
            self.machine_writes()
        elif kind == "understood":
            self.understood()
        else:
            self.asks(kind)

    def machine_writes(self) -> None:
        self._messages += 1
        one = news(f"m-{self._messages}", self.now)
        assert one.message is not None
        said = replace(one, message=replace(one.message, automatic=True))
        self.story = tale.heard(self.story, said, self.now)

    def understood(self) -> None:
        teams = self.chance.sample(TEAMS, self.chance.randrange(3)) if not self.ticket.team else ()
        self.happens(
            MessageUnderstood(
                at=self.now,
                by=THE_DESK,
                message_id=f"m-{self._messages}",
                language=self.chance.choice(LANGUAGES),
                confidence=0.9,
                topic=self.chance.choice(TOPICS),
                candidates=tuple(RouteCandidate(team, "everything") for team in teams),
            )
        )

    def asks(self, kind: str) -> None:
        said: dict[str, dict[str, object]] = {
            "hold": {"until": self.now + 5 * HOUR},
            "rate": {"score": self.chance.randrange(1, 6)},
            "reply": {"message_id": f"r-{len(self.events)}"},
            "hand_over": {"team": self.chance.choice(TEAMS), "staffing": self.who_is_on()},
        }
        wanted = command(kind, self.chance.choice(PEOPLE), **said.get(kind, {}))
        after = tale.asked(self.story, wanted, self.now)
        if not isinstance(after, Refusal):
            self.story = after

    def who_is_on(self) -> StaffingView:
        teams = {team: TeamStaffing(on=("ana", "ben", "mei")) for team in TEAMS}
        return StaffingView(hash="all", valid_until=self.now + DAY, teams=teams)


def lives(seed: int, count: int) -> Iterator[RandomLife]:
    """So many lives, begun one after another in some weeks."""
    chance = random.Random(seed)
    at = NINE
    for number in range(count):
        at += chance.randrange(1, 9 * 3_600) * (MINUTE / 60)
        yield RandomLife(f"eu-{seed:03d}{number:05d}", chance, at).lived()


async def written(stores: RegionStores, all_lives: Sequence[RandomLife], seed: int) -> None:
    """Write them page by page, all tickets mixed; what counts is counted now and then."""
    chance = random.Random(seed)
    left = {life.ticket.id: list(life.story.unwritten) for life in all_lives}
    views = {life.ticket.id: view_of(life.ticket, life.policy) for life in all_lives}
    while left:
        ticket = chance.choice(sorted(left))
        entries = left[ticket]
        page = [entries.pop(0) for _ in range(min(len(entries), chance.randrange(1, 9)))]
        await stores.ledger.write(Page(tuple(page), views[ticket] if not entries else None))
        if not entries:
            del left[ticket]
        if chance.random() < 0.02:
            await stores.figures.keep_up()


def _policy(chance: random.Random) -> Policy:
    targets = {
        Target.FIRST_REPLY: chance.choice([15 * MINUTE, 2 * HOUR]),
        Target.NEXT_REPLY: chance.choice([30 * MINUTE, 4 * HOUR]),
        Target.SOLVE: chance.choice([6 * HOUR, 3 * DAY]),
    }
    promised = chance.sample(list(targets), chance.randrange(1, 4))
    step = a_step(
        offset=chance.choice([HOUR, DAY]), actions=(StepAction(Doing.ASSIGN, team="apac-care"),)
    )
    return a_policy(
        acknowledge=False,
        targets={one: targets[one] for one in Target if one in promised},
        pause_while=chance.choice([(), (Status.WAITING, Status.HELD)]),
        reopen_within=chance.choice([2 * DAY, 7 * DAY]),
        steps=(step,) if chance.random() < 0.3 else (),
        relay=Relay(acknowledge_within=20 * MINUTE) if chance.random() < 0.3 else None,
        team_languages=dict.fromkeys(TEAMS, "en"),
    )


def all_entries(all_lives: Sequence[RandomLife]) -> list[Entry]:
    return [entry for life in all_lives for entry in life.story.unwritten]
