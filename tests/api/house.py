"""A whole API over real SQLite stores, with fakes where Temporal and the desk's files would be."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import httpx
from fastapi import FastAPI

from api.door import ChannelAccount, Door, PartHealth, UnknownAccount
from domain.access import ApiKey, Role
from domain.ledger import Page, TicketView
from domain.policy import Calendar, Policy, PolicyReference, StaffingView, TeamStaffing
from domain.shifts import Shift
from domain.stores import RegionStores
from rulebook.desk import read_desk
from rulebook.facts import Desk, Member
from rulebook.home import Home
from rulebook.on_duty import TeamDuty
from runtime.settings import ROOT
from tests.fakes.commands import StoryCommands
from tests.fakes.keys import KeyRing, RememberedKeys

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HOMES = {"BR": "na", "US": "na", "IE": "eu", "PT": "eu", "JP": "apac"}
NINE_TO_FIVE = (("09:00", "17:00"),)
POLICY = Policy(
    reference=PolicyReference("standard", 3, "hash-of-standard-3"),
    calendar=Calendar("office", "UTC", {str(day): NINE_TO_FIVE for day in range(5)}),
    targets={"first_reply": timedelta(hours=1), "solve": timedelta(hours=16)},
    team_languages={"eu-care": "en", "na-care": "pt", "apac-care": "ja"},
)


class SetClock:
    """The port `Clock`, set by hand."""

    def __init__(self) -> None:
        self.at = MONDAY

    def now(self) -> datetime:
        return self.at


class SetStaffing:
    """The port `Staffing`, set by hand: ana and bob are on, and nobody in Asia for two days."""

    def __init__(self) -> None:
        self.teams = {
            "eu-care": TeamStaffing(on=("ana",)),
            "na-care": TeamStaffing(on=("bob",)),
            "apac-care": TeamStaffing(next_opening=MONDAY + timedelta(days=2)),
        }
        self.regions: list[str] = []

    async def __call__(self, region: str, at: datetime) -> StaffingView:
        self.regions.append(region)
        return self.view(at)

    def view(self, at: datetime) -> StaffingView:
        return StaffingView("who-is-on", at + timedelta(hours=1), dict(self.teams))


@dataclass
class House:
    """What a test of the API sees."""

    client: httpx.AsyncClient
    app: FastAPI
    door: Door
    commands: StoryCommands
    keys: KeyRing
    clock: SetClock
    parts: dict[str, PartHealth]
    nudged: list[str]
    staffing: SetStaffing

    async def post(
        self, path: str, body: object = None, role: Role = Role.AGENT, **headers: str
    ) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(
            path, json={} if body is None else body, headers={**bearer(role), **named}
        )

    async def get(self, path: str, role: Role = Role.AGENT) -> httpx.Response:
        return await self.client.get(path, headers=bearer(role))

    async def as_key(
        self, key: ApiKey, method: str, path: str, body: object = None
    ) -> httpx.Response:
        """Ask under a key of another scope."""
        headers = {"Authorization": f"Bearer {self.keys.add(f'secret of {key}', key)}"}
        content = None if method == "GET" else body or {}
        return await self.client.request(method, path, headers=headers, json=content)

    async def wrote(self, **changes: object) -> str:
        """A customer wrote, and the ticket has heard of it: its id."""
        answer = await self.post("/v1/messages", message(**changes), Role.CHANNEL)
        assert answer.status_code == 202, answer.text
        await self.commands.hear_everything()
        return str(answer.json()["ticket_id"])

    async def stands(self, view: TicketView) -> None:
        """Write a ticket as it is to stand, past what a short life would bring it to."""
        await self.door.regions[view.region].ledger.write(Page((), view))

    async def is_untouched(self) -> bool:
        """Whether nothing was accepted anywhere."""
        waiting = [await stores.inbox.waiting() for stores in self.door.regions.values()]
        return not any(waiting) and not self.nudged


class Counter:
    """Makes ids that sort as they were made, as ULIDs do."""

    def __init__(self) -> None:
        self._number = 0

    def __call__(self) -> str:
        self._number += 1
        return f"01J9{self._number:022d}"


def make_door(
    regions: Mapping[str, RegionStores], clock: SetClock, staffing: SetStaffing | None = None
) -> tuple[Door, StoryCommands, KeyRing, dict[str, PartHealth], list[str]]:
    staffing = staffing or SetStaffing()
    commands = StoryCommands(regions, POLICY, clock, staffing.view)
    keys, nudged = KeyRing(), list[str]()
    parts = {
        "database": PartHealth(well=True, vital=True),
        "temporal": PartHealth(well=True, vital=False),
    }

    async def health() -> Mapping[str, PartHealth]:
        return parts

    door = Door(
        regions=regions,
        api_keys=keys,
        idempotency=RememberedKeys(),
        home_of=home_of,
        account=account,
        commands=commands,
        nudge=nudged.append,
        clock=clock,
        detect=lambda text, hint: hint or "und",
        fingerprint=lambda region, body: hashlib.sha256(region.encode() + body).hexdigest(),
        health=health,
        new_id=Counter(),
        on_duty=on_duty,
        staffing=staffing,
        desk=lambda _: sample(),
    )
    for role in Role:
        agent = f"key-{role}" if role is Role.AGENT else None
        keys.add(secret(role), ApiKey(id=f"key-{role}", role=role, agent=agent))
    return door, commands, keys, parts, nudged


async def on_duty(at: datetime) -> Sequence[TeamDuty]:
    """Two teams: ana in Europe is on for an hour from `at`; nobody ever is in North America."""
    ana = Member("ana", ("pt", "en"), (), 5, ())
    bob = Member("bob", ("de",), (), 5, ())
    hour, day = timedelta(hours=1), timedelta(days=1)
    shift = Shift(at - hour, at + hour, "ana")
    coming = (("ana", "bob"), at + day)
    gaps = ((at + hour, at + day),)
    return (
        TeamDuty(
            "eu-care", "eu", (ana, bob), ("ana",), at + hour, coming, (shift,), gaps, "Europe"
        ),
        TeamDuty("na-care", "na", (bob,), (), None, None, (), ((at, at + 7 * day),), "America"),
    )


def account(channel: str, name: str | None) -> ChannelAccount:
    if channel == "fax":
        raise UnknownAccount("channel", "The desk has no such channel.")
    return ChannelAccount(name or "default")


def home_of(
    *, country: str | None, phone: str | None, account_region: str | None, locale: str | None
) -> Home:
    if country:
        if country not in HOMES:
            raise ValueError("country")
        return Home(HOMES[country], "declared country")
    return Home(account_region or "eu", "default")


@cache
def sample() -> Desk:
    """The sample desk, which every region of the house goes by."""
    return read_desk(ROOT / "desk")


def secret(role: Role) -> str:
    return f"meridian_any_{role}_secret"


def bearer(role: Role) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret(role)}"}


def message(**changes: object) -> dict[str, object]:
    """A good message, with changes; a change to Ellipsis leaves the field out."""
    good: dict[str, object] = {
        "channel": "web",
        "message_id": "m-1",
        "sender": {"id": "maria", "name": "Maria", "country": "IE", "locale": "pt-BR"},
        "text": "Onde está a minha encomenda?",
        "subject": "Encomenda",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not ...}
