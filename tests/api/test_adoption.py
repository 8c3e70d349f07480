"""Over HTTP: an open ticket takes the newest policy, and what changes is said first."""

from typing import Any

import pytest

from domain.access import Role
from domain.adoption_events import PolicyAdopted
from domain.commands import AdoptPolicy
from tests.api.house import MONDAY, POLICY, House, sample

WHY = {"reason": "Faster replies."}


async def adopted(house: House, path: str, **more: Any) -> Any:
    answer = await house.post(f"{path}/adopt-policy", WHY, Role.OPS, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def newest() -> int:
    [version] = {rule.version for rule in sample().policies if rule.name == "standard"}
    return version


async def test_what_would_change_is_said_before_it_is_done(house: House) -> None:
    ticket = await house.wrote()
    answer = await house.get(f"/v1/tickets/{ticket}/adopt-policy", Role.OPS)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["ticket"], told["changes"]) == (ticket, True)
    assert (told["before"]["name"], told["before"]["version"]) == ("standard", 3)
    assert (told["after"]["name"], told["after"]["version"]) == ("standard", newest())
    clocks = {clock["target"]: clock for clock in told["clocks"]}
    assert clocks["first_reply"]["before"]["due_at"] == "2026-03-02T11:00:00Z"
    assert clocks["first_reply"]["moved_seconds"] != 0
    assert told["steps_before"] == []
    assert told["steps_after"]
    assert house.commands.sent == []


async def test_a_ticket_takes_the_newest_policy_and_its_clocks_go_by_it(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    outlook = (await house.get(f"{path}/adopt-policy", Role.OPS)).json()
    ticket = await adopted(house, path)
    assert ticket["policy"] == {"name": "standard", "version": newest()}
    assert [clock["due_at"] for clock in ticket["clocks"]] == [
        clock["after"]["due_at"] for clock in outlook["clocks"]
    ]
    [(_, command, _)] = house.commands.sent
    assert isinstance(command, AdoptPolicy)
    stores = house.door.regions["eu"]
    assert await stores.policies.get(command.policy.reference.hash) == command.policy
    assert (await stores.vault.get(command.reason_id or "")).content == {"text": WHY["reason"]}


async def test_the_timeline_says_who_adopted_what_and_holds_no_reason(house: House) -> None:
    ticket = await house.wrote()
    await adopted(house, f"/v1/tickets/{ticket}")
    timeline = (await house.get(f"/v1/tickets/{ticket}/timeline", Role.AUDITOR)).json()
    [entry] = [one for one in timeline["items"] if one["kind"] == "policy_adopted"]
    assert entry["by"] == {"kind": "agent", "id": "key-ops"}
    assert (entry["before"]["version"], entry["policy"]["version"]) == (3, newest())
    assert entry["sentence"].startswith("The agent key-ops took the ticket from policy standard")
    assert WHY["reason"] not in str(timeline)


async def test_the_same_policy_again_is_refused(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    await adopted(house, path)
    again = await house.post(f"{path}/adopt-policy", WHY, Role.OPS)
    assert (again.status_code, again.json()["code"]) == (409, "same_policy")
    looked = await house.get(f"{path}/adopt-policy", Role.OPS)
    assert (looked.status_code, looked.json()["code"]) == (409, "same_policy")


async def test_a_repeat_under_the_same_key_is_done_once(house: House) -> None:
    ticket = await house.wrote()
    path = f"/v1/tickets/{ticket}"
    first = await adopted(house, path, idempotency_key="k")
    assert (await adopted(house, path, idempotency_key="k"))["version"] == first["version"]
    entries = await house.door.regions["eu"].ledger.entries(ticket)
    assert sum(isinstance(entry.event, PolicyAdopted) for entry in entries) == 1


async def test_another_version_than_the_one_that_was_looked_at_is_refused(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}/adopt-policy"
    answer = await house.post(path, {**WHY, "expected_version": 99}, Role.OPS)
    assert (answer.status_code, answer.json()["code"]) == (409, "another_version")
    assert house.commands.sent == []
    right = await house.post(path, {**WHY, "expected_version": newest()}, Role.OPS)
    assert right.status_code == 200


async def test_a_stale_look_is_refused(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    tag = (await house.get(path)).headers["ETag"]
    await house.post(f"{path}/claim")
    stale = await house.post(f"{path}/adopt-policy", WHY, Role.OPS, if_match=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")


async def test_a_closed_ticket_takes_none(house: House) -> None:
    source, target = await house.wrote(thread="one"), await house.wrote(thread="2", message_id="2")
    await house.post(f"/v1/tickets/{source}/merge", {"into": target})
    path = f"/v1/tickets/{source}/adopt-policy"
    for answer in (await house.post(path, WHY, Role.OPS), await house.get(path, Role.OPS)):
        assert (answer.status_code, answer.json()["code"]) == (409, "ticket_closed")


async def test_a_ticket_keeps_to_the_kind_as_which_it_opened(house: House) -> None:
    """A step that made it urgent takes it to no policy for urgent tickets (demand 17)."""
    path = f"/v1/tickets/{await house.wrote()}"
    before = (await house.get(f"{path}/adopt-policy", Role.OPS)).json()
    await house.post(f"{path}/priority", {"priority": "urgent"})
    after = (await house.get(f"{path}/adopt-policy", Role.OPS)).json()
    assert after["after"] == before["after"]


@pytest.mark.parametrize("body", [{}, {"reason": " "}, {**WHY, "expected_version": 0}])
async def test_a_wrong_field_changes_nothing(house: House, body: dict[str, Any]) -> None:
    path = f"/v1/tickets/{await house.wrote()}/adopt-policy"
    answer = await house.post(path, body, Role.OPS)
    assert answer.status_code == 422
    assert house.commands.sent == []


async def test_an_agent_adopts_nothing(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}/adopt-policy"
    assert (await house.post(path, WHY)).status_code == 403
    assert POLICY.reference.version == 3
    assert house.clock.at == MONDAY
