import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.access import ApiKey, Role
from domain.commands import HandOver
from domain.policy import TeamStaffing
from tests.api.house import House

ANA = ApiKey("k-ana", Role.AGENT, teams=("eu-care",), agent="ana")
BOB = ApiKey("k-bob", Role.AGENT, region="na", teams=("na-care",), agent="bob")
KIM = ApiKey("k-kim", Role.AGENT, region="apac", teams=("apac-care",), agent="kim")
BRIEF = {
    "done": "Found the parcel.",
    "pending": "The carrier's answer.",
    "next": "Ring Maria.",
    "promised": "A call by six.",
}


def body(team: str = "na-care", **changes: object) -> dict[str, object]:
    return {"team": team, **BRIEF, **changes}


async def handed_over(house: House) -> str:
    """A ticket that ana handed over to na-care: its path."""
    path = f"/v1/tickets/{await house.wrote()}"
    answer = await house.as_key(ANA, "POST", f"{path}/handovers", body())
    assert answer.status_code == 200, answer.text
    return path


async def refused(house: House, key: ApiKey, path: str, body: object = None) -> tuple[str, str]:
    """The code and the sentence of a refusal."""
    answer = await house.as_key(key, "POST", path, body)
    assert answer.status_code == 409, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.json()["code"], answer.json()["detail"]


async def test_a_ticket_is_handed_over_with_a_brief_and_acknowledged(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    answer = await house.as_key(ANA, "POST", f"{path}/handovers", body())
    assert answer.status_code == 200, answer.text
    shape = answer.json()
    assert answer.headers["ETag"] == f'W/"{shape["version"]}"'
    assert (shape["team"], shape["assignee"]) == ("na-care", None)
    assert shape["owner"] == {"agent": "ana", "team": "eu-care"}
    assert shape["handover"] == {
        "team": "na-care",
        "cause": "agent",
        "at": "2026-03-02T10:00:00Z",
        "from_team": "eu-care",
        "from_agent": "ana",
        "acknowledge_by": "2026-03-02T10:30:00Z",
        "acknowledged_at": None,
        "acknowledged_by": None,
        "lapsed": False,
        "brief": {"language": "en", **BRIEF, "translations": []},
    }
    house.clock.at += timedelta(minutes=5)
    answered = (await house.as_key(BOB, "POST", f"{path}/acknowledgements")).json()
    assert (answered["assignee"], answered["status"]) == ("bob", "open")
    taken = (answered["handover"]["acknowledged_at"], answered["handover"]["acknowledged_by"])
    assert taken == ("2026-03-02T10:05:00Z", "bob")


async def test_what_a_brief_leaves_out_is_left_out(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    short = {"team": "na-care", "done": "Nothing yet.", "next": "Read it.", "promised": " \n"}
    shape = (await house.post(f"{path}/handovers", short)).json()
    said = {"done": "Nothing yet.", "pending": None, "next": "Read it.", "promised": None}
    assert shape["handover"]["brief"] == {"language": "en", **said, "translations": []}
    [(_, command, _)] = house.commands.sent
    assert isinstance(command, HandOver)
    text = await house.door.regions["eu"].vault.get(command.brief_id)
    assert (text.kind, text.content) == ("brief", {"done": "Nothing yet.", "next": "Read it."})


async def test_the_language_of_a_brief_is_found_from_all_of_it(house: House) -> None:
    heard: list[tuple[str, str | None]] = []

    def detect(text: str, hint: str | None) -> str:
        heard.append((text, hint))
        return "de"

    path = f"/v1/tickets/{await house.wrote()}"
    object.__setattr__(house.door, "detect", detect)
    shape = (await house.post(f"{path}/handovers", body())).json()
    assert shape["handover"]["brief"]["language"] == "de"
    assert heard == [("\n".join(BRIEF.values()), "en")]


async def test_whether_a_team_can_take_it_rests_on_who_is_on_at_the_door(house: House) -> None:
    await handed_over(house)
    assert house.staffing.regions == ["eu"]
    [(_, command, _)] = house.commands.sent
    assert isinstance(command, HandOver)
    assert command.staffing.teams["na-care"].on == ("bob",)


async def test_a_team_that_opens_in_time_may_have_it(house: House) -> None:
    soon = house.clock.at + timedelta(minutes=20)
    house.staffing.teams["apac-care"] = TeamStaffing(next_opening=soon)
    path = f"/v1/tickets/{await house.wrote()}"
    shape = (await house.post(f"{path}/handovers", body("apac-care"))).json()
    assert shape["handover"]["acknowledge_by"] == "2026-03-02T10:50:00Z"


NOWHERE = {
    "a team that does not exist": (
        "nobody-care",
        "unknown_team",
        "There is no team nobody-care; there are: apac-care, eu-care, na-care.",
    ),
    "the same team": (
        "eu-care",
        "same_team",
        "eu-care has the ticket; release it for a colleague instead.",
    ),
    "a team that is off": (
        "apac-care",
        "team_is_off",
        "Nobody of apac-care is on until 2026-03-04 10:00:00 UTC; on now: na-care.",
    ),
}


@pytest.mark.parametrize("what", NOWHERE)
async def test_a_ticket_does_not_go_to(house: House, what: str) -> None:
    team, code, sentence = NOWHERE[what]
    path = f"/v1/tickets/{await house.wrote()}"
    assert await refused(house, ANA, f"{path}/handovers", body(team)) == (code, sentence)
    stays = (await house.get(path)).json()
    assert (stays["team"], stays["handover"]) == ("eu-care", None)


async def test_a_ticket_does_not_go_in_a_circle(house: House) -> None:
    path = await handed_over(house)
    code, _ = await refused(house, BOB, f"{path}/handovers", body("eu-care"))
    assert code == "hand_over_awaits_acknowledgement"


async def test_of_two_hand_overs_at_once_one_is_refused(house: House) -> None:
    house.staffing.teams["apac-care"] = TeamStaffing(on=("kim",))
    path = f"/v1/tickets/{await house.wrote()}/handovers"
    both = await asyncio.gather(
        *(house.as_key(ANA, "POST", path, body(team)) for team in ("na-care", "apac-care"))
    )
    assert sorted(answer.status_code for answer in both) == [200, 409]
    refusal = next(answer.json() for answer in both if answer.status_code == 409)
    assert refusal["code"] == "hand_over_awaits_acknowledgement"


async def test_a_solved_ticket_is_not_handed_over(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    await house.post(f"{path}/solve")
    assert (await refused(house, ANA, f"{path}/handovers", body()))[0] == "ticket_solved"


async def test_only_the_team_that_is_asked_acknowledges(house: House) -> None:
    path = f"{await handed_over(house)}/acknowledgements"
    code, sentence = await refused(house, ANA, path)
    assert (code, sentence) == ("not_your_team", "Somebody of na-care has to acknowledge it.")
    stranger = await house.as_key(KIM, "POST", path)
    assert (stranger.status_code, stranger.json()["code"]) == (404, "no_such_ticket")


async def test_a_hand_over_is_acknowledged_once(house: House) -> None:
    path = f"{await handed_over(house)}/acknowledgements"
    assert (await house.as_key(BOB, "POST", path)).status_code == 200
    assert (await refused(house, BOB, path))[0] == "nothing_to_acknowledge"


async def test_an_acknowledgement_that_comes_late_is_refused(house: House) -> None:
    path = await handed_over(house)
    house.clock.at += timedelta(minutes=31)
    await house.commands.look_again()
    assert (await refused(house, BOB, f"{path}/acknowledgements"))[0] == "nothing_to_acknowledge"
    assert (await house.get(path)).json()["handover"]["lapsed"] is True


async def test_without_a_hand_over_there_is_nothing_to_acknowledge(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}/acknowledgements"
    assert (await refused(house, ANA, path))[0] == "nothing_to_acknowledge"


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a brief of 100 kB": (body(done="a" * 100_000), "done"),
    "more than there is room for": (body(next="a" * 20_001), "next"),
    "too much that is pending": (body(pending="a" * 20_001), "pending"),
    "too much that was promised": (body(promised="a" * 20_001), "promised"),
    "nothing done": ({"team": "na-care", "next": "Ring."}, "done"),
    "no next step": ({"team": "na-care", "done": "Rang."}, "next"),
    "blank words": (body(done=" \n\t"), "done"),
    "invisible words": (body(next="\u200b"), "next"),
    "words that are a list": (body(pending=["a"]), "pending"),
    "nothing in place of words": (body(promised=None), "promised"),
    "no team": (BRIEF, "team"),
    "a team of two lines": (body("na-care\nX: y"), "team"),
    "a field of the desk's": (body(assignee="eve"), "assignee"),
}


@pytest.mark.parametrize("what", BAD)
async def test_a_wrong_field_is_named_and_changes_nothing(house: House, what: str) -> None:
    wrong, field = BAD[what]
    path = f"/v1/tickets/{await house.wrote()}/handovers"
    answer = await house.post(path, wrong)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert house.commands.sent == []


async def test_a_brief_may_have_four_parts_of_twenty_thousand_characters(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}/handovers"
    longest = dict.fromkeys(BRIEF, "é" * 20_000)
    assert (await house.post(path, {"team": "na-care", **longest})).status_code == 200


async def test_a_repeat_under_the_same_key_is_one_hand_over(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    answers = []
    for _ in range(2):
        answers.append(await house.post(f"{path}/handovers", body(), idempotency_key="k"))
        house.clock.at += timedelta(seconds=30)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["version"] == answers[1].json()["version"]
    other = await house.post(f"{path}/handovers", body(next="Write."), idempotency_key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_stale_version_is_not_handed_over_nor_acknowledged(house: House) -> None:
    path = f"/v1/tickets/{await house.wrote()}"
    tag = (await house.get(path)).headers["ETag"]
    assert (await house.post(f"{path}/handovers", body(), if_match=tag)).status_code == 200
    for command, words in (("handovers", body("apac-care")), ("acknowledgements", {})):
        stale = await house.post(f"{path}/{command}", words, if_match=tag)
        assert (stale.status_code, stale.json()["code"]) == (412, "stale")
