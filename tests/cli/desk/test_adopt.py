"""`meridian desk adopt`: chosen open tickets of a running desk take the newest policy."""

import json
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import pytest_asyncio

from api.door import CommandRefused, TemporalAway, TicketIsClosed
from cli.desk.adopt import carried_out
from cli.desk.adoption_plan import Plan, Planned
from domain.commands import Command
from domain.ledger import view_of
from domain.policy import Policy, StaffingView
from domain.stores import RegionStores, Text
from rulebook.publishing.outlook import Outlook
from runtime.adopting import Candidate
from tests.channels.receiver import Receiver
from tests.cli.commands import Ended, Shell, desk_copy, sentence
from tests.domain.building import Life, newer
from tests.e2e.running import a_desk

STANDARD = "policies/standard.yaml"
WHY = ("--why", "faster replies")


@dataclass(frozen=True)
class Running:
    """A running desk's folder, with open tickets, and a folder of the next version of the desk."""

    folder: Path
    tickets: Sequence[str]
    next_desk: Path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    folder = tmp_path_factory.mktemp("desk")
    after = desk_copy(folder / "next", STANDARD, "version: 2", "version: 3")
    policy = after / STANDARD
    policy.write_text(policy.read_text().replace("first_reply: 4 hours", "first_reply: 2 hours"))
    async with Receiver() as receiver, a_desk(folder, receiver) as desk:
        tickets = []
        for sender in ("maria", "joao", "ana"):
            answer = await desk.write("Olá, onde está a minha encomenda?", sender)
            tickets.append(answer["ticket_id"])
            await desk.received(1, tickets[-1])
        yield Running(folder, tickets, after)


@pytest.fixture
def here(running: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    """The running desk, named by the environment."""
    monkeypatch.setenv("MERIDIAN_DATA", str(running.folder / "data"))
    monkeypatch.setenv("MERIDIAN_KEYS", str(running.folder / "keys"))
    return running


def versions(meridian: Shell, here: Running) -> list[int]:
    shown = [
        json.loads(meridian("ticket", "show", one, "--json").out)["policy"] for one in here.tickets
    ]
    return [policy["version"] for policy in shown]


def told(ended: Ended) -> Any:
    assert ended.code == 0, ended
    return json.loads(ended.out)


def test_where_nothing_was_published_since_there_is_nothing_to_adopt(
    meridian: Shell, here: Running
) -> None:
    ended = meridian("desk", "adopt", *WHY, "--region", "eu")
    assert ended.code == 0, ended
    assert "no open ticket that is meant would change" in ended.out
    assert "3 open tickets have already what the desk promises now." in ended.out


def test_a_published_desk_reaches_the_chosen_tickets_and_no_other(
    meridian: Shell, here: Running
) -> None:
    published = meridian("desk", "publish", str(here.next_desk), *WHY, "--by", "tests")
    assert published.code == 0, published
    assert versions(meridian, here) == [2, 2, 2]
    first, second, _ = here.tickets
    looked = told(meridian("desk", "adopt", *WHY, "--ticket", first, "--json"))
    [change] = looked["planned"]
    assert change["to"] == {"name": "standard", "version": 3}
    assert change["clocks"][0]["target"] == "first_reply"
    assert versions(meridian, here) == [2, 2, 2]
    done = told(meridian("desk", "adopt", *WHY, "--ticket", first, "--ticket", second,
                         "--yes", "--json"))  # fmt: skip
    assert done == {"adopted": [first, second], "refused": []}
    assert versions(meridian, here) == [3, 3, 2]


def test_what_was_adopted_is_explained_and_replays_and_is_left_alone(
    meridian: Shell, here: Running
) -> None:
    adopted = here.tickets[0]
    steps = json.loads(meridian("ticket", "explain", adopted, "--json").out)
    [step] = [step for step in steps if step["kind"] == "policy_adopted"]
    assert step["sentence"].startswith("The agent operations took the ticket from policy standard")
    assert (steps[0]["policy"]["version"], step["policy"]["version"]) == (2, 3)
    assert steps[0]["policy"]["hash"] != step["policy"]["hash"]
    report = told(meridian("ticket", "replay", adopted, "--json"))
    assert report["agrees"] is True
    assert [one["version"] for one in report["policies"]] == [2, 3]
    again = meridian("desk", "adopt", *WHY, "--ticket", adopted)
    assert "no open ticket that is meant would change" in again.out


def test_tickets_are_chosen_by_policy_version_and_team(meridian: Shell, here: Running) -> None:
    for option in (("--policy", "vip"), ("--team", "na-care"), ("--from-version", "9")):
        ended = meridian("desk", "adopt", *WHY, *option)
        assert (ended.code, "would change" in ended.out) == (0, True)
    seen = meridian("desk", "adopt", *WHY, "--policy", "standard", "--from-version", "2", "--yes")
    assert seen.code == 0, seen
    assert "1 of 1 tickets took the newest policy" in seen.out
    assert here.tickets[2] in seen.out
    assert versions(meridian, here) == [3, 3, 3]


def test_a_desk_that_is_rolled_back_can_be_adopted_again_after_asking(
    meridian: Shell, here: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert meridian("desk", "publish", "--number", "1", *WHY, "--by", "tests").code == 0
    monkeypatch.setattr(sys, "stdin", StringIO("n\n"))
    refused = meridian("desk", "adopt", *WHY)
    assert (refused.code, refused.err) == (1, "nothing was adopted\n")
    assert "3 → 2" in refused.out
    assert versions(meridian, here) == [3, 3, 3]
    assert meridian("desk", "adopt", *WHY, "--yes").code == 0
    assert versions(meridian, here) == [2, 2, 2]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--why is one line"),
        (("--why", "a\nb"), "--why is one line"),
        ((*WHY, "--ticket", "xx-1"), "xx-1 is no ticket of"),
        ((*WHY, "--ticket", "eu-01j9zzzzzzzzzzzzzzzzzzzzzz"), "there is no ticket eu-01j9z"),
        ((*WHY, "--region", "xx"), "no region xx"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    meridian: Shell, here: Running, options: tuple[str, ...], said: str
) -> None:
    assert said in sentence(meridian("desk", "adopt", *options))


def test_a_folder_without_a_desk_is_a_sentence(
    meridian: Shell, here: Running, tmp_path: Path
) -> None:
    said = sentence(meridian("desk", "adopt", *WHY, "--data", str(tmp_path)))
    assert said.startswith(f"there is no desk at {tmp_path}; ")


class Kept:
    """What is kept before a command is sent: the ports `FrozenPolicies` and `Vault`, written to."""

    def __init__(self) -> None:
        self.kept: list[object] = []

    async def keep(self, policy: Policy) -> None:
        self.kept.append(policy)

    async def put(self, *texts: Text) -> None:
        self.kept += texts


class Refusing:
    """The port `Commands`: each ticket answers as it was told to."""

    def __init__(self, *answers: Exception | None) -> None:
        self._answers = list(answers)

    async def send(self, ticket_id: str, command: Command, command_id: str) -> int:
        answer = self._answers.pop(0)
        if answer is not None:
            raise answer
        return 2


def planned(kept: Kept) -> Planned:
    life = Life()
    found = Candidate(life.ticket, life.policy, newer(life.policy), life.now)
    outlook = found.outlook(StaffingView())
    assert isinstance(outlook, Outlook)
    stores = cast(RegionStores, SimpleNamespace(vault=kept, policies=kept))
    return Planned(stores, view_of(life.ticket, life.policy), found, outlook)


async def test_what_one_ticket_refuses_keeps_no_other_from_adopting() -> None:
    kept = Kept()
    one = planned(kept)
    answers = (CommandRefused("ticket_closing", "Look again."), TemporalAway(), TicketIsClosed())
    outcomes = await carried_out(Plan((one,) * 4), Refusing(*answers, None), "why")
    assert [outcome.code for outcome in outcomes] == [
        "ticket_closing",
        "temporal_away",
        "ticket_closed",
        "",
    ]
    assert all(outcome.sentence.endswith(".") for outcome in outcomes[:3])
    policy, reason = kept.kept[-2:]
    assert policy == one.candidate.after
    assert isinstance(reason, Text)
    assert reason.content["text"] == "why"
