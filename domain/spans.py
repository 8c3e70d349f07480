"""Stretches of time, half-open: from an instant up to, and without, another.

Every list that leaves here is in order, disjoint, and holds no stretch that is empty.
"""

from collections.abc import Iterable
from datetime import datetime

Span = tuple[datetime, datetime]


def joined(spans: Iterable[Span]) -> list[Span]:
    """The time that lies in any of them; those that meet or overlap become one."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def within(spans: Iterable[Span], frame: Span) -> list[Span]:
    """As much of them as lies inside the frame."""
    return joined((max(start, frame[0]), min(end, frame[1])) for start, end in spans)


def without(spans: Iterable[Span], hole: Span) -> list[Span]:
    """As much of them as lies outside the hole."""
    kept = list(spans)
    before = [(start, min(end, hole[0])) for start, end in kept]
    after = [(max(start, hole[1]), end) for start, end in kept]
    return joined([*before, *after])


def between(spans: Iterable[Span], frame: Span) -> list[Span]:
    """The gaps: as much of the frame as lies in none of them."""
    left = joined([frame])
    for span in within(spans, frame):
        left = without(left, span)
    return left
