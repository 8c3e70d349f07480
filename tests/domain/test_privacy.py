"""Terms of the law, against examples of those who interpret it and a second way of counting."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.privacy import Law, LegalDays, NoWorkingDay, PrivacyRules, Term

DUBLIN, SAO_PAULO = ZoneInfo("Europe/Dublin"), ZoneInfo("America/Sao_Paulo")
ZONES = st.sampled_from(
    [
        *("UTC", "Europe/Dublin", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Singapore"),
        *("Asia/Shanghai", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "Asia/Beirut"),
    ]
).map(ZoneInfo)
INSTANTS = st.integers(1_546_300_800, 2_051_222_400).map(  # 2019 to 2034
    lambda second: datetime.fromtimestamp(second, UTC)
)
TERMS = st.builds(Term, months=st.integers(0, 12), days=st.integers(1, 120)) | st.builds(
    Term, months=st.integers(1, 12)
)
GDPR = Law("gdpr", "GDPR", ("eu",), Term(months=1), Term(months=2), ends_on_working_day=True)


def law(term: Term, *, ends_on_working_day: bool = False) -> Law:
    return Law("law", "A law", ("eu",), term, ends_on_working_day=ends_on_working_day)


def at(day: str, clock: str = "12:00", zone: ZoneInfo = DUBLIN) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone)


def last_day(due: datetime, zone: ZoneInfo = DUBLIN) -> str:
    """The day that is the last in which an answer is in time."""
    return (due.astimezone(zone) - timedelta(seconds=1)).date().isoformat()


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2027-03-05", "2027-04-05"),  # EDPB Guidelines 01/2022, no. 158
        ("2027-08-31", "2027-09-30"),  # the same, no. 159: the next month is shorter
        ("2027-01-29", "2027-03-01"),  # 28 February is a Sunday
        ("2028-01-31", "2028-02-29"),  # a leap year
        ("2027-12-31", "2028-01-31"),
    ],
)
def test_a_month_ends_on_the_day_of_the_same_number_or_with_the_month(
    received: str, last: str
) -> None:
    assert last_day(GDPR.due(at(received), LegalDays(DUBLIN))) == last


def test_an_end_on_a_holiday_is_moved_to_the_next_day_of_work() -> None:
    christmas = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
    days = LegalDays(DUBLIN, christmas)  # a Friday, and the Monday that stands for the 26th
    assert last_day(GDPR.due(at("2026-11-25"), days)) == "2026-12-29"
    assert last_day(law(Term(months=1)).due(at("2026-11-25"), days)) == "2026-12-25"


def test_an_extension_counts_from_the_receipt() -> None:
    days = LegalDays(DUBLIN)
    assert last_day(GDPR.due(at("2027-01-31"), days, extended=True)) == "2027-04-30"
    with pytest.raises(ValueError, match="knows no extension"):
        law(Term(days=15)).due(at("2027-01-31"), days, extended=True)


def test_the_day_of_the_request_is_that_of_the_regions_wall() -> None:
    late = datetime(2027, 3, 2, 1, 30, tzinfo=UTC)  # the evening of the first in Sao Paulo
    due = law(Term(days=15)).due(late, LegalDays(SAO_PAULO))
    assert last_day(due, SAO_PAULO) == "2027-03-16"


def test_the_last_hour_counts_and_not_a_second_more() -> None:
    days = LegalDays(DUBLIN)
    in_summer, after_it = GDPR.due(at("2027-09-28"), days), GDPR.due(at("2027-10-02"), days)
    assert in_summer == datetime(2027, 10, 28, 23, 0, tzinfo=UTC)
    assert after_it == datetime(2027, 11, 3, 0, 0, tzinfo=UTC)


@given(INSTANTS, TERMS, ZONES)
def test_terms_agree_with_counting_day_by_day(at: datetime, term: Term, zone: ZoneInfo) -> None:
    found = law(term).due(at, LegalDays(zone))
    assert last_day(found, zone) == counted(at.astimezone(zone).date(), term).isoformat()


@given(INSTANTS, TERMS, ZONES, st.frozensets(st.dates(date(2019, 1, 1), date(2036, 12, 31))))
def test_what_is_moved_ends_on_the_next_working_day_and_no_later(
    at: datetime, term: Term, zone: ZoneInfo, holidays: frozenset[date]
) -> None:
    days = LegalDays(zone, holidays)
    plain = date.fromisoformat(last_day(law(term).due(at, days), zone))
    moved = date.fromisoformat(last_day(law(term, ends_on_working_day=True).due(at, days), zone))
    skipped = [plain + timedelta(days=ahead) for ahead in range((moved - plain).days)]
    assert all(one.isoweekday() > 5 or one in holidays for one in skipped)
    assert moved.isoweekday() <= 5
    assert moved not in holidays


@given(INSTANTS, INSTANTS, TERMS, ZONES)
def test_who_asks_later_is_never_due_earlier(
    one: datetime, other: datetime, term: Term, zone: ZoneInfo
) -> None:
    first, second = sorted((one, other))
    days = LegalDays(zone)
    assert law(term).due(first, days) <= law(term).due(second, days)


@given(INSTANTS, st.integers(1, 60), ZONES)
def test_a_term_of_days_is_over_after_that_many_midnights(
    at: datetime, count: int, zone: ZoneInfo
) -> None:
    due = law(Term(days=count)).due(at, LegalDays(zone))
    hours = (due - at) / timedelta(hours=1)
    assert 24 * count - 1 <= hours <= 24 * (count + 1) + 1  # an hour of the clock's change


def test_a_calendar_without_a_day_of_work_is_a_fault() -> None:
    always = frozenset(date(2027, 1, 1) + timedelta(days=day) for day in range(400))
    with pytest.raises(NoWorkingDay):
        GDPR.due(at("2027-02-01"), LegalDays(DUBLIN, always))


@pytest.mark.parametrize(("months", "days"), [(0, 0), (-1, 40), (1, -1)])
def test_a_term_without_length_is_none(months: int, days: int) -> None:
    with pytest.raises(ValueError, match="at least a day"):
        Term(months, days)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        GDPR.due(at("2027-01-01").replace(tzinfo=None), LegalDays(DUBLIN))


def test_a_region_has_the_law_that_names_it() -> None:
    rules = PrivacyRules((GDPR, law(Term(days=3))))
    assert rules.law_of("eu") is GDPR
    assert rules.law_of("cn") is None
    assert rules.law_named("law") is rules.laws[1]
    assert rules.law_named("gone") is None


def counted(received: date, term: Term) -> date:
    """The last day by walking: month by month over the first of each, then day by day."""
    first = received.replace(day=1)
    for _ in range(term.months):
        first = (first + timedelta(days=32)).replace(day=1)
    day = first
    while day.day < received.day and (day + timedelta(days=1)).month == first.month:
        day += timedelta(days=1)
    for _ in range(term.days):
        day += timedelta(days=1)
    return day
