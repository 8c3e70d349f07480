"""What is over its time: against examples, and against counting the days one by one."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.privacy import LegalDays, Term
from domain.retention import (
    OF_TICKETS,
    Retention,
    RetentionKind,
    ended_before,
    never_shorter,
    spoken,
)

DUBLIN = LegalDays(ZoneInfo("Europe/Dublin"))
ZONES = st.sampled_from(
    [
        *("UTC", "Europe/Dublin", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Singapore"),
        *("Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "Asia/Beirut", "Pacific/Apia"),
    ]
).map(ZoneInfo)
INSTANTS = st.integers(1_546_300_800, 2_051_222_400).map(  # 2019 to 2034
    lambda second: datetime.fromtimestamp(second, UTC)
)
MONTHS = st.builds(Term, months=st.integers(1, 130))
TERMS = MONTHS | st.builds(Term, days=st.integers(1, 4000))
STARTS = st.dates(date(1990, 1, 1), date(2110, 12, 31))
FLOOR = Term(days=184)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=DUBLIN.zone)


def is_over(closed: datetime, term: Term, now: datetime, days: LegalDays = DUBLIN) -> bool:
    return closed < ended_before(term, days, now)


@pytest.mark.parametrize(
    ("closed", "term", "first"),
    [
        ("2026-03-05T00:00", Term(days=1), "2026-03-07T00:00"),
        ("2026-03-05T23:59:59", Term(days=1), "2026-03-07T00:00"),
        ("2026-01-15T12:00", Term(months=1), "2026-02-16T00:00"),
        ("2026-01-31T12:00", Term(months=1), "2026-03-01T00:00"),  # with the month
        ("2028-01-31T12:00", Term(months=1), "2028-03-01T00:00"),
        ("2028-02-29T12:00", Term(months=24), "2030-03-01T00:00"),
        ("2026-11-22T12:00", Term(months=18), "2028-05-23T00:00"),
        ("2026-11-22T12:00", Term(days=184), "2027-05-26T00:00"),
    ],
)
def test_what_ended_on_a_day_goes_on_the_day_after_its_last(
    closed: str, term: Term, first: str
) -> None:
    ended, end = at(closed), at(first)
    assert is_over(ended, term, end)
    assert not is_over(ended, term, end - timedelta(seconds=1))


@given(closed=INSTANTS, term=TERMS, now=INSTANTS, zone=ZONES)
def test_it_is_over_exactly_once_the_last_day_is(
    closed: datetime, term: Term, now: datetime, zone: ZoneInfo
) -> None:
    days = LegalDays(zone)
    last = term.last_day(days.day_of(closed))
    assert is_over(closed, term, now, days) == (days.end_of(last) <= now)


@given(now=INSTANTS, later=st.integers(0, 100_000_000), term=TERMS, zone=ZONES)
def test_what_is_over_stays_over(now: datetime, later: int, term: Term, zone: ZoneInfo) -> None:
    days = LegalDays(zone)
    then = now + timedelta(seconds=later)
    assert ended_before(term, days, now) <= ended_before(term, days, then)


@given(closed=INSTANTS, term=TERMS, floor=TERMS, now=INSTANTS, zone=ZONES)
def test_nothing_goes_below_a_floor_that_its_time_was_checked_against(
    closed: datetime, term: Term, floor: Term, now: datetime, zone: ZoneInfo
) -> None:
    assume(never_shorter(term, floor))
    days = LegalDays(zone)
    if is_over(closed, term, now, days):
        assert is_over(closed, floor, now, days)
        assert days.day_of(now) > floor.last_day(days.day_of(closed))


@given(one=TERMS, other=TERMS, day=STARTS)
def test_what_is_never_shorter_is_not_shorter_from_any_day(
    one: Term, other: Term, day: date
) -> None:
    if never_shorter(one, other):
        assert one.last_day(day) >= other.last_day(day)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Term(days=184), Term(months=6), True),  # 1 March to 1 September
        (Term(days=183), Term(months=6), False),
        (Term(months=6), Term(days=181), True),  # 1 September to 1 March
        (Term(months=6), Term(days=182), False),
        (Term(months=1), Term(days=28), True),
        (Term(months=1), Term(days=29), False),
        (Term(months=24), Term(days=731), False),
        (Term(days=731), Term(months=24), True),
        (Term(months=48), Term(days=1460), True),  # 1900 was no leap year, and neither is 2100
        (Term(months=48), Term(days=1461), False),
        (Term(months=18), Term(months=18), True),
        (Term(months=17), Term(months=18), False),
    ],
)
def test_months_and_days_are_compared_at_their_worst(
    one: Term, other: Term, expected: bool
) -> None:
    assert never_shorter(one, other) is expected


def test_months_are_compared_exactly() -> None:
    """By counting every month that 400 years have."""
    firsts = [date(2000 + month // 12, month % 12 + 1, 1) for month in range(4801)]
    for months in (1, 6, 13):
        spans = [
            (after - first).days for first, after in zip(firsts, firsts[months:], strict=False)
        ]
        assert never_shorter(Term(months=months), Term(days=min(spans)))
        assert not never_shorter(Term(months=months), Term(days=min(spans) + 1))
        assert never_shorter(Term(days=max(spans)), Term(months=months))
        assert not never_shorter(Term(days=max(spans) - 1), Term(months=months))


def test_a_kind_without_a_time_is_kept_for_ever() -> None:
    kept = Retention(DUBLIN, {RetentionKind.TEXTS: FLOOR})
    assert kept.rule(RetentionKind.RECORDS, at("2026-11-22T12:00")) is None
    [rule] = kept.rules(at("2026-11-22T12:00"))
    assert (rule.kind, rule.words) == (RetentionKind.TEXTS, "184 days")
    assert rule.before == at("2026-05-22T00:00").astimezone(UTC)
    assert Retention(DUBLIN).rules(at("2026-11-22T12:00")) == []


def test_texts_go_before_histories_and_these_before_records() -> None:
    order = [kind for kind in RetentionKind if kind in OF_TICKETS]
    assert order == list(OF_TICKETS)
    assert all(one is not other for one, other in pairwise(order))
    assert list(RetentionKind).index(RetentionKind.PEOPLE) < list(RetentionKind).index(order[-1])


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Term(months=24), "2 years"),
        (Term(months=12), "1 year"),
        (Term(months=18), "18 months"),
        (Term(months=1), "1 month"),
        (Term(days=1), "1 day"),
        (Term(days=184), "184 days"),
    ],
)
def test_times_are_told_as_they_are_written(term: Term, words: str) -> None:
    assert spoken(term) == words


def test_a_naive_instant_and_one_too_early_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ended_before(FLOOR, DUBLIN, datetime(2026, 1, 1))  # noqa: DTZ001 - is refused for it
    with pytest.raises(OverflowError):
        ended_before(Term(months=12 * 3000), DUBLIN, at("2026-01-01T00:00"))
