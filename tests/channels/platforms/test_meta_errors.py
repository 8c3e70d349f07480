"""Each class of Meta's errors, as all three channels raise it."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from fastapi import Response

from channels.meta.errors import AGAIN, BLOCKED, NEVER, TOKEN, WINDOW
from domain.channels import TokenRefused, WindowClosed
from domain.ports import NotNow, OutcomeUnknown, Refused
from tests.channels.contract import assert_says_nothing
from tests.channels.platforms.meta_accounts import Desk, all_three, desk_with, outbound
from tests.standins.meta import TOKEN as GOOD
from tests.standins.meta import fault
from tests.standins.server import LOST

TEXT = "Chega amanhã, Inês"
REGAINED = "estimated_time_to_regain_access"


@pytest.fixture
async def desk(name: str) -> AsyncIterator[Desk]:
    async with desk_with(name) as one:
        yield one


async def outcome(desk: Desk, *answers: Response | None) -> Exception:
    desk.meta.then("messages", *answers)
    with pytest.raises((Refused, NotNow, OutcomeUnknown, TokenRefused)) as failure:
        await desk.channel.send(outbound(desk.name, TEXT))
    assert_says_nothing(failure.value, TEXT, "Inês", GOOD)
    assert desk.meta.sent == []
    return failure.value


@all_three("again")
@pytest.mark.parametrize("code", sorted(AGAIN))
async def test_what_meta_cannot_do_now_is_tried_again(desk: Desk, code: int) -> None:
    error = await outcome(desk, fault(code, status=500 if code == 1 else 400))
    assert isinstance(error, NotNow)
    assert error.reason.endswith(f"_{code}")


@all_three("again")
async def test_meta_says_when_to_come_again_or_we_know(desk: Desk) -> None:
    told = await outcome(desk, fault(4, headers={"retry-after": "7"}))
    known = await outcome(desk, fault(131056))
    assert (getattr(told, "retry_after", 0), getattr(known, "retry_after", 0)) == (7, 6)


@all_three("again")
@pytest.mark.parametrize(
    ("usage", "wait"),
    [
        ({"1": [{"type": "pages", REGAINED: 0}, {"type": "messenger", REGAINED: 19}]}, 1140),
        ({"1": [{REGAINED: 2}], "2": [{REGAINED: 3}]}, 180),
        ({"1": [{REGAINED: 600}]}, 3600),
        ({"1": [{REGAINED: 0}]}, None),
        ({"1": [{REGAINED: "soon"}, {}, 7], "2": {}}, None),
        ([], None),
    ],
)
async def test_the_time_in_the_header_of_a_businesss_limits_is_the_wait(
    desk: Desk, usage: object, wait: float | None
) -> None:
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    error = await outcome(desk, fault(80006, headers=headers))
    assert isinstance(error, NotNow)
    assert error.retry_after == wait


@all_three("again")
async def test_retry_after_counts_before_the_header_of_limits(desk: Desk) -> None:
    usage = json.dumps({"1": [{REGAINED: 19}]})
    headers = {"retry-after": "7", "x-business-use-case-usage": usage}
    error = await outcome(desk, fault(4, headers=headers))
    assert getattr(error, "retry_after", 0) == 7


@all_three("again")
@pytest.mark.parametrize("code", [10, 100, 613, 987654])
async def test_a_subcode_can_say_again_whatever_its_code_says(desk: Desk, code: int) -> None:
    error = await outcome(desk, fault(code, subcode=2018321))
    assert isinstance(error, NotNow)
    assert error.reason == f"rate_{code}_2018321"


@all_three("again")
async def test_what_meta_says_will_pass_is_tried_again_unless_we_know_better(desk: Desk) -> None:
    error = await outcome(desk, fault(987654, passes=True))
    assert isinstance(error, NotNow)
    assert error.reason == "unavailable_987654"
    assert isinstance(await outcome(desk, fault(100, passes=True)), Refused)
    assert isinstance(await outcome(desk, fault(987654, passes=False)), Refused)
    assert isinstance(await outcome(desk, fault(-3)), Refused)


@all_three("again")
@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_status_alone_can_say_again(desk: Desk, status: int) -> None:
    error = await outcome(desk, Response("<html>", status, {"retry-after": "7"}))
    assert isinstance(error, NotNow)
    assert (error.reason, error.retry_after) == (f"answered_{status}", 7)
    unknown = await outcome(desk, fault(987654, status=503))
    assert isinstance(unknown, NotNow)


@all_three("never")
@pytest.mark.parametrize("code", [*sorted(NEVER), 132015, 210, 987654])
async def test_what_meta_will_never_take_is_refused(desk: Desk, code: int) -> None:
    error = await outcome(desk, fault(code))
    assert isinstance(error, Refused)
    assert not isinstance(error, WindowClosed)
    assert error.reason.endswith(f"_{code}")


@all_three("never")
async def test_a_subcode_tells_more_than_its_code(desk: Desk) -> None:
    nobody = await outcome(desk, fault(100, subcode=2018001))
    assert isinstance(nobody, Refused)
    assert nobody.reason == "nobody_100_2018001"


@all_three("window")
@pytest.mark.parametrize("code", sorted(WINDOW))
async def test_a_closed_window_is_told_apart(desk: Desk, code: int) -> None:
    whole = fault(code) if code == 131047 else fault(10, subcode=code, status=403)
    assert isinstance(await outcome(desk, whole), WindowClosed)


@all_three("token")
@pytest.mark.parametrize("code", sorted(TOKEN))
async def test_a_token_that_is_not_taken_says_so_and_nothing_was_sent(
    desk: Desk, code: int
) -> None:
    error = await outcome(desk, fault(code, status=401), fault(code, status=401))
    assert isinstance(error, TokenRefused)
    assert error.reason == f"token_{code}"


@all_three("never")
async def test_an_error_may_come_with_the_status_200(desk: Desk) -> None:
    assert isinstance(await outcome(desk, fault(131026, status=200)), Refused)
    assert isinstance(await outcome(desk, fault(130429, status=200)), NotNow)
    assert isinstance(await outcome(desk, Response('{"error": {}, "x": 1}', 403)), Refused)
    assert isinstance(await outcome(desk, Response('{"error": {"message": "x"}}', 200)), Refused)


@all_three("again")
async def test_what_may_have_been_taken_is_not_known(desk: Desk) -> None:
    broken = (None, Response("bad gateway", 502), Response("", 504), Response("<html>", 200))
    for answer in (*broken, fault(1, subcode=1357046)):
        assert isinstance(await outcome(desk, answer), OutcomeUnknown)
    desk.meta.then("messages", LOST)
    with pytest.raises(OutcomeUnknown):
        await desk.channel.send(outbound(desk.name, TEXT))
    assert len(desk.meta.sent) == 1
    assert not desk.channel.folds_repeats


@all_three("again")
async def test_what_never_left_is_tried_again(desk: Desk, closed_port: int) -> None:
    away = desk.built(api=f"http://127.0.0.1:{closed_port}")
    with pytest.raises(NotNow):
        await away.send(outbound(desk.name, TEXT))
    inside = desk.built(api="https://169.254.169.254")
    with pytest.raises((Refused, NotNow), match=r"forbidden_destination|unreachable"):
        await inside.send(outbound(desk.name, TEXT))


@all_three("typing")
async def test_typing_fails_softly(desk: Desk) -> None:
    answers = {None: NotNow, fault(190): Refused, fault(4): NotNow, fault(100): Refused}
    for answer, expected in answers.items():
        desk.meta.then("messages", answer, answer)
        with pytest.raises(expected):
            await desk.channel.typing("1", "wamid.Q")
        desk.meta.faults.clear()


@all_three("out")
async def test_messages_sent_together_all_arrive(desk: Desk) -> None:
    messages = [outbound(desk.name, f"{n}", key=f"eu-1:{n}:0") for n in range(20)]
    receipts = await asyncio.gather(*(desk.channel.send(message) for message in messages))
    assert len({receipt.provider_id for receipt in receipts}) == 20
    assert len(desk.meta.sent) == 20


def test_no_code_means_two_things() -> None:
    groups = (set(AGAIN), set(NEVER), set(TOKEN), set(WINDOW), set(BLOCKED))
    assert sum(map(len, groups)) == len(set().union(*groups))
