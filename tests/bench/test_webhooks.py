"""A thousand webhooks of every channel, some twice and in any order, and what is told of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from bench.platforms import Said
from bench.report import quietly
from bench.webhooks import Answered, faults, in_any_order, measured, report, said
from channels.kinds import kinds
from domain.chat import CHANNEL as CHAT
from tests.api.house import MONDAY

HELLO = [Said("line", 1, number, MONDAY) for number in range(3)]
TEXTS = [one.text for one in HELLO]


@pytest.mark.attack(38)
async def test_a_thousand_webhooks_in_disorder_are_each_message_once_and_in_order(
    tmp_path: Path,
) -> None:
    sizes = {"webhooks": 1_000, "people": 6, "side-by-side": 16}
    [found] = await measured(tmp_path, sizes, quietly)
    assert found.faults == []
    assert [one.what for one in found.figures if not one.kept and one.unit != "ms"] == []


def test_all_channels_are_among_them_and_a_fifth_comes_twice() -> None:
    messages = said(1_000, 6)
    assert {one.channel for one in messages} == kinds().keys() - {CHAT}
    assert len(messages) == 800
    assert len({one.text for one in messages}) == 800
    coming = in_any_order(messages, 1_000)
    assert len(coming) == 1_000
    assert {one.said for one in coming} == set(messages)
    assert [one.said for one in coming[:800]] != messages


def test_a_loss_a_repeat_a_stranger_and_disorder_are_told() -> None:
    assert faults(HELLO, [TEXTS]) == []
    assert faults(HELLO, [TEXTS[:2], TEXTS[2:]]) == []
    assert faults(HELLO, [TEXTS[:2]]) == ["line 1 2 is there 0 times"]
    assert faults(HELLO, [TEXTS, TEXTS[:1]]) == ["line 1 0 is there 2 times"]
    assert faults(HELLO, [[*TEXTS, "line 9 9"]]) == ["nobody said line 9 9"]
    assert faults(HELLO, [[TEXTS[1], TEXTS[0], TEXTS[2]]]) == ["line 1 is shown in another order"]


def test_an_answer_that_comes_too_late_for_its_platform_or_says_no_is_told() -> None:
    late = kinds()["line"].answers_within + timedelta(seconds=1).total_seconds()
    assert not report([Answered("line", 200, late)], [], 1.0).kept
    assert report([Answered("line", 200, 0.1)], [], 1.0).kept
    assert report([Answered("line", 401, 0.1)], [], 1.0).faults == ["1 were answered 401"]
