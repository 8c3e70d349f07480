"""The figures as a file: what a spreadsheet reads, and that it runs nothing of it."""

import csv
import io

import httpx
import pytest

from api.numbers.spreadsheet import COLUMNS, harmless
from domain.access import Role
from domain.events import TicketRouted
from domain.vocabulary import THE_DESK
from tests.api.house import MONDAY, House

WHOLE = "since=2026-03-01T09:00:00Z&before=2027-04-01T00:00:00Z"
HEADER = (
    "region,country,channel,language,team,topic,begins,ends,opened,solved,closed,merged,backlog,"
    "first_replies,first_reply_p50_seconds,first_reply_p90_seconds,solve_p50_seconds,"
    "solve_p90_seconds,solve_rate,first_reply_met,first_reply_breached,next_reply_met,"
    "next_reply_breached,solve_met,solve_breached,satisfaction_count,satisfaction_average"
)


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1"),
        *(" =1", "\u00a0=1", "\u200b=1", "\ufeff=1", "=cmd|' /C calc'!A0", "−1", "﹢1"),
    ],
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "eu-care", "a=b", "1-2", "3.5", "2026-03-02T10:00:00+00:00"])
def test_other_cells_are_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


async def test_the_file_is_what_spreadsheets_read(house: House) -> None:
    """RFC 4180: CRLF, quotes doubled; a byte order mark, or Excel takes it for another charset."""
    await now_with(house, team := 'the "best", =team')
    answer = await house.get(f"/v1/analytics.csv?{WHOLE}&by=team", Role.OPS)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="meridian-2026-03-01-2027-04-01.csv"'
    )
    assert answer.content.startswith(b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n")
    assert b'"the ""best"", =team"' in answer.content
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n") == 3
    first, then = rows(answer)
    assert (first["team"], first["opened"], first["backlog"]) == ("eu-care", "1", "0")
    assert (then["team"], then["opened"], then["backlog"]) == (team, "0", "1")


async def test_by_time_the_file_has_the_instants_of_the_zone(house: House) -> None:
    await house.wrote()
    query = f"{WHOLE}&by=team&by=month&zone=Asia/Kolkata"
    [row] = rows(await house.get(f"/v1/analytics.csv?{query}", Role.OPS))
    assert row["begins"] == "2026-03-01T14:30:00+05:30"
    assert row["ends"] == "2026-04-01T00:00:00+05:30"
    assert (row["opened"], row["backlog"]) == ("1", "")


@pytest.mark.attack(20)
async def test_attack_20_a_team_that_is_called_like_a_formula_is_a_word(house: House) -> None:
    await now_with(house, evil := '=HYPERLINK("http://evil.example")')
    found = rows(await house.get(f"/v1/analytics.csv?{WHOLE}&by=team", Role.OPS))
    assert [one["team"] for one in found] == [f"'{evil}", "eu-care"]


async def test_the_names_of_the_columns_are_always_the_same(house: House) -> None:
    for by in ("", "&by=team", "&by=day", "&by=topic&by=hour&since=2026-03-01T00:00:00Z"):
        query = by if "since" in by else f"{WHOLE}{by}"
        answer = await house.get(f"/v1/analytics.csv?{query.lstrip('&')}", Role.OPS)
        assert answer.content.decode("utf-8-sig").splitlines()[0] == HEADER
    assert ",".join(COLUMNS) == HEADER


async def now_with(house: House, team: str) -> None:
    """A ticket that was Europe's first, and has gone to another team."""
    ticket = await house.wrote()
    routed = TicketRouted(at=MONDAY, by=THE_DESK, team=team, language="en", reason="chosen")
    await house.commands.happens(ticket, routed)


def rows(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
