"""Glass is broken from one instant to another, and by whom is known of each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Role
from domain.glass import LAPSES, Glass, GlassState, Person

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
BOB = Person("k-bob", Role.AGENT, "bob", "na")
ASKED = Glass("eu-g1", "eu-1", "c-1", BOB, NOW, timedelta(minutes=15), "r-1", needs_agreement=True)
SECOND = timedelta(seconds=1)


def test_a_request_waits_for_an_hour() -> None:
    assert ASKED.state(NOW) is GlassState.ASKED
    assert ASKED.state(NOW + LAPSES - SECOND) is GlassState.ASKED
    assert ASKED.state(NOW + LAPSES) is GlassState.LAPSED
    assert ASKED.grant is None


def test_broken_glass_mends_by_itself_as_long_after_as_was_asked() -> None:
    broken = ASKED.broken(NOW + 3 * SECOND, "k-eve")
    assert (broken.agreed_by, broken.since) == ("k-eve", NOW + 3 * SECOND)
    end = NOW + 3 * SECOND + timedelta(minutes=15)
    assert broken.state(end - SECOND) is GlassState.BROKEN
    assert broken.state(end) is GlassState.MENDED


def test_it_may_be_mended_earlier_and_only_once() -> None:
    mended = ASKED.broken(NOW).mended(NOW + SECOND, "k-eve")
    assert mended.state(NOW + SECOND) is GlassState.MENDED
    assert mended.mended(NOW + 2 * SECOND, "k-bob") == mended
    taken_back = ASKED.mended(NOW + SECOND, "k-bob")
    assert (taken_back.state(NOW + SECOND), taken_back.grant) == (GlassState.MENDED, None)
    over = ASKED.broken(NOW)
    assert over.mended(NOW + timedelta(hours=1), "k-bob") == over
    assert ASKED.mended(NOW + LAPSES, "k-bob") == ASKED


@given(st.integers(1, 1440), st.integers(0, 90_000), st.none() | st.integers(0, 90_000))
def test_a_grant_holds_exactly_while_the_glass_is_broken(
    minutes: int, seconds: int, mended_after: int | None
) -> None:
    broken = replace(ASKED, lasts=timedelta(minutes=minutes)).broken(NOW)
    if mended_after is not None:
        broken = broken.mended(NOW + timedelta(seconds=mended_after), "k-eve")
    at = NOW + timedelta(seconds=seconds)
    assert broken.grant is not None
    holds = broken.grant.holds("k-bob", "eu-1", at)
    before_its_end = mended_after is None or seconds < mended_after
    assert holds is (seconds < minutes * 60 and before_its_end)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (BOB, True),
        (Person("k-bob", Role.PRIVACY), True),
        (Person("k-2", Role.PRIVACY, "bob", "eu"), True),
        (Person("k-2", Role.PRIVACY), False),
        (Person("k-2", Role.PRIVACY, "eve"), False),
        (Person("bob", Role.ADMIN), True),
    ],
)
def test_one_key_or_one_agent_is_one_person(other: Person, same: bool) -> None:
    assert BOB.is_the_same_as(other) is same
    assert other.is_the_same_as(BOB) is same
