"""Work moves across regions while data stays: who sees a ticket then, and who does not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.access import ApiKey, Role
from domain.facts import ExpectedWait
from domain.relay import Expectation, HandOver, Owner
from domain.vocabulary import HandOverCause
from tests.api.house import MONDAY, House

NA = ApiKey("k-na", Role.AGENT, region="na", teams=("na-care",), agent="bob")
BRIEF = {"done": "Found it.", "next": "Ring."}


async def with_team(
    house: House, team: str | None, came_from: str | None = None, owned_by: str | None = None
) -> str:
    """A ticket of the region eu that a team has: its id."""
    ticket = await house.wrote()
    view = await house.door.regions["eu"].views.ticket(ticket)
    handover = HandOver(team or "", HandOverCause.AGENT, MONDAY, from_team=came_from)
    owner = Owner("bob", owned_by) if owned_by else None
    await house.stands(
        replace(view, team=team, handover=handover, owner=owner, version=view.version + 1)
    )
    return ticket


async def seen(house: House, key: ApiKey, ticket: str) -> tuple[bool, bool]:
    """Whether the key sees the ticket by itself, and whether it finds it in its list."""
    statuses = {
        (await house.as_key(key, "GET", f"/v1/tickets/{ticket}{part}")).status_code
        for part in ("", "/messages", "/timeline")
    }
    assert statuses in ({200}, {404})
    items = (await house.as_key(key, "GET", "/v1/tickets")).json()["items"]
    return statuses == {200}, ticket in [item["id"] for item in items]


@pytest.mark.parametrize(
    ("team", "came_from", "owned_by", "expected"),
    [
        ("na-care", None, None, (True, True)),
        ("eu-care", "na-care", None, (True, False)),
        ("eu-care", "eu-lead", "na-care", (True, False)),
        ("eu-care", None, None, (False, False)),
        ("eu-care", "eu-lead", "eu-lead", (False, False)),
        (None, None, None, (False, False)),
        (None, "na-care", None, (True, False)),
    ],
)
async def test_a_key_sees_elsewhere_what_its_team_has_or_had(
    house: House,
    team: str | None,
    came_from: str | None,
    owned_by: str | None,
    expected: tuple[bool, bool],
) -> None:
    ticket = await with_team(house, team, came_from, owned_by)
    assert await seen(house, NA, ticket) == expected


@pytest.mark.parametrize(
    ("team", "came_from", "expected"),
    [
        ("na-care", None, (True, True)),
        ("eu-lead", "na-care", (True, False)),
        ("eu-lead", None, (False, False)),
        (None, None, (True, True)),
    ],
)
@pytest.mark.parametrize("region", ["eu", None])
async def test_a_key_sees_at_home_what_its_team_has_or_had_and_what_nobody_has(
    house: House,
    region: str | None,
    team: str | None,
    came_from: str | None,
    expected: tuple[bool, bool],
) -> None:
    ticket = await with_team(house, team, came_from)
    assert await seen(house, replace(NA, region=region), ticket) == expected


async def test_without_teams_of_its_own_a_key_sees_nothing_elsewhere(house: House) -> None:
    ticket = await with_team(house, "na-care")
    for teams in (None, ()):
        assert await seen(house, replace(NA, teams=teams), ticket) == (False, False)


@pytest.mark.parametrize("role", [Role.OPS, Role.AUDITOR, Role.PRIVACY, Role.ADMIN])
async def test_only_agents_follow_their_work_into_other_regions(house: House, role: Role) -> None:
    ticket = await with_team(house, "na-care")
    assert await seen(house, replace(NA, role=role, agent=None), ticket) == (False, False)


async def test_a_channel_rates_nothing_elsewhere(house: House) -> None:
    ticket = await with_team(house, "na-care")
    key = replace(NA, role=Role.CHANNEL, agent=None)
    answer = await house.as_key(key, "POST", f"/v1/tickets/{ticket}/rating", {"score": 5})
    assert answer.status_code == 404


async def test_a_list_over_regions_goes_on_where_it_ended(house: House) -> None:
    tickets = []
    for number, (country, team) in enumerate(
        [("IE", "na-care"), ("BR", "eu-care"), ("BR", "na-care"), ("IE", "eu-care")] * 2
    ):
        house.clock.at += timedelta(minutes=1)
        house.commands.team = team
        sender = {"id": f"sender-{number}", "country": country}
        ticket = await house.wrote(sender=sender, message_id=f"m-{number}")
        tickets += [ticket] * (team == "na-care")
    shown: list[str] = []
    cursor = ""
    while True:
        page = (await house.as_key(NA, "GET", f"/v1/tickets?limit=1{cursor}")).json()
        shown += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert shown == tickets[::-1]
    narrowed = (await house.as_key(NA, "GET", "/v1/tickets?team=eu-care")).json()["items"]
    assert narrowed == []


async def test_whoever_hands_over_twice_in_a_row_sees_what_came_of_it(house: House) -> None:
    ticket = await house.wrote()
    path = f"/v1/tickets/{ticket}"
    ana = ApiKey("k-ana", Role.AGENT, region="eu", teams=("eu-care",), agent="ana")
    bob_too = replace(NA, teams=("na-care", "eu-care"))
    await house.as_key(ana, "POST", f"{path}/handovers", {"team": "na-care", **BRIEF})
    await house.as_key(bob_too, "POST", f"{path}/acknowledgements")
    house.staffing.teams["apac-care"] = replace(house.staffing.teams["eu-care"], on=("kim",))
    again = await house.as_key(ana, "POST", f"{path}/handovers", {"team": "apac-care", **BRIEF})
    assert (again.status_code, again.json()["team"]) == (200, "apac-care")


async def test_what_the_customer_expects_is_shown(house: House) -> None:
    ticket = await house.wrote()
    view = await house.door.regions["eu"].views.ticket(ticket)
    wait = ExpectedWait(MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=2))
    said = Expectation(wait, MONDAY, corrections=1, answered_at=MONDAY + timedelta(hours=3))
    await house.stands(replace(view, expectation=said, tags=("slow",), version=view.version + 1))
    shape = (await house.get(f"/v1/tickets/{ticket}")).json()
    assert shape["tags"] == ["slow"]
    assert shape["expectation"] == {
        "earliest": "2026-03-02T11:00:00Z",
        "latest": "2026-03-02T12:00:00Z",
        "said_at": "2026-03-02T10:00:00Z",
        "corrections": 1,
        "answered_at": "2026-03-02T13:00:00Z",
        "kept": False,
    }


async def test_a_team_that_is_paged_sees_the_ticket_that_its_page_names(house: House) -> None:
    ticket = await with_team(house, "eu-care")
    view = await house.door.regions["eu"].views.ticket(ticket)
    key = ApiKey("k-lead", Role.AGENT, teams=("eu-lead",), agent="niamh")
    assert await seen(house, key, ticket) == (False, False)
    await house.stands(replace(view, called_in=("eu-lead",), version=view.version + 1))
    assert await seen(house, key, ticket) == (True, False)
