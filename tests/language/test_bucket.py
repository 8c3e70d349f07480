import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.bucket import AT_ONCE, Bucket
from tests.language.clocks import HandClock


class Waiting:
    """A clock that whoever waits moves."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.waited: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.clock.seconds += seconds


def test_a_few_go_at_once_and_then_each_waits_for_its_token() -> None:
    waiting = Waiting()
    bucket = Bucket(60, waiting.clock, waiting)
    assert all(bucket.take(10.0) for _ in range(7))
    assert waiting.waited == pytest.approx([1.0, 1.0])


def test_whoever_would_wait_too_long_is_told_at_once() -> None:
    waiting = Waiting()
    bucket = Bucket(6, waiting.clock, waiting)
    assert bucket.take(0.0)
    assert not bucket.take(9.0)
    assert waiting.waited == []
    assert bucket.is_empty()
    waiting.clock.seconds += 10.0
    assert not bucket.is_empty()
    assert bucket.take(0.0)


def test_waiting_in_a_row_nobody_overtakes() -> None:
    clock = HandClock()
    waits: list[float] = []
    bucket = Bucket(60, clock, waits.append)
    for _ in range(8):
        assert bucket.take(100.0)
    assert waits == pytest.approx([1.0, 2.0, 3.0])


@given(
    a_minute=st.integers(1, 1_000),
    pauses=st.lists(st.floats(0.0, 30.0), max_size=60),
)
def test_no_minute_sees_more_than_its_share(a_minute: int, pauses: list[float]) -> None:
    clock = HandClock()
    bucket = Bucket(a_minute, clock, lambda _: None)
    gone: list[float] = []
    for pause in pauses:
        clock.seconds += pause
        if bucket.take(0.0):
            gone.append(clock.seconds)
    most = a_minute + max(1.0, a_minute / 60 * AT_ONCE)
    for at in gone:
        assert sum(at <= other < at + 60.0 for other in gone) <= most + 1e-6


def test_threads_share_it_without_a_token_too_many() -> None:
    bucket, took = Bucket(1_200, lambda: 0.0), list[bool]()
    threads = [
        threading.Thread(target=lambda: took.extend(bucket.take(0.0) for _ in range(50)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(took) == 100  # five seconds' worth


def test_a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="not even once"):
        Bucket(0)
