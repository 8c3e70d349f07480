"""What happens next with a ticket, as its agent reads it."""

from datetime import timedelta
from typing import Any

from domain.access import ApiKey, Role
from domain.facts import StepAction
from domain.policy import Relay, Step
from domain.replacing import replace
from domain.vocabulary import Doing, Target
from tests.api.house import MONDAY, POLICY, House
from tests.fakes.commands import StoryCommands

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PAGE = StepAction(Doing.PAGE, "na-care", text="look", every=10 * MINUTE, at_most=2)
STEP = Step("step 1", "breach", target=Target.FIRST_REPLY, offset=timedelta(0), actions=(PAGE,))
WITH_A_STEP = replace(
    POLICY,
    reference=replace(POLICY.reference, hash="with-a-step"),
    steps=(STEP,),
    relay=Relay(acknowledge_within=20 * MINUTE, tell_the_customer=False),
)


async def next_of(house: House, ticket: str, role: Role = Role.AGENT) -> dict[str, Any]:
    answer = await house.get(f"/v1/tickets/{ticket}/next", role)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def under(house: House, policy: Any) -> StoryCommands:
    house.commands._policy = policy
    return house.commands


async def test_what_comes_next_is_told_the_soonest_first_with_its_rule(house: House) -> None:
    under(house, WITH_A_STEP)
    found = await next_of(house, await house.wrote())
    instants = [one["at"] for one in found["items"]]
    assert instants == sorted(instants)
    kinds = [one["move"] for one in found["items"]]
    assert kinds[:4] == ["clock_breached", "ticket_escalated", "team_notified", "team_notified"]
    page = found["items"][2]
    assert page["sentence"] == "na-care is paged (bob), page 1."
    assert page["because"]["sentence"] == "“step 1” of standard, version 3"
    assert (page["facts"]["team"], page["facts"]["agents"]) == ("na-care", ["bob"])
    assert page["at"] == "2026-03-02T11:00:00Z"


async def test_it_says_until_when_who_is_on_is_known(house: House) -> None:
    """The view of now holds for an hour; the second page goes by the rosters."""
    under(house, WITH_A_STEP)
    found = await next_of(house, await house.wrote())
    assert found["staffing_known_until"] == "2026-03-02T11:00:00Z"
    assert [one["by_roster"] for one in found["items"]][:4] == [False, False, True, True]


async def test_a_claim_takes_what_it_prevents_out_of_the_future(house: House) -> None:
    under(house, WITH_A_STEP)
    ticket = await house.wrote()
    assert (await house.post(f"/v1/tickets/{ticket}/claim")).status_code == 200
    reply = await house.post(f"/v1/tickets/{ticket}/replies", {"text": "Here it is."})
    assert reply.status_code == 200, reply.text
    found = await next_of(house, ticket)
    assert "team_notified" not in [one["move"] for one in found["items"]]


async def test_asking_changes_nothing(house: House) -> None:
    ticket = await house.wrote()
    before = (await house.get(f"/v1/tickets/{ticket}")).headers["ETag"]
    await next_of(house, ticket)
    assert (await house.get(f"/v1/tickets/{ticket}")).headers["ETag"] == before


async def test_a_closed_ticket_has_no_future(house: House) -> None:
    ticket = await house.wrote()
    for command in ("claim", "solve"):
        assert (await house.post(f"/v1/tickets/{ticket}/{command}")).status_code == 200
    solved = await next_of(house, ticket)
    assert [one["move"] for one in solved["items"]] == ["ticket_closed"]
    assert solved["ends"] == "closed"
    house.clock.at = MONDAY + timedelta(days=30)
    again = await next_of(house, ticket)
    assert [one["at"] for one in again["items"]] == ["2026-04-01T10:00:00Z"]


async def test_whoever_reads_no_text_reads_what_comes(house: House) -> None:
    """It holds none: an auditor sees it as an agent does, and a foreign key sees nothing."""
    ticket = await house.wrote()
    assert await next_of(house, ticket, Role.AUDITOR) == await next_of(house, ticket)
    stranger = ApiKey(id="k", role=Role.AGENT, agent="zoe", region="eu", teams=("eu-lead",))
    answer = await house.as_key(stranger, "GET", f"/v1/tickets/{ticket}/next")
    assert answer.status_code == 404
