from typing import Any

import pytest

from api.door import TemporalAway, TooManyCommands
from domain.access import ApiKey, Role
from tests.api.house import House, message

LATER = "2026-03-03T10:00:00Z"


async def texts(house: House, ticket: str) -> list[tuple[str, str]]:
    answer = await house.get(f"/v1/tickets/{ticket}/messages")
    return [
        (item["direction"], item["original"]["text"])
        for item in answer.json()["items"]
        if item["author"]["kind"] != "system"
    ]


async def test_an_ordinary_life(house: House) -> None:
    ticket = await house.wrote()
    path = f"/v1/tickets/{ticket}"
    claimed = await house.post(f"{path}/claim")
    assert claimed.status_code == 200, claimed.text
    assert (claimed.json()["status"], claimed.json()["assignee"]) == ("open", "key-agent")
    assert claimed.headers["ETag"] == f'W/"{claimed.json()["version"]}"'
    assert (await house.post(f"{path}/notes", {"text": "Vague."})).status_code == 200
    replied = await house.post(f"{path}/replies", {"text": "It is on its way."})
    assert replied.json()["status"] == "waiting"
    assert (await house.post(f"{path}/solve")).json()["status"] == "solved"
    rated = await house.post(f"{path}/rating", {"score": 5, "comment": "Obrigada"}, Role.CHANNEL)
    assert rated.json()["rating"] == 5
    assert rated.json()["subject"] is None
    assert await texts(house, ticket) == [
        ("in", "Onde está a minha encomenda?"),
        ("note", "Vague."),
        ("out", "It is on its way."),
    ]


async def test_every_other_command(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    await house.post(f"{path}/claim")
    assert (await house.post(f"{path}/release")).json()["assignee"] is None
    urgent = await house.post(f"{path}/priority", {"priority": "urgent"})
    assert urgent.json()["priority"] == "urgent"
    held = await house.post(f"{path}/hold", {"reason": "Waits for stock", "until": LATER})
    assert (held.json()["status"], held.json()["held_until"]) == ("held", LATER)
    assert (await house.post(f"{path}/reopen")).json()["status"] == "open"
    no_step = await house.post(f"{path}/escalations", {"reason": "Angry"})
    assert (no_step.status_code, no_step.json()["code"]) == (409, "no_step_left")


async def test_a_merged_ticket_takes_no_more_commands(house: House) -> None:
    source = await house.wrote(thread="one")
    target = await house.wrote(thread="two", message_id="m-2")
    merged = await house.post(f"/v1/tickets/{source}/merge", {"into": target})
    assert merged.status_code == 200, merged.text
    assert (merged.json()["status"], merged.json()["merged_into"]) == ("closed", target)
    path = f"/v1/tickets/{source}/claim"
    for answer in (await house.post(path), await house.post(path, idempotency_key="k")):
        assert (answer.status_code, answer.json()["code"]) == (409, "ticket_closed")


async def test_a_ticket_out_of_sight_cannot_be_merged_into(house: House) -> None:
    source, other = await house.wrote(), "eu-01J90000000000000000000000"
    sent = len(house.commands.sent)
    answer = await house.post(f"/v1/tickets/{source}/merge", {"into": other})
    assert (answer.status_code, answer.json()["code"]) == (409, "target_unknown")
    assert len(house.commands.sent) == sent


async def test_a_refusal_says_why(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    answer = await house.post(f"{path}/rating", {"score": 3}, Role.CHANNEL)
    assert answer.status_code == 409
    assert answer.json()["code"] == "not_solved"
    assert answer.json()["detail"] == "A ticket can be rated once it is solved."


BAD: dict[str, tuple[str, dict[str, Any], str]] = {
    "a field for nothing": ("claim", {"agent": "eve"}, "agent"),
    "a reply without words": ("replies", {"text": " "}, "text"),
    "a reply in no language": ("replies", {"text": "a", "language": "elvish"}, "language"),
    "a note that is a list": ("notes", {"text": ["a"]}, "text"),
    "no reason": ("escalations", {}, "reason"),
    "an unknown priority": ("priority", {"priority": "now"}, "priority"),
    "a naive hold": ("hold", {"reason": "a", "until": "2026-03-03T10:00:00"}, "until"),
    "a hold for longer than a year": (
        "hold",
        {"reason": "a", "until": "2030-01-01T00:00:00Z"},
        "until",
    ),
    "merging into nothing": ("merge", {"into": ""}, "into"),
    "a rating of six": ("rating", {"score": 6}, "score"),
    "a rating of a half": ("rating", {"score": 4.5}, "score"),
    "a rating that is true": ("rating", {"score": True}, "score"),
}


@pytest.mark.parametrize("what", BAD)
async def test_a_wrong_field_is_named_and_changes_nothing(house: House, what: str) -> None:
    command, body, field = BAD[what]
    path = f"/v1/tickets/{await house.wrote()}"
    answer = await house.post(f"{path}/{command}", body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert house.commands.sent == []


async def test_a_repeat_under_the_same_key_is_done_once(house: House) -> None:
    ticket = await house.wrote()
    path, body = f"/v1/tickets/{ticket}/replies", {"text": "On its way."}
    first = await house.post(path, body, idempotency_key="k")
    second = await house.post(path, body, idempotency_key="k")
    assert first.status_code == second.status_code == 200
    assert first.json()["version"] == second.json()["version"]
    assert len(await texts(house, ticket)) == 2
    assert len({command_id for _, _, command_id in house.commands.sent}) == 1


async def test_a_repeat_finds_its_words_though_they_now_seem_to_be_in_another_language(
    house: House,
) -> None:
    ticket = await house.wrote()
    path, body = f"/v1/tickets/{ticket}/replies", {"text": "Ok."}
    await house.post(path, body, idempotency_key="k")
    object.__setattr__(house.door, "detect", lambda text, hint: "nl")
    assert (await house.post(path, body, idempotency_key="k")).status_code == 200
    first, second = (command for _, command, _ in house.commands.sent)
    assert first == second


async def test_a_command_is_given_in_somebodys_name(house: House) -> None:
    ticket = await house.wrote()
    house.keys.add("anas", ApiKey("k", Role.AGENT, agent="ana"))
    headers = {"Authorization": "Bearer anas"}
    claimed = await house.client.post(f"/v1/tickets/{ticket}/claim", json={}, headers=headers)
    assert claimed.json()["assignee"] == "ana"
    await house.post(f"/v1/tickets/{ticket}/solve")
    await house.post(f"/v1/tickets/{ticket}/rating", {"score": 4}, Role.CHANNEL)
    actors = [command.by for _, command, _ in house.commands.sent]
    assert [actor.id for actor in actors[:2]] == ["ana", "key-agent"]
    assert (actors[2].kind, actors[2].id) == ("customer", claimed.json()["customer_id"])


async def test_a_foreign_tickets_command_is_like_an_unknown_ones(house: House) -> None:
    ticket = await house.wrote()
    house.keys.add("other", ApiKey("k", Role.AGENT, region="na"))
    headers = {"Authorization": "Bearer other"}
    foreign = await house.client.post(f"/v1/tickets/{ticket}/claim", json={}, headers=headers)
    unknown = await house.post("/v1/tickets/eu-01J9ZZZZZZZZZZZZZZZZZZZZZZ/claim")
    assert (foreign.status_code, foreign.json()) == (404, unknown.json())
    assert house.commands.sent == []


async def test_one_key_stands_for_one_request(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    await house.post(f"{path}/notes", {"text": "One."}, idempotency_key="k")
    for command, body in (("notes", {"text": "Two."}), ("replies", {"text": "One."})):
        answer = await house.post(f"{path}/{command}", body, idempotency_key="k")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert len(house.commands.sent) == 1


async def test_two_principals_may_choose_the_same_key(house: House) -> None:
    ticket = await house.wrote()
    house.keys.add("other", ApiKey("key-other", Role.AGENT, agent="bo"))
    path = f"/v1/tickets/{ticket}/notes"
    await house.post(path, {"text": "One."}, idempotency_key="k")
    headers = {"Authorization": "Bearer other", "Idempotency-Key": "k"}
    answer = await house.client.post(path, json={"text": "Two."}, headers=headers)
    assert answer.status_code == 200
    assert [text for _, text in await texts(house, ticket)][1:] == ["One.", "Two."]


@pytest.mark.parametrize("key", ["", "k" * 201, "k" * 1_000_000])
async def test_a_key_is_neither_empty_nor_long(house: House, key: str) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    answer = await house.post(f"{path}/claim", idempotency_key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_idempotency_key")


async def test_a_stale_version_is_refused_and_a_present_one_accepted(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    tag = (await house.get(path)).headers["ETag"]
    assert (await house.post(f"{path}/claim", if_match=tag)).status_code == 200
    stale = await house.post(f"{path}/release", if_match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert (await house.post(f"{path}/release", if_match="*")).status_code == 200


@pytest.mark.parametrize("tag", ["", "7", 'W/"x"', '"1" 2', 'W/"1",,', f'"{"9" * 5000}"'])
async def test_an_if_match_that_we_never_gave_is_refused(house: House, tag: str) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    answer = await house.post(f"{path}/claim", if_match=tag)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_if_match")
    assert house.commands.sent == []


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [(TemporalAway(), 503, "temporal_away"), (TooManyCommands(), 429, "too_many_commands")],
)
async def test_a_command_that_cannot_be_taken_may_be_tried_again(
    house: House, failure: Exception, status: int, code: str
) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    house.commands.failure = failure
    answer = await house.post(f"{path}/claim")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert int(answer.headers["Retry-After"]) > 0
    # Messages are accepted all the same.
    more = await house.post("/v1/messages", message(message_id="m-2"), Role.CHANNEL)
    assert more.status_code == 202


async def test_a_ticket_that_temporal_forgot_is_not_called_unknown(house: House) -> None:
    ticket = await house.wrote()
    house.commands.forget(ticket)
    answer = await house.post(f"/v1/tickets/{ticket}/claim")
    assert (answer.status_code, answer.json()["code"]) == (503, "temporal_lost_the_ticket")


async def test_an_unknown_ticket_and_command_are_not_found(house: House) -> None:
    ticket = await house.wrote()
    for path in ("eu-01J9/claim", "xx-01J9/claim", "nonsense/claim", f"{ticket}/hand-over"):
        assert (await house.post(f"/v1/tickets/{path}")).status_code == 404
    assert house.commands.sent == []
