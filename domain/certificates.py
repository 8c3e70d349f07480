"""What an erasure's certificate says: ids, counts and instants, a line each. Pure."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from domain.persons import Findings

ORIGIN: Final = "meridian erasure certificate v1"


def certificate(region: str, findings: Findings, at: datetime) -> str:
    """The text that is signed: UTF-8, a `name: value` a line, and a line feed at its end.

    `destroyed` counts what was taken out or overwritten by kind; `remaining` what stays under ids
    that nobody can lead back to the person from here.
    """
    frozen = findings.frozen
    lines = {
        "region": region,
        "customer": frozen.customer_id,
        "reason": frozen.reason,
        "asked by": f"{frozen.by} ({frozen.by_kind})",
        "frozen at": _instant(frozen.since),
        "erased at": _instant(at),
        "destroyed": _counts({"key": 1, **findings.destroyed}),
        "remaining": _counts(findings.remaining),
        "open tickets ended": _names(findings.tickets, but=findings.waiting),
        "open tickets that end once they are told": _names(findings.waiting),
        "trail": f"{findings.trail_size} {findings.trail_head}",
    }
    written = [ORIGIN, *(f"{name}: {value}" for name, value in lines.items())]
    return "\n".join([*written, ""])


def digest_of(note: str) -> str:
    """SHA-256 of a certificate with its signature, in hex: what the audit trail says of it."""
    return hashlib.sha256(note.encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items())) or "nothing"


def _names(names: tuple[str, ...], but: tuple[str, ...] = ()) -> str:
    return " ".join(sorted(set(names) - set(but))) or "none"
