"""The same request again, or upon what has changed since."""

import asyncio

import pytest

from domain.access import ApiKey, Role
from tests.api.attacks.bodies import COMMANDS, role_of
from tests.api.house import House, bearer, message

NOTE = {"text": "One."}


@pytest.mark.attack(29)
async def test_attack_29_a_key_that_stands_for_another_request_is_refused(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    assert (await house.post(f"{path}/notes", NOTE, idempotency_key="k")).status_code == 200
    for command, body in (("notes", {"text": "Two."}), ("replies", NOTE), ("claim", {})):
        answer = await house.post(f"{path}/{command}", body, idempotency_key="k")
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    other = await house.wrote(thread="two", message_id="m-2")
    answer = await house.post(f"/v1/tickets/{other}/notes", NOTE, idempotency_key="k")
    assert answer.status_code == 422
    assert len(house.commands.sent) == 1


@pytest.mark.attack(29)
async def test_attack_29_in_parallel_it_is_done_once(house: House) -> None:
    """All are answered alike, where the attack list would have the late ones wait (409)."""
    path = f"/v1/tickets/{await house.wrote()}/notes"
    answers = await asyncio.gather(*(house.post(path, NOTE, idempotency_key="k") for _ in range(8)))
    assert {(answer.status_code, answer.json()["version"]) for answer in answers} == {
        (200, answers[0].json()["version"])
    }
    assert len({command_id for _, _, command_id in house.commands.sent}) == 1


@pytest.mark.attack(29)
async def test_attack_29_a_key_of_another_tenant_is_another_key(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}/notes"
    await house.post(path, NOTE, idempotency_key="k")
    for name in ("key-bo", "token-bo"):
        secret = house.keys.add(f"secret of {name}", ApiKey(name, Role.AGENT, agent="bo"))
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"}
        answer = await house.client.post(path, json={"text": "Two."}, headers=headers)
        assert answer.status_code == 200
    assert len({command_id for _, _, command_id in house.commands.sent}) == 3


@pytest.mark.attack(29)
@pytest.mark.parametrize("key", ["", "k" * 201, "k" * 1_000_000], ids=["empty", "201", "1 MB"])
async def test_attack_29_a_key_is_neither_empty_nor_long(house: House, key: str) -> None:
    path = f"/v1/tickets/{await house.wrote()}/notes"
    headers = {**bearer(Role.CHANNEL), "Idempotency-Key": key}
    answers = [
        await house.post(path, NOTE, idempotency_key=key),
        await house.client.post("/v1/messages", json=message(message_id="m-2"), headers=headers),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_idempotency_key")
    assert house.commands.sent == []


@pytest.mark.attack(30)
async def test_attack_30_no_command_is_given_upon_what_has_changed_since(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    tag = (await house.get(path)).headers["ETag"]
    await house.post(f"{path}/notes", NOTE)
    for command, body in COMMANDS.items():
        for stale in (tag, f'{tag}, "0"', tag.removeprefix("W/")):
            role = role_of(command)
            answer = await house.post(f"{path}/{command}", body, role, if_match=stale)
            assert (answer.status_code, answer.json()["code"]) == (412, "stale"), command
        for malformed in ("3", 'W/"x"', "*, W/", f"{tag} {tag}"):
            role = role_of(command)
            answer = await house.post(f"{path}/{command}", body, role, if_match=malformed)
            assert (answer.status_code, answer.json()["code"]) == (400, "bad_if_match"), command
    assert len(house.commands.sent) == 1


@pytest.mark.attack(30)
@pytest.mark.parametrize("condition", ["present", "one of several", "*", None])
async def test_attack_30_what_holds_or_is_not_asked_for_is_accepted(
    house: House, condition: str | None
) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    tag = (await house.get(path)).headers["ETag"]
    written = {"present": tag, "one of several": f'"0", {tag},"77"', "*": "*"}
    headers = {} if condition is None else {"If-Match": written[condition]}
    headers |= bearer(Role.AGENT)
    answer = await house.client.post(f"{path}/notes", json=NOTE, headers=headers)
    assert answer.status_code == 200


@pytest.mark.attack(30)
async def test_attack_30_of_many_upon_the_same_version_one_is_carried_out(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    tag = (await house.get(path)).headers["ETag"]
    answers = await asyncio.gather(
        *(house.post(f"{path}/notes", {"text": f"{n}"}, if_match=tag) for n in range(10))
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 9]
    assert len(house.commands.sent) == 1


@pytest.mark.attack(30)
async def test_attack_30_a_crowd_that_waits_for_one_ticket_is_sent_away(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    answers = await asyncio.gather(
        *(house.post(f"{path}/notes", {"text": f"{n}"}, if_match="*") for n in range(40))
    )
    refused = [answer for answer in answers if answer.status_code == 429]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
    assert (await house.post(f"{path}/notes", NOTE, if_match="*")).status_code == 200


async def test_who_has_the_version_is_spared_the_ticket(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    tag = (await house.get(path)).headers["ETag"]
    for known in (tag, tag.removeprefix("W/"), f'"abc", {tag}', "*"):
        headers = {**bearer(Role.AGENT), "If-None-Match": known}
        answer = await house.client.get(path, headers=headers)
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
    await house.post(f"{path}/notes", NOTE)
    for unknown in (tag, "abc", '"abc"', ""):
        headers = {**bearer(Role.AGENT), "If-None-Match": unknown}
        assert (await house.client.get(path, headers=headers)).status_code == 200
