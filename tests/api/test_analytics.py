"""The desk's figures at the door: what is answered, to whom, and what is refused."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from domain.access import ApiKey, Role
from tests.api.house import MONDAY, House
from tests.storage.lived_desk import lives, written

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ANA = ApiKey("k-ana", Role.AGENT, region="eu", teams=("eu-care",), agent="ana")
WHOLE = "since=2026-03-01T09:00:00Z&before=2027-04-01T00:00:00Z"
NOTHING = {"p50": None, "p90": None}


async def figures(house: House, query: str, role: Role = Role.OPS) -> dict[str, Any]:
    answer = await house.get(f"/v1/analytics?{query}", role)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def does(house: House, ticket: str, command: str, **body: object) -> None:
    answer = await house.post(f"/v1/tickets/{ticket}/{command}", body)
    assert answer.status_code == 200, answer.text


async def a_solved_ticket(house: House, number: int = 1, country: str = "IE") -> str:
    """Answered after ten minutes, solved after an hour, and rated with a 4."""
    house.clock.at = MONDAY
    sender = {"id": f"s-{number}", "country": country}
    ticket = await house.wrote(sender=sender, message_id=f"m-{number}")
    house.clock.at = MONDAY + 10 * MINUTE
    await does(house, ticket, "replies", text="It is on its way.", language="en")
    house.clock.at = MONDAY + HOUR
    await does(house, ticket, "solve")
    await does(house, ticket, "rating", score=4)
    return ticket


@pytest.fixture
async def lived(house: House) -> House:
    """A house in whose European region a hundred and twenty tickets have lived."""
    stores = house.door.regions["eu"]
    await written(stores, list(lives(8, 120)), seed=8)
    while not (await stores.figures.keep_up()).is_done:
        pass
    return house


async def test_what_happened_in_the_period_is_in_the_figures(house: House) -> None:
    await a_solved_ticket(house)
    found = await figures(house, WHOLE)
    assert found["total"] == {
        "opened": 1,
        "solved": 1,
        "closed": 0,
        "merged": 0,
        "backlog": 0,
        "first_replies": 1,
        "first_reply_seconds": {"p50": 600, "p90": 600},
        "solve_seconds": {"p50": 3_600, "p90": 3_600},
        "solve_rate": 1.0,
        "targets": {
            "first_reply": {"met": 1, "breached": 0},
            "next_reply": {"met": 0, "breached": 0},
            "solve": {"met": 1, "breached": 0},
        },
        "satisfaction": {"count": 1, "average": 4.0},
    }
    assert [row["key"] for row in found["rows"]] == [{}]
    assert (found["missing"], found["tallies"]) == ([], None)


async def test_what_is_taken_up_again_is_not_solved(house: House) -> None:
    ticket = await a_solved_ticket(house)
    house.clock.at = MONDAY + 2 * HOUR
    await does(house, ticket, "reopen")
    total = (await figures(house, WHOLE))["total"]
    assert (total["opened"], total["solved"], total["backlog"]) == (1, 0, 1)
    assert (total["solve_rate"], total["solve_seconds"]) == (0.0, NOTHING)
    assert total["targets"]["solve"] == {"met": 0, "breached": 0}
    assert total["satisfaction"] == {"count": 0, "average": None}


async def test_a_period_has_what_is_in_it_and_no_more(house: House) -> None:
    """The first instant is in it, and the last one is not."""
    await a_solved_ticket(house)
    for since, before, opened, solved in (
        (0, 1, 1, 0),
        (-60, 0, 0, 0),
        (0, 60, 1, 0),
        (1, 61, 0, 1),
        (61, 90, 0, 0),
    ):
        instants = {"since": MONDAY + since * MINUTE, "before": MONDAY + before * MINUTE}
        query = urlencode({name: at.isoformat() for name, at in instants.items()})
        total = (await figures(house, query))["total"]
        assert (total["opened"], total["solved"]) == (opened, solved), (since, before)


async def test_unless_said_it_is_the_last_thirty_days(house: House) -> None:
    await a_solved_ticket(house)
    house.clock.at = MONDAY + timedelta(days=30)
    found = await figures(house, "")
    assert (found["since"], found["total"]["opened"]) == ("2026-03-02T10:00:00Z", 1)
    house.clock.at += MINUTE
    assert (await figures(house, ""))["total"]["opened"] == 0


async def test_every_region_of_a_key_is_in_it_and_each_by_itself(house: House) -> None:
    await a_solved_ticket(house, 1, "IE")
    await a_solved_ticket(house, 2, "BR")
    await a_solved_ticket(house, 3, "PT")
    found = await figures(house, f"{WHOLE}&by=region&by=country")
    keys = [(row["key"], row["opened"]) for row in found["rows"]]
    assert keys == [
        ({"region": "eu", "country": "IE"}, 1),
        ({"region": "eu", "country": "PT"}, 1),
        ({"region": "na", "country": "BR"}, 1),
    ]
    assert found["total"]["opened"] == 3
    assert (await figures(house, f"{WHOLE}&region=na"))["total"]["opened"] == 1
    assert (await figures(house, f"{WHOLE}&country=PT"))["total"]["opened"] == 1
    european = ApiKey("k-aud", Role.AUDITOR, region="eu")
    answer = await house.as_key(european, "GET", f"/v1/analytics?{WHOLE}")
    assert answer.json()["total"]["opened"] == 2


async def test_by_time_each_row_is_a_day_of_the_zone(house: House) -> None:
    """In Honolulu, ten in the morning of a Monday in Greenwich is that Monday's first hour."""
    await a_solved_ticket(house)
    period = "since=2026-03-01T00:00:00Z&before=2026-03-04T00:00:00Z"
    found = await figures(house, f"{period}&by=day&zone=Pacific/Honolulu")
    assert [(row["begins"], row["opened"]) for row in found["rows"]] == [
        ("2026-03-01T00:00:00Z", 0),
        ("2026-03-01T10:00:00Z", 0),
        ("2026-03-02T10:00:00Z", 1),
        ("2026-03-03T10:00:00Z", 0),
    ]
    assert [row["backlog"] for row in found["rows"]] == [None] * 4
    assert found["total"]["opened"] == 1


async def test_behind_each_number_are_as_many_tickets(lived: House) -> None:
    """The list takes the very query of the figures, and `counted`."""
    query = f"{WHOLE}&by=team&by=topic"
    names = {"first_reply": "first_replies"}
    for row in (await figures(lived, query))["rows"]:
        named = {one: value for one, value in row["key"].items() if value is not None}
        absent = [("without", one) for one, value in row["key"].items() if value is None]
        key = urlencode([*named.items(), *absent])
        for what in ("opened", "solved", "closed", "merged", "backlog", "first_reply"):
            behind = await everything(lived, f"{WHOLE}&{key}&counted={what}")
            assert len(behind) == row[names.get(what, what)], (key, what)
        solved = await everything(lived, f"{WHOLE}&{key}&counted=opened_and_solved")
        unsolved = await everything(lived, f"{WHOLE}&{key}&counted=opened_and_unsolved")
        rate = len(solved) / (len(solved) + len(unsolved)) if solved or unsolved else None
        assert row["solve_rate"] == rate


async def test_a_list_behind_a_figure_is_narrowed_as_every_list_is(lived: House) -> None:
    opened = await everything(lived, f"{WHOLE}&counted=opened")
    merged = await everything(lived, f"{WHOLE}&counted=opened&status=closed&channel=web")
    assert {one["status"] for one in merged} == {"closed"}
    assert 0 < len(merged) < len(opened)


async def test_agents_see_what_their_teams_did_and_others_all(lived: House) -> None:
    all_of_it = {
        row["key"]["team"]: row for row in (await figures(lived, f"{WHOLE}&by=team"))["rows"]
    }
    assert {None, "eu-care", "na-care", "apac-care"} == set(all_of_it)
    answer = await lived.as_key(ANA, "GET", f"/v1/analytics?{WHOLE}&by=team")
    seen = {row["key"]["team"]: row for row in answer.json()["rows"]}
    assert seen == {None: all_of_it[None], "eu-care": all_of_it["eu-care"]}
    for role, status in ((Role.AUDITOR, 200), (Role.ADMIN, 200), (Role.CHANNEL, 403)):
        assert (await lived.get(f"/v1/analytics?{WHOLE}", role)).status_code == status
        assert (await lived.get(f"/v1/analytics.csv?{WHOLE}", role)).status_code == status


async def test_an_agent_s_list_behind_a_figure_shows_only_what_the_agent_may_see(
    lived: House,
) -> None:
    answer = await lived.as_key(ANA, "GET", f"/v1/tickets?{WHOLE}&counted=opened&limit=200")
    teams = {one["team"] for one in answer.json()["items"]}
    assert teams == {None, "eu-care"}


WRONG = (
    ("since=2026-03-02T10:00:00Z&before=2026-03-02T10:00:00Z", "since"),
    ("since=yesterday", "since"),
    ("zone=Europe/Atlantis", "zone"),
    ("zone=../../etc/passwd", "zone"),
    ("by=day&by=week", "by"),
    ("by=team&by=team", "by"),
    ("by=mood", "by[0]"),
    ("by=team&by=topic&by=day", "by"),
    ("since=2024-01-01T00:00:00Z&before=2026-01-01T00:00:00Z&by=hour", "by"),
    ("language=pt-BR", "language"),
    ("team=eu-care&without=team", "team"),
    ("without=channel", "without[0]"),
    ("country=XX", "country"),
    ("mood=good", "mood"),
)


@pytest.mark.parametrize(("query", "field"), WRONG)
async def test_a_question_without_an_answer_is_refused_with_its_field(
    house: House, query: str, field: str
) -> None:
    for path in ("/v1/analytics", "/v1/analytics.csv"):
        answer = await house.get(f"{path}?{query}", Role.OPS)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert [one["field"] for one in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=2026-03-02T10:00:00Z", "since"),
        ("country=PT", "country"),
        ("without=team", "without"),
        ("counted=solved", "since"),
        ("counted=good", "counted"),
        ("counted=solved&since=2026-03-02T10:00:00Z&before=2026-03-01T10:00:00Z", "since"),
        ("counted=solved&since=2026-03-02T10:00:00Z&search=parcel", "search"),
        ("counted=backlog&team=eu-care&without=team", "team"),
    ],
)
async def test_a_list_behind_no_figure_is_refused_with_its_field(
    house: House, query: str, field: str
) -> None:
    answer = await house.get(f"/v1/tickets?{query}")
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["errors"]] == [field]


async def test_a_region_that_nobody_has_is_not_found(house: House) -> None:
    answer = await house.get("/v1/analytics?region=atlantis", Role.OPS)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_region")


async def test_figures_that_are_behind_say_how_far_they_are(
    lived: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.numbers.figures.PATIENCE", -1)
    monkeypatch.setattr("storage.numbers.keeping_up.LINES_AT_ONCE", 30)
    stores = lived.door.regions["eu"]
    before = (await stores.figures.keep_up()).of
    await written(stores, list(lives(9, 120))[-5:], seed=9)
    answer = await lived.get(f"/v1/analytics?{WHOLE}", Role.OPS)
    told = answer.json()
    assert (answer.status_code, told["code"], told["region"]) == (503, "figures_behind", "eu")
    assert before < told["counted"] < told["of"]
    assert answer.headers["Retry-After"] == "2"
    while (answer := await lived.get(f"/v1/analytics?{WHOLE}", Role.OPS)).status_code == 503:
        assert told["counted"] < answer.json()["counted"]
    assert answer.status_code == 200


async def everything(house: House, query: str) -> list[dict[str, Any]]:
    """A whole list, read to its end."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = await house.get(f"/v1/tickets?limit=50&{query}{cursor}", Role.OPS)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next"] is None:
            return found
        cursor = f"&cursor={answer.json()['next']}"
