from datetime import timedelta
from typing import Any

import pytest

from api.door import TemporalAway
from domain.access import ApiKey, Role
from domain.audit import AuditEntry
from domain.lists import Filter
from tests.api.house import House

PRIVACY = Role.PRIVACY
LIST = "/v1/privacy/requests"


class Letters:
    """The port `ProofSender`: knows the codes that people were sent, as the worker would."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.sent: list[str] = []
        self.away = False

    async def send(self, region: str, request_id: str, count: int) -> None:
        if self.away:
            raise TemporalAway
        requests = self._house.door.regions[region].privacy.requests
        code = requests.code_of(request_id, count)
        if code not in self.sent:
            self.sent.append(code)


@pytest.fixture
def letters(house: House) -> Letters:
    sender = Letters(house)
    object.__setattr__(house.door, "proofs", sender)
    return sender


async def customer(house: House, region: str = "eu", **changes: object) -> str:
    """The id of a customer who wrote."""
    country = {"eu": "IE", "na": "US"}[region]
    sender = {"id": f"maria in {region}", "name": "Maria", "country": country}
    ticket_id = await house.wrote(**{"sender": sender, "message_id": f"m-{region}", **changes})
    found = await house.door.regions[region].views.ticket(ticket_id)
    return found.customer_id


async def asked(house: House, customer_id: str, kind: str = "access") -> dict[str, Any]:
    answer = await house.post(f"/v1/customers/{customer_id}/requests", {"kind": kind}, PRIVACY)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def step(house: House, request_id: str, name: str, body: object = None) -> dict[str, Any]:
    answer = await house.post(f"{LIST}/{request_id}/{name}", body, PRIVACY)
    return {"status_code": answer.status_code, **answer.json()}


async def proven(house: House, letters: Letters, customer_id: str, kind: str = "access") -> str:
    """The id of a request of which both steps are done."""
    request = await asked(house, customer_id, kind)
    await step(house, request["id"], "proof")
    await step(house, request["id"], "proof", {"code": letters.sent[-1]})
    done = await step(house, request["id"], "approval")
    assert done["state"] == "proven"
    return str(request["id"])


async def trail(house: House, about: str, region: str = "eu") -> list[tuple[str, str]]:
    entries: list[AuditEntry] = [
        *await house.door.regions[region].audit.entries(limit=100, about=about)
    ]
    return [(str(one.document["action"]), str(one.document["reason"])) for one in entries]


async def test_a_request_is_due_when_the_law_of_the_region_says(house: House) -> None:
    here, there = await customer(house), await customer(house, "na")
    request = await asked(house, here)
    assert (request["law"], request["state"]) == ("gdpr", "received")
    # Monday 2 March at ten: the whole of Thursday 2 April, in Dublin's summer time.
    assert request["due_at"] == "2026-04-02T23:00:00Z"
    assert (await asked(house, there))["due_at"] == "2026-04-17T04:00:00Z"
    assert await trail(house, here) == [("request.received", "access")]


async def test_a_request_that_came_before_counts_from_then(house: House) -> None:
    path = f"/v1/customers/{await customer(house)}/requests"
    body = {"kind": "erasure", "received_at": "2026-01-31T12:00:00Z"}
    assert (await house.post(path, body, PRIVACY)).json()["due_at"] == "2026-03-03T00:00:00Z"
    late = {**body, "received_at": "2026-03-02T10:00:01Z"}
    assert (await house.post(path, late, PRIVACY)).status_code == 422


async def test_the_same_key_takes_a_request_down_once(house: House) -> None:
    path = f"/v1/customers/{await customer(house)}/requests"
    first = await house.post(path, {"kind": "access"}, PRIVACY, Idempotency_Key="k")
    again = await house.post(path, {"kind": "access"}, PRIVACY, Idempotency_Key="k")
    other = await house.post(path, {"kind": "erasure"}, PRIVACY, Idempotency_Key="k")
    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.attack(33)
async def test_neither_step_of_a_proof_is_one_alone(house: House, letters: Letters) -> None:
    here = await customer(house)
    for first in ("proof", "approval"):
        request = (await asked(house, here))["id"]
        if first == "proof":
            await step(house, request, "proof")
            half = await step(house, request, "proof", {"code": letters.sent[-1]})
        else:
            half = await step(house, request, "approval")
        assert half["state"] == "received"
        assert (await step(house, request, "answer"))["code"] == "not_proven"
        export = {"request": request}
        opened = await house.post(f"/v1/customers/{here}/export", export, PRIVACY)
        assert (opened.status_code, opened.json()["code"]) == (409, "not_proven")


@pytest.mark.attack(33)
async def test_a_code_is_good_once_and_for_a_day(house: House, letters: Letters) -> None:
    request = (await asked(house, await customer(house)))["id"]
    sent = await step(house, request, "proof")
    assert sent["proof"]["code_until"] == "2026-03-03T10:00:00Z"
    assert len(letters.sent[0]) == 40
    assert letters.sent[0] not in str(sent)
    house.clock.at += timedelta(hours=24)
    late = await step(house, request, "proof", {"code": letters.sent[0]})
    assert (late["status_code"], late["code"]) == (409, "code_not_valid")
    await step(house, request, "proof")
    assert (await step(house, request, "proof", {"code": letters.sent[0]}))["status_code"] == 409
    assert (await step(house, request, "proof", {"code": letters.sent[1]}))["status_code"] == 200
    again = await step(house, request, "proof", {"code": letters.sent[1]})
    assert again["code"] == "code_not_valid"


@pytest.mark.attack(33)
async def test_every_code_that_is_none_has_one_answer(house: House, letters: Letters) -> None:
    here = await customer(house)
    fresh, sent, other = [(await asked(house, here))["id"] for _ in range(3)]
    await step(house, sent, "proof")
    await step(house, other, "proof")
    wrong = [(fresh, "x" * 40), (sent, "x" * 40), (sent, letters.sent[1]), (fresh, " ")]
    answers = [await step(house, request, "proof", {"code": code}) for request, code in wrong]
    assert len({str(answer) for answer in answers}) == 1
    assert answers[0]["code"] == "code_not_valid"


async def test_the_same_code_goes_once_within_ten_minutes(house: House, letters: Letters) -> None:
    request = (await asked(house, await customer(house)))["id"]
    letters.away = True
    assert (await step(house, request, "proof"))["code"] == "temporal_away"
    letters.away = False
    for _ in range(3):
        assert (await step(house, request, "proof"))["status_code"] == 200
    assert len(letters.sent) == 1
    house.clock.at += timedelta(minutes=10)
    await step(house, request, "proof")
    assert len(set(letters.sent)) == 2


async def test_an_answer_and_a_refusal_end_a_request(house: House, letters: Letters) -> None:
    here = await customer(house)
    request = await proven(house, letters, here)
    ended = await step(house, request, "answer")
    assert (ended["state"], ended["ended_by"]) == ("answered", "key-privacy")
    other = (await asked(house, here, "objection"))["id"]
    refused = await step(house, other, "refusal", {"reason": "person_not_proven"})
    assert (refused["state"], refused["refusal_reason"]) == ("refused", "person_not_proven")
    for one in (request, other):
        assert (await step(house, one, "approval"))["code"] == "request_ended"
    assert [one for one in await trail(house, here) if one[0] == "request.answered"] == [
        ("request.answered", "answered"),
        ("request.answered", "person_not_proven"),
    ]


async def test_a_term_is_extended_once_and_in_time(house: House) -> None:
    request = (await asked(house, await customer(house)))["id"]
    longer = {"reason": "complexity"}
    extended = await step(house, request, "extension", longer)
    assert extended["due_at"] == "2026-06-02T23:00:00Z"
    assert (await step(house, request, "extension", longer))["code"] == "extended_already"
    late = (await asked(house, await customer(house)))["id"]
    house.clock.at += timedelta(days=40)
    assert (await step(house, late, "extension", longer))["code"] == "too_late_to_extend"


async def test_the_list_has_first_what_is_due_first_and_goes_on(house: House) -> None:
    here, there = await customer(house), await customer(house, "na")
    made = []
    for who in (there, here):
        made.append((await asked(house, who))["id"])
        house.clock.at += timedelta(days=1)
    [american, european] = made
    assert await listed(house, "?limit=1") == [european, american]
    assert await listed(house, "?due_before=2026-04-10T00:00:00Z") == [european]
    await step(house, american, "refusal", {"reason": "excessive"})
    assert await listed(house, "?state=refused") == [american]
    assert await listed(house, "?state=received&state=proven") == [european]


async def listed(house: House, query: str) -> list[str]:
    seen: list[str] = []
    cursor = ""
    while True:
        page = (await house.get(f"{LIST}{query}{cursor}", PRIVACY)).json()
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            return seen
        cursor = f"&cursor={page['next']}"


async def test_what_is_nearly_due_and_overdue_says_so(house: House) -> None:
    request = (await asked(house, await customer(house)))["id"]
    seen = []
    for days in (0, 25, 10):
        house.clock.at += timedelta(days=days)
        one = (await house.get(f"{LIST}/{request}", PRIVACY)).json()
        seen.append((one["nearly_due"], one["overdue"]))
    assert seen == [(False, False), (True, False), (True, True)]
    standing = await house.door.regions["eu"].privacy.requests.standing(house.clock.at)
    assert (standing.open, standing.nearly_due, standing.overdue) == (1, 1, 1)


@pytest.mark.attack(32, 33)
async def test_an_unknown_person_and_one_of_another_region_have_one_answer(house: House) -> None:
    theirs = await customer(house, "na")
    european = ApiKey("k", Role.PRIVACY, region="eu")
    answers = [
        await house.as_key(european, "POST", f"/v1/customers/{who}/requests", {"kind": "access"})
        for who in (theirs, "c-unknown", "c-01J9")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    mine = await asked(house, theirs)
    other = await house.as_key(european, "GET", f"{LIST}/{mine['id']}")
    unknown = await house.as_key(european, "GET", f"{LIST}/pr-unknown")
    assert (other.status_code, other.text) == (404, unknown.text)
    assert (await house.as_key(european, "GET", LIST)).json()["items"] == []


@pytest.mark.attack(32)
async def test_an_agent_takes_requests_down_for_people_of_their_tickets(house: House) -> None:
    here = await customer(house)
    [view] = await house.door.regions["eu"].views.tickets(Filter(customer_id=here))
    assert view.team == "eu-care"
    path = f"/v1/customers/{here}/requests"
    mine = ApiKey("mine", Role.AGENT, "eu", ("eu-care",), "ana")
    other = ApiKey("other", Role.AGENT, "eu", ("eu-vip",), "bob")
    assert (await house.as_key(mine, "POST", path, {"kind": "access"})).status_code == 201
    assert (await house.as_key(other, "POST", path, {"kind": "access"})).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ({"kind": "everything"}, "kind"),
        ({"kind": "access", "due_at": "2030-01-01T00:00:00Z"}, "due_at"),
        ({"kind": "access", "received_at": "yesterday"}, "received_at"),
    ],
)
async def test_a_bad_request_names_its_field(house: House, body: object, field: str) -> None:
    answer = await house.post(f"/v1/customers/{await customer(house)}/requests", body, PRIVACY)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
