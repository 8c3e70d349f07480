"""Bad input to lists, by the numbers of `notes/trust.md`: 27 injection, 31 cursors and limits."""

import base64
import json
from urllib.parse import quote

import pytest

from domain.access import ApiKey, Role
from tests.api.house import House

INJECTIONS = (
    "' OR 1=1 --",
    "'; DROP TABLE tickets; --",
    '" NEAR "a*',
    "encomenda' UNION SELECT body FROM tickets --",
    "%' OR team LIKE '%",
    "$$; SELECT pg_sleep(9); $$",
    "\\'; --",
    "*",
)
WORDLESS = ("*", "\\'; --")
FINDING = ("' OR 1=1 --", '" NEAR "a*')  # whose words all stand in the text
TEXTUAL = ("team", "assignee", "customer_id")
CLOSED = ("topic", "channel", "language", "status", "sort", "direction", "tier", "priority")
NA = ApiKey("k-na", Role.AGENT, region="na", teams=("na-care",), agent="bob")


@pytest.mark.attack(27)
@pytest.mark.parametrize("field", TEXTUAL)
async def test_attack_27_a_value_with_sql_in_it_is_a_value_that_nothing_has(
    house: House, field: str
) -> None:
    ticket = await house.wrote()
    for attack in INJECTIONS:
        answer = await house.get(f"/v1/tickets?{field}={quote(attack)}")
        assert (answer.status_code, answer.json()["items"]) == (200, []), attack
    assert [one["id"] for one in (await house.get("/v1/tickets")).json()["items"]] == [ticket]


@pytest.mark.attack(27)
@pytest.mark.parametrize("field", CLOSED)
async def test_attack_27_what_is_not_in_the_vocabulary_is_refused_by_name(
    house: House, field: str
) -> None:
    for attack in (*INJECTIONS, "id;drop", "updated_at desc; --", "1"):
        answer = await house.get(f"/v1/tickets?{field}={quote(attack)}")
        assert answer.status_code == 422, attack
        assert answer.json()["errors"][0]["field"].partition("[")[0] == field
        assert len(attack) < 5 or attack not in answer.text


@pytest.mark.attack(27)
async def test_attack_27_a_search_knows_no_operators(house: House) -> None:
    ticket = await house.wrote(text="Where is it? OR: 1 1 near a encomenda union")
    for attack in INJECTIONS:
        answer = await house.get(f"/v1/tickets?search={quote(attack)}")
        if attack in WORDLESS:
            assert answer.status_code == 422, attack
            continue
        assert answer.status_code == 200, attack
        found = [one["id"] for one in answer.json()["items"]]
        assert found == ([ticket] if attack in FINDING else []), attack
    assert [one["id"] for one in (await house.get("/v1/tickets")).json()["items"]] == [ticket]


async def cursor_of(house: House, path: str) -> str:
    for number in range(3):
        await house.wrote(sender={"id": f"s-{number}", "country": "IE"}, message_id=f"m-{number}")
    page = (await house.get(f"{path}{'&' if '?' in path else '?'}limit=1")).json()
    assert page["next"]
    return str(page["next"])


def forged(cursor: str) -> list[str]:
    """The cursor with something else in it, under the signature that it had, or under none."""
    whole = base64.urlsafe_b64decode(cursor)
    content = json.loads(whole[16:])
    content[-2] = "2030-01-01T00:00:00+00:00"
    other = json.dumps(content).encode()
    flipped = bytes([whole[0] ^ 1]) + whole[1:]
    made = [whole[:16] + other, b"\0" * 16 + other, other, flipped, whole + b" ", whole[:16], b""]
    return [base64.urlsafe_b64encode(one).decode() for one in made]


@pytest.mark.attack(31)
async def test_attack_31_a_cursor_that_was_changed_is_refused(house: House) -> None:
    cursor = await cursor_of(house, "/v1/tickets")
    assert (await house.get(f"/v1/tickets?cursor={cursor}")).status_code == 200
    for attack in [*forged(cursor), cursor[:-4], f"{cursor}AAAA", cursor.upper(), "A" * 5_000]:
        answer = await house.get(f"/v1/tickets?cursor={attack}")
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor"), attack


OTHERS = (
    "status=new",
    "team=eu-care",
    "sort=opened",
    "direction=asc",
    "breached=false",
    "search=encomenda",
    "assignee=nobody",
    "opened_since=2026-03-02T10:00:00Z",
)


@pytest.mark.attack(31)
async def test_attack_31_a_cursor_goes_on_with_its_own_list_alone(house: House) -> None:
    cursor = await cursor_of(house, "/v1/tickets")
    for other in OTHERS:
        answer = await house.get(f"/v1/tickets?cursor={cursor}&{other}")
        refused = (answer.status_code, answer.json()["code"])
        assert refused == (400, "cursor_of_another_list"), other
        theirs = (await house.get(f"/v1/tickets?{other}&limit=1")).json()["next"]
        assert (await house.get(f"/v1/tickets?{other}&cursor={theirs}")).status_code == 200, other
        assert (await house.get(f"/v1/tickets?cursor={theirs}")).status_code == 400, other


@pytest.mark.attack(31)
async def test_attack_31_a_cursor_of_one_kind_of_list_is_none_of_another(house: House) -> None:
    cursor = await cursor_of(house, "/v1/tickets")
    tickets = [one["id"] for one in (await house.get("/v1/tickets")).json()["items"]]
    paths = ["/v1/notifications", *(f"/v1/tickets/{one}/timeline" for one in tickets)]
    for path in paths:
        assert (await house.get(f"{path}?cursor={cursor}")).status_code == 400, path
    first, second = (f"/v1/tickets/{ticket}/timeline" for ticket in tickets[:2])
    theirs = (await house.get(f"{first}?limit=1")).json()["next"]
    assert (await house.get(f"{first}?cursor={theirs}")).status_code == 200
    for path in (second, first.replace("timeline", "messages"), "/v1/tickets"):
        assert (await house.get(f"{path}?cursor={theirs}")).status_code == 400, path


@pytest.mark.attack(31)
async def test_attack_31_another_desks_cursor_is_refused(house: House) -> None:
    cursor = await cursor_of(house, "/v1/tickets")
    object.__setattr__(house.door, "cursor_key", b"the key of another desk")
    assert (await house.get(f"/v1/tickets?cursor={cursor}")).status_code == 400


@pytest.mark.attack(31)
async def test_attack_31_a_cursor_shows_nobody_more_than_they_see(house: House) -> None:
    cursor = await cursor_of(house, "/v1/tickets")
    answer = await house.as_key(NA, "GET", f"/v1/tickets?cursor={cursor}")
    assert (answer.status_code, answer.json()["items"]) == (200, [])


@pytest.mark.attack(31)
async def test_attack_31_a_page_has_its_bounds(house: House) -> None:
    ticket = f"/v1/tickets/{await house.wrote()}"
    whole = ("/v1/tickets", "/v1/notifications")
    limits = ("0", "-1", "1000000000", "1e3", "٣٠٠٠", "99999999999999999999")
    for path in (*whole, f"{ticket}/messages", f"{ticket}/timeline"):
        for limit in (*limits, "201" if path in whole else "1001"):
            answer = await house.get(f"{path}?limit={quote(limit)}")
            assert answer.status_code == 422, (path, limit)
            assert answer.json()["errors"][0]["field"] == "limit"


@pytest.mark.parametrize("part", ["messages", "timeline"])
async def test_what_belongs_to_a_ticket_is_read_in_pages(house: House, part: str) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    for number in range(3):
        await house.post(f"{path}/notes", {"text": f"Note {number}."})
    whole = (await house.get(f"{path}/{part}")).json()
    assert whole["next"] is None
    shown: list[object] = []
    cursor = ""
    while True:
        page = (await house.get(f"{path}/{part}?limit=2{cursor}")).json()
        assert len(page["items"]) <= 2
        shown += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert shown == whole["items"]
    assert (await house.get(f"{path}/{part}?of=everything")).status_code == 422
