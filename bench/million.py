"""A region full of tickets, as skewed as those of a desk are, written straight into its tables.

Nearly all of them are closed; one in fifty is at work, but two thousand at least. Few teams,
languages and customers have most. Each has some five words, common and rare as those of a language
are (Zipf).
"""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert

from bench.report import Progress
from domain.ledger import ClockView, TicketView
from domain.policy import PolicyReference
from domain.relay import HandOver
from domain.vocabulary import ClockState, HandOverCause, Priority, Status, Target, Tier
from storage.database.canonical import VIEW
from storage.database.engine import Database
from storage.finding.search import words
from storage.keys.sealing import RegionSecrets
from storage.tickets.pages import columns_of, tickets

REGION = "eu"
TOGETHER = 20_000  # rows written in one transaction
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
TWO_YEARS = timedelta(days=730)
A_DAY = timedelta(days=1)
AT_WORK = 0.02
HANDED_OVER = 0.005  # of those at work, and nobody has answered for them yet
LEAST_AT_WORK = 2_000
VOCABULARY = 20_000

Shares = Mapping[str, float]
TEAMS: Shares = {
    "eu-care": 30, "na-care": 25, "latam-care": 15, "apac-care": 12, "cn-care": 10,
    "eu-engineering": 5, "apac-engineering": 2, "eu-lead": 0.5,
}  # fmt: skip
LANGUAGES: Shares = {
    "en": 35, "es": 14, "pt": 12, "de": 9, "fr": 7, "zh": 7, "ja": 5, "it": 4, "pl": 2, "nl": 2,
    "ko": 1, "tr": 0.8, "ar": 0.6, "th": 0.2, "fi": 0.1, "km": 0.02,
}  # fmt: skip
TOPICS: Shares = {
    "order": 40, "delivery": 25, "refund": 15, "account": 10, "fault": 6, "press": 0.1,
}  # fmt: skip
CHANNELS: Shares = {"web": 50, "mail": 30, "webhook": 15, "chat": 4.9, "fax": 0.1}
TIERS: Shares = {Tier.STANDARD: 95, Tier.VIP: 4.7, Tier.EMERGENCY: 0.3}
PRIORITIES: Shares = {Priority.NORMAL: 80, Priority.LOW: 8, Priority.HIGH: 9, Priority.URGENT: 3}
WORKING: Shares = {Status.NEW: 15, Status.OPEN: 45, Status.WAITING: 30, Status.HELD: 10}


async def fill(
    database: Database,
    secrets: RegionSecrets,
    count: int,
    progress: Progress,
    at_work: float | None = None,
) -> None:
    """Write so many tickets and their words; indexes are made once all rows are there.

    `at_work` is the share of tickets that are, where another one is wanted than a desk has.
    """
    indexes = [index for table in (tickets, words) for index in table.indexes]
    for index in indexes:
        await database.reshape(index.drop)
    rows = _tickets(count, at_work)
    await write_rows(database, tickets, rows, lambda done: progress("tickets", done, count))
    await write_rows(
        database, words, _words(count, secrets), lambda done: progress("words", done, 5 * count)
    )
    for done, index in enumerate(indexes):
        progress("indexes", done, len(indexes))
        await database.reshape(index.create)


def ticket_id(number: int) -> str:
    """The id of one of the tickets, from 0 on; they sort by when they were opened."""
    return f"{REGION}-01J{number:023d}"


def word(rank: int) -> str:
    """One of the words, from 1 on: the commonest first."""
    return f"word{rank}"


def share(rank: int) -> float:
    """The share of tickets that have the word."""
    return min(0.25, 0.5 / rank)


async def write_rows(
    database: Database,
    table: Table,
    rows: Iterator[Mapping[str, object]],
    progress: Callable[[int], None],
) -> None:
    """Write many rows, past what would write them one by one."""
    done = 0
    while batch := list(islice(rows, TOGETHER)):
        await database.reshape(partial(_insert, table, batch))
        progress(done := done + len(batch))


def _insert(table: Table, rows: list[Mapping[str, Any]], connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), rows)
        return
    names = [column.name for column in table.columns]
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])


def _tickets(count: int, share_at_work: float | None) -> Iterator[Mapping[str, object]]:
    chance = random.Random(count)
    draws = [_draws(chance, shares) for shares in (TEAMS, LANGUAGES, TOPICS, CHANNELS, TIERS)]
    urgency, working = _draws(chance, PRIORITIES), _draws(chance, WORKING)
    usual = max(count * AT_WORK, min(LEAST_AT_WORK, count / 2))
    newest = usual if share_at_work is None else count * share_at_work
    for number in range(count):
        team, language, topic, channel, tier = (next(draw) for draw in draws)
        opened = BEGAN + TWO_YEARS * (number / count)
        # What is at work is mostly new, and some of it has been forgotten.
        at_work = chance.random() < (1 if number >= count - newest else AT_WORK / 50)
        status = Status(next(working)) if at_work else Status.CLOSED
        until = opened + A_DAY if at_work and chance.random() < HANDED_OVER else None
        view = TicketView(
            id=ticket_id(number),
            region=REGION,
            status=status,
            priority=Priority(next(urgency)),
            topic=topic,
            language=language,
            tier=Tier(tier),
            channel=channel,
            account="shop",
            customer_id=f"c-{int(count * chance.random() ** 3 / 2):026d}",
            team=None if status is Status.NEW and chance.random() < 0.1 else team,
            assignee=None if status is Status.NEW else f"{team}-{chance.randrange(40)}",
            opened_at=opened,
            updated_at=opened + timedelta(hours=chance.expovariate(1 / 30)),
            version=12,
            policy=PolicyReference("standard", 3, "hash-of-standard-3"),
            escalation_level=0,
            linked=(),
            clocks=(_clock(opened, status, chance),),
            first_message=f"01J{number:023d}",
            handover=HandOver(team, HandOverCause.AGENT, opened, acknowledge_by=until),
        )
        yield {**columns_of(view), "body": VIEW.dump_json(view).decode()}


def _clock(opened: datetime, status: Status, chance: random.Random) -> ClockView:
    state = ClockState.MET if status is Status.CLOSED else ClockState.RUNNING
    if chance.random() < 0.05:
        state = ClockState.BREACHED
    due = opened + timedelta(hours=chance.uniform(1, 72)) if state is ClockState.RUNNING else None
    return ClockView(Target.SOLVE, state, due, None, warned=False, cycle=1)


def _words(count: int, secrets: RegionSecrets) -> Iterator[Mapping[str, object]]:
    """In the order of the index."""
    chance = random.Random(count)
    hashes = sorted((secrets.word_hash(word(rank)), rank) for rank in range(1, VOCABULARY + 1))
    for hashed, rank in hashes:
        wanted = count * share(rank)
        many = int(wanted) + (chance.random() < wanted % 1)
        for number in sorted(chance.sample(range(count), many)):
            customer = f"c-{number // 3:026d}"
            yield {"word": hashed, "ticket_id": ticket_id(number), "customer_id": customer}


def _draws(chance: random.Random, shares: Shares) -> Iterator[str]:
    while True:
        yield from chance.choices(list(shares), list(shares.values()), k=1_000)
