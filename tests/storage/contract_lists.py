"""What every list of tickets promises: filters, orders, pages."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from domain.ledger import ClockView, Page, TicketView
from domain.lists import Filter, Sort, Span, position
from domain.stores import RegionStores
from domain.vocabulary import ClockState, Priority, Status, Target, Tier
from tests.storage.building import after, view

TEAMS = ("a", "b", "c", None)
AGENTS = ("ana", "bob", None)
LANGUAGES = ("pt", "de", "pt-BR", "zh-Hans", "zh-Hant-TW", "zha")


def clock(due: float | None, *, breached: bool = False) -> ClockView:
    state = ClockState.BREACHED if breached else ClockState.RUNNING
    due_at = None if due is None or breached else after(due)
    return ClockView(Target.SOLVE, state, due_at, None, warned=False, cycle=1)


FIVE = (
    view("eu-1", 5, opened_at=after(-9), clocks=(clock(70), clock(99)), topic="refund"),
    view(
        "eu-2",
        4,
        opened_at=after(-6),
        status=Status.OPEN,
        team="a",
        assignee="ana",
        customer_id="c-2",
        language="de",
        channel="mail",
        tier=Tier.VIP,
        priority=Priority.HIGH,
        clocks=(clock(90),),
    ),
    view("eu-3", 3, opened_at=after(-7), status=Status.CLOSED, team="a", language="ja"),
    view("eu-4", 2, opened_at=after(-8), status=Status.WAITING, team="b", assignee="bob"),
    view(
        "eu-5",
        1,
        opened_at=after(-5),
        status=Status.OPEN,
        team="b",
        assignee="ana",
        clocks=(clock(None, breached=True), clock(80)),
    ),
)


async def stand(stores: RegionStores, *views: TicketView) -> None:
    for one in views:
        await stores.ledger.write(Page((), one))


async def ids(stores: RegionStores, wanted: Filter) -> str:
    return " ".join(one.id.removeprefix("eu-") for one in await stores.views.tickets(wanted))


WANTED: tuple[tuple[Filter, str], ...] = (
    (Filter(), "1 2 3 4 5"),
    (Filter(statuses=(Status.OPEN,)), "2 5"),
    (Filter(statuses=(Status.NEW, Status.CLOSED)), "1 3"),
    (Filter(team="a"), "2 3"),
    (Filter(team="nobody's"), ""),
    (Filter(teams=("a",)), "1 2 3"),
    (Filter(teams=("a",), nobodys=False), "2 3"),
    (Filter(teams=(), nobodys=False), ""),
    (Filter(teams=()), "1"),
    (Filter(teams=("a",), team="b"), ""),
    (Filter(teams=("a", "b"), team="b", statuses=(Status.OPEN,)), "5"),
    (Filter(assignee="ana"), "2 5"),
    (Filter(assignee="ana", teams=("b",)), "5"),
    (Filter(unassigned=True), "1 3"),
    (Filter(unassigned=True, teams=("a",), nobodys=False), "3"),
    (Filter(priority=Priority.HIGH), "2"),
    (Filter(topic="refund"), "1"),
    (Filter(language="de"), "2"),
    (Filter(language="pt", teams=("b",), nobodys=False), "4 5"),
    (Filter(language="pt", statuses=(Status.OPEN,)), "5"),
    (Filter(channel="mail"), "2"),
    (Filter(tier=Tier.VIP), "2"),
    (Filter(customer_id="c-2"), "2"),
    (Filter(customer_id="c-1", statuses=(Status.CLOSED,)), "3"),
    (Filter(opened=Span(after(-8))), "2 3 4 5"),
    (Filter(opened=Span(after(-8), after(-6))), "3 4"),
    (Filter(opened=Span(before=after(-8))), "1"),
    (Filter(updated=Span(after(3))), "1 2 3"),
    (Filter(updated=Span(after(2), after(4))), "3 4"),
    (Filter(opened=Span(after(-8)), updated=Span(before=after(3))), "4 5"),
    (Filter(due_before=after(90)), "1 5"),
    (Filter(due_before=after(90), statuses=(Status.CLOSED,)), ""),
    (Filter(breached=True), "5"),
    (Filter(breached=False), "1 2 3 4"),
    (Filter(limit=2), "1 2"),
    (Filter(ascending=True), "5 4 3 2 1"),
    (Filter(sort=Sort.OPENED), "5 2 3 4 1"),
    (Filter(sort=Sort.OPENED, ascending=True), "1 4 3 2 5"),
    (Filter(sort=Sort.OPENED, statuses=(Status.OPEN, Status.WAITING)), "5 2 4"),
    (Filter(sort=Sort.DUE), "2 5 1"),
    (Filter(sort=Sort.DUE, ascending=True), "1 5 2"),
    (Filter(sort=Sort.DUE, ascending=True, teams=("b",)), "1 5"),
    (Filter(sort=Sort.DUE, ascending=True, assignee="ana"), "5 2"),
)


class ListsContract:
    async def test_a_list_shows_what_is_wanted_in_that_order(self, stores: RegionStores) -> None:
        await stand(stores, *FIVE)
        for wanted, shown in WANTED:
            assert await ids(stores, wanted) == shown, wanted

    async def test_a_language_has_its_variants_however_many_there_are(
        self, stores: RegionStores
    ) -> None:
        tags = ["zh", "zh-Hans", "zh-Hant", "zh-Hant-TW", "za", "zha", "zh1", "pt-BR"]
        everywhere = [f"en-{first}{second}" for first in "ABCDE" for second in "ABCDE"]
        for number, tag in enumerate((*tags, *everywhere)):
            one = view(f"eu-{tag}", 1, language=tag, updated_at=after(-number))
            await stores.ledger.write(Page((), one))
        assert await ids(stores, Filter(language="zh")) == "zh zh-Hans zh-Hant zh-Hant-TW"
        assert await ids(stores, Filter(language="zh-Hant")) == "zh-Hant zh-Hant-TW"
        assert await ids(stores, Filter(language="zh-Hans", sort=Sort.OPENED)) == "zh-Hans"
        assert await ids(stores, Filter(language="pt", teams=(), limit=1)) == "pt-BR"
        assert await ids(stores, Filter(language="z")) == ""
        assert await ids(stores, Filter(language="en")) == " ".join(everywhere)

    async def test_a_list_follows_what_happens_to_a_ticket(self, stores: RegionStores) -> None:
        await stand(stores, *FIVE)
        first = FIVE[0]
        changes: list[tuple[dict[str, Any], Filter]] = [
            ({"status": Status.HELD}, Filter(statuses=(Status.HELD,))),
            ({"team": "c"}, Filter(team="c")),
            ({"priority": Priority.LOW}, Filter(priority=Priority.LOW)),
            ({"topic": "order"}, Filter(topic="order")),
            ({"clocks": (clock(None, breached=True),)}, Filter(breached=True, assignee="kim")),
        ]
        for version, (change, wanted) in enumerate(changes, start=6):
            assert await ids(stores, wanted) == ""
            first = replace(first, version=version, assignee="kim", **change)
            await stand(stores, first)
            assert await ids(stores, wanted) == "1"

    async def test_pages_put_together_are_the_whole_list(self, stores: RegionStores) -> None:
        """Against a model: many lists over many tickets, some of which changed together."""
        chance = random.Random(20)
        every = [_ticket(number, chance) for number in range(100, 190)]
        await stand(stores, *every)
        for wanted in _lists(chance, 120):
            shown: list[str] = []
            going_on = wanted
            while found := await stores.views.tickets(going_on):
                shown += [one.id for one in found]
                going_on = replace(wanted, after=position(found[-1], wanted))
            assert shown == _by_the_model(every, wanted), wanted


def _ticket(number: int, chance: random.Random) -> TicketView:
    clocks = (clock(chance.randint(0, 20), breached=chance.random() < 0.2),)
    return view(
        f"eu-{number}",
        1,
        opened_at=after(-chance.randint(1, 20)),
        updated_at=after(chance.randint(1, 20)),
        status=chance.choice(list(Status)),
        team=chance.choice(TEAMS),
        assignee=chance.choice(AGENTS),
        language=chance.choice(LANGUAGES),
        clocks=clocks if chance.random() < 0.6 else (),
    )


def _lists(chance: random.Random, count: int) -> Iterator[Filter]:
    for _ in range(count):
        yield Filter(
            statuses=chance.choice([None, None, (Status.OPEN, Status.NEW), (Status.CLOSED,)]),
            team=chance.choice([None, None, None, "a"]),
            teams=chance.choice(
                [None, ("a", "b"), ("b",), ("a", *(f"team-{number}" for number in range(30)))]
            ),
            nobodys=chance.random() < 0.5,
            assignee=chance.choice([None, None, "ana"]),
            language=chance.choice([None, None, "de", "zh", "pt-BR"]),
            breached=chance.choice([None, None, True, False]),
            opened=chance.choice([Span(), Span(after(-15), after(-4))]),
            due_before=chance.choice([None, None, after(12)]),
            sort=chance.choice(list(Sort)),
            ascending=chance.random() < 0.5,
            limit=chance.choice([1, 7, 50]),
        )


def _by_the_model(every: list[TicketView], wanted: Filter) -> list[str]:
    visible = None if wanted.teams is None else {*wanted.teams, *([None] * wanted.nobodys)}
    tests: list[Callable[[TicketView], bool]] = [
        lambda one: wanted.statuses is None or one.status in wanted.statuses,
        lambda one: wanted.team in (None, one.team),
        lambda one: visible is None or one.team in visible,
        lambda one: wanted.assignee in (None, one.assignee),
        lambda one: f"{one.language}-".startswith(f"{wanted.language or one.language}-"),
        lambda one: wanted.breached in (None, one.is_breached),
        lambda one: wanted.opened.since is None or one.opened_at >= wanted.opened.since,
        lambda one: wanted.opened.before is None or one.opened_at < wanted.opened.before,
        lambda one: wanted.due_before is None or _is_due(one, wanted),
        lambda one: wanted.sort is not Sort.DUE or _is_due(one, wanted),
    ]
    shown = [one for one in every if all(test(one) for test in tests)]
    shown.sort(key=lambda one: position(one, wanted), reverse=not wanted.ascending)
    return [one.id for one in shown]


def _is_due(one: TicketView, wanted: Filter) -> bool:
    ended = one.status in (Status.SOLVED, Status.CLOSED) and wanted.statuses is None
    in_time = wanted.due_before is None or (one.due_at or after(99)) < wanted.due_before
    return one.due_at is not None and in_time and not ended
