"""Lengths of time and instants as an English sentence says them."""

from datetime import UTC, datetime, timedelta

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def duration(length: timedelta) -> str:
    """The two greatest units: '1 day 2 hours', '12 minutes', 'no time'."""
    seconds, parts = max(0, int(length.total_seconds())), list[str]()
    for name, size in UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}{'s' * (count > 1)}")
    return " ".join(parts[:2]) or "no time"


def instant(at: datetime) -> str:
    """To the second, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
