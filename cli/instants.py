"""Instants and periods as people write them on a command line."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from runtime.doors import CannotStart
from storage.reading.recorded import Period

DAY_OR_INSTANT: Final = "write a day such as 2026-10-31, or an instant such as 2026-10-31T09:00:00Z"
A_DAY: Final = timedelta(days=1)
NOTHING: Final = timedelta(0)


def read_instant(
    written: str, option: str, whole_day: timedelta = NOTHING, *, advice: str = DAY_OR_INSTANT
) -> datetime:
    """A day from its beginning in UTC, or, as an end, with all of it; or an instant with its zone.

    Raises CannotStart, with what to write instead.
    """
    try:
        return datetime.combine(date.fromisoformat(written), time(), UTC) + whole_day
    except OverflowError:
        raise CannotStart(f"{option} {written} is too far away; {advice}") from None
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise CannotStart(f"{option} {written} is no day; {advice}") from None
    if at.utcoffset() is None:
        raise CannotStart(f"{option} {written} has no zone; {advice}")
    return at.astimezone(UTC)


def read_period(since: str, until: str) -> Period:
    """From one day or instant to another, whose day counts whole. Raises CannotStart."""
    period = Period(read_instant(since, "--from"), read_instant(until, "--to", A_DAY))
    if period.since >= period.until:
        raise CannotStart(f"--from {since} is not before --to {until}: turn them round")
    return period
