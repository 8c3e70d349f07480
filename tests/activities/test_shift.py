"""That a shift is one, however often it is looked at."""

from datetime import UTC, datetime, timedelta

from activities.shift import Beginning

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def seen(at: datetime, **until: datetime) -> Beginning:
    return Beginning("eu-care", ("aoife", "jonas"), "en", at, {}, until)


def test_two_looks_see_one_shift_and_the_next_one_is_another() -> None:
    first, again = seen(NINE, aoife=NINE + 8 * HOUR), seen(NINE + HOUR, aoife=NINE + 8 * HOUR)
    assert first.stamp("aoife") == again.stamp("aoife")
    assert first.stamp("aoife") != seen(NINE, aoife=NINE + 9 * HOUR).stamp("aoife")


def test_who_never_goes_is_told_at_each_look_that_sees_them_come() -> None:
    assert seen(NINE).stamp("jonas") != seen(NINE + HOUR).stamp("jonas")
