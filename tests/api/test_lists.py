"""What the list of tickets can be asked for, and that each thing asked for has its effect."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from domain.access import ApiKey, Role
from domain.ledger import ClockView
from domain.vocabulary import ClockState, Priority, Status, Target, Tier
from tests.api.house import MONDAY, House

ANA = ApiKey("k-ana", Role.AGENT, region="eu", teams=("eu-care",), agent="ana")
BREACHED = ClockView(Target.SOLVE, ClockState.BREACHED, None, None, warned=True, cycle=1)
FEATURES: dict[str, dict[str, Any]] = {
    "1": {"status": Status.OPEN, "team": "eu-care", "assignee": "ana", "tier": Tier.VIP},
    "2": {"status": Status.HELD, "team": "na-care", "assignee": None, "topic": "refund"},
    "3": {
        "status": Status.CLOSED,
        "team": "eu-care",
        "assignee": "bob",
        "language": "de",
        "channel": "mail",
        "customer_id": "c-9",
        "clocks": (),
    },
    "4": {
        "status": Status.OPEN,
        "team": "eu-care",
        "assignee": "key-agent",
        "priority": Priority.URGENT,
        "clocks": (BREACHED,),
    },
}


def at(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def instant(minutes: int) -> str:
    return quote(at(minutes).isoformat())


class Four:
    """Four tickets of two regions; each was opened, and changed, after the one before."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._numbers: dict[str, str] = {}

    async def stand(self) -> "Four":
        for number, country in zip(FEATURES, ("IE", "BR", "IE", "BR"), strict=True):
            sender = {"id": f"s-{number}", "country": country}
            ticket = await self._house.wrote(sender=sender, message_id=number, text=f"word{number}")
            self._numbers[ticket] = number
            view = await self._house.door.regions[ticket[:2]].views.ticket(ticket)
            due = at(100 - int(number))
            clock = ClockView(Target.SOLVE, ClockState.RUNNING, due, None, warned=False, cycle=1)
            instants = {"opened_at": at(int(number)), "updated_at": at(10 + int(number))}
            changes = {"clocks": (clock,), **instants, **FEATURES[number]}
            await self._house.stands(replace(view, version=view.version + 1, **changes))
        return self

    async def asked(self, query: str, key: ApiKey | None = None) -> str:
        """The numbers of the tickets that a list shows, read to its end two at a time."""
        shown, cursor = "", ""
        while True:
            path = f"/v1/tickets?limit=2&{query}{cursor}"
            answer = await (self._house.as_key(key, "GET", path) if key else self._house.get(path))
            assert answer.status_code == 200, answer.text
            page = answer.json()
            shown += "".join(self._numbers[item["id"]] for item in page["items"])
            if page["next"] is None:
                return shown
            cursor = f"&cursor={page['next']}"


ASKED = (
    ("", "4321"),
    ("status=open", "41"),
    ("status=open&status=held", "421"),
    ("team=na-care", "2"),
    ("assignee=bob", "3"),
    ("assignee=me", "4"),
    ("assignee=nobody", "2"),
    ("priority=urgent", "4"),
    ("topic=refund", "2"),
    ("language=de", "3"),
    ("channel=mail", "3"),
    ("tier=vip", "1"),
    ("customer_id=c-9", "3"),
    (f"opened_since={instant(2)}", "432"),
    (f"opened_before={instant(2)}", "1"),
    (f"updated_since={instant(13)}", "43"),
    (f"updated_before={instant(13)}", "21"),
    (f"due_before={instant(99)}", "2"),
    ("breached=true", "4"),
    ("breached=false", "321"),
    ("sort=updated", "4321"),
    ("sort=updated&direction=asc", "1234"),
    ("sort=opened", "4321"),
    ("sort=opened&direction=asc", "1234"),
    ("sort=due", "21"),
    ("sort=due&direction=desc", "12"),
    ("status=open&sort=opened&direction=asc&team=eu-care", "14"),
)


async def test_each_thing_that_is_asked_for_has_its_effect(house: House) -> None:
    four = await Four(house).stand()
    for query, shown in ASKED:
        assert await four.asked(query) == shown, query


async def test_by_its_opening_a_list_is_not_by_its_last_change(house: House) -> None:
    four = await Four(house).stand()
    ticket = (await house.get("/v1/tickets?sort=opened&direction=asc&limit=1")).json()["items"][0]
    view = await house.door.regions["eu"].views.ticket(ticket["id"])
    await house.stands(replace(view, updated_at=at(60), version=view.version + 1))
    assert await four.asked("sort=updated") == "1432"
    assert await four.asked("sort=opened") == "4321"


async def test_mine_are_those_of_whoever_asks(house: House) -> None:
    four = await Four(house).stand()
    assert await four.asked("assignee=me", ANA) == "1"
    nobodys = await house.get("/v1/tickets?assignee=me", Role.OPS)
    assert (nobodys.status_code, nobodys.json()["code"]) == (403, "key_names_no_agent")


async def test_every_filter_stays_within_what_the_key_sees(house: House) -> None:
    """Ana's region has 1 and 3; of the other she sees what her team has there, which is 4."""
    four = await Four(house).stand()
    for query, shown in (
        ("", "431"),
        ("team=na-care", ""),
        ("assignee=nobody", ""),
        ("topic=refund", ""),
        ("status=held", ""),
        ("priority=urgent", "4"),
        ("sort=opened&direction=asc", "134"),
        ("sort=due", "1"),
    ):
        assert await four.asked(query, ANA) == shown, query


WRONG = (
    ("stauts=open", "stauts"),
    ("sort=id", "sort"),
    ("sort=priority", "sort"),
    ("direction=up", "direction"),
    ("status=open&status=lost", "status[1]"),
    ("team=", "team[0]"),
    ("assignee=%00", "assignee"),
    ("priority=11", "priority"),
    ("topic=A%20B", "topic"),
    ("language=no-such-language", "language"),
    ("channel=%27", "channel"),
    ("tier=gold", "tier"),
    ("opened_since=yesterday", "opened_since"),
    ("opened_before=2026-03-02T10:00:00", "opened_before"),
    ("updated_since=1772445600", "updated_since"),
    ("updated_before=", "updated_before"),
    ("due_before=9999999-01-01T00:00:00Z", "due_before"),
    ("breached=perhaps", "breached"),
    ("search=" + "x" * 201, "search"),
    ("search=%20?!", "search"),
    ("search=" + quote("".join(map(chr, range(0x4E00, 0x4E00 + 60)))), "search"),
    ("search=x&sort=due", "sort"),
    ("limit=201", "limit"),
)


async def test_what_cannot_be_asked_for_is_named(house: House) -> None:
    for query, field in WRONG:
        answer = await house.get(f"/v1/tickets?{query}")
        assert answer.status_code == 422, query
        assert [error["field"] for error in answer.json()["errors"]] == [field], query


async def test_the_description_names_everything_that_can_be_asked_for(house: House) -> None:
    described = (await house.client.get("/openapi.json")).json()["paths"]["/v1/tickets"]["get"]
    names = {one["name"] for one in described["parameters"] if one["in"] == "query"}
    assert {"status", "team", "assignee", "search", "sort", "direction", "cursor"} <= names
