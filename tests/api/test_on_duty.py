from datetime import datetime, timedelta

import httpx
import pytest

from domain.access import ApiKey, Role
from tests.api.house import MONDAY, House

PATH = "/v1/desk/on-duty"
ANA = {"id": "ana", "languages": ["pt", "en"]}
BOB = {"id": "bob", "languages": ["de"]}


def written(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


async def test_demand_27_on_duty_says_who_is_on_who_is_next_and_the_week(house: House) -> None:
    answer = await house.get(PATH, Role.OPS)
    hour, tomorrow = MONDAY + timedelta(hours=1), MONDAY + timedelta(days=1)
    eu, na = {"team": "eu-care", "region": "eu"}, {"team": "na-care", "region": "na"}
    before = written(MONDAY - timedelta(hours=1))
    assert answer.json() == {
        "at": written(MONDAY),
        "regions": {"eu": "Europe", "na": "America"},
        "now": [
            {**eu, "agents": [ANA], "until": written(hour)},
            {**na, "agents": [], "until": None},
        ],
        "next": [
            {**eu, "agents": [ANA, BOB], "at": written(tomorrow)},
            {**na, "agents": [], "at": None},
        ],
        "week": [
            {
                **eu,
                "shifts": [
                    {
                        "agent": "ana",
                        "languages": ANA["languages"],
                        "start": before,
                        "end": written(hour),
                    }
                ],
                "gaps": [{"start": written(hour), "end": written(tomorrow)}],
                "unstaffed": [],
            },
            {
                **na,
                "shifts": [],
                "gaps": [{"start": written(MONDAY), "end": written(MONDAY + timedelta(days=7))}],
                "unstaffed": [],
            },
        ],
    }


async def test_on_duty_is_told_for_any_instant(house: House) -> None:
    answer = await house.get(f"{PATH}?at=2027-03-28T03:30:00%2B02:00")
    assert (answer.status_code, answer.json()["at"]) == (200, "2027-03-28T01:30:00Z")


@pytest.mark.parametrize(("region", "team"), [("eu", "eu-care"), ("na", "na-care")])
async def test_a_key_of_one_region_sees_its_teams_alone(
    house: House, region: str, team: str
) -> None:
    house.keys.add("ours", ApiKey("k", Role.AUDITOR, region=region))
    answer = await house.client.get(PATH, headers={"Authorization": "Bearer ours"})
    for part in ("now", "next", "week"):
        assert [one["team"] for one in answer.json()[part]] == [team]


@pytest.mark.parametrize(
    ("at", "detail"),
    [
        ("tomorrow", "Write an instant as in RFC 3339: 2026-03-29T09:30:00Z."),
        ("", "Write an instant as in RFC 3339: 2026-03-29T09:30:00Z."),
        ("1774776600", "Write an instant as in RFC 3339: 2026-03-29T09:30:00Z."),
        ("2026-03-29", "Write an instant as in RFC 3339: 2026-03-29T09:30:00Z."),
        ("2026-03-29T09:30:00", "Say the offset from UTC, such as Z or +05:30."),
        ("2026-02-30T09:30:00Z", "There is no such instant in the calendar."),
        ("2026-03-29T25:30:00Z", "There is no such instant in the calendar."),
        ("1999-12-31T23:59:59Z", "The instant lies before the year 2000."),
        ("2100-01-01T00:00:00Z", "Rosters reach to the end of the year 2099."),
        ("9999-12-31T23:59:59Z", "Rosters reach to the end of the year 2099."),
    ],
)
async def test_an_instant_that_is_none_is_refused_by_name(
    house: House, at: str, detail: str
) -> None:
    answer: httpx.Response = await house.get(f"{PATH}?at={at}")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "at", "detail": detail}]
