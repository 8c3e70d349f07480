"""Freezes a policy for a ticket: dates instead of holidays, one calendar, the teams' languages."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

from domain.policy import Policy, PolicyReference
from domain.vocabulary import Priority, Tier
from rulebook.facts import Desk


def freeze(
    desk: Desk, *, region: str, tier: Tier, priority: Priority, channel: str, at: datetime
) -> Policy:
    """The policy that fits a new ticket best, as it stands at `at` (aware).

    Holidays and special days of the next 400 days are in it, so that nothing outside has to be
    asked again. The hash covers all of it, name and version too: one hash, one promise.
    Raises KeyError for an unknown region, ValueError for a naive instant.
    """
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone")
    facts = {"region": region, "tier": tier, "priority": priority, "channel": channel}
    rule = desk.policies_for(facts)[0]
    calendar = desk.calendars[rule.calendar or desk.regions[region].calendar]
    policy = Policy(
        reference=PolicyReference(rule.name, rule.version, ""),
        calendar=calendar.frozen(at.astimezone(UTC).date()),
        targets=dict(sorted(rule.targets.items())),
        warn_at=dict(sorted(rule.warn_at.items())),
        pause_while=rule.pause_while,
        reopen_within=rule.reopen_within,
        acknowledge=rule.acknowledge,
        steps=rule.steps,
        team_languages=desk.team_languages(),
    )
    reference = replace(policy.reference, hash=content_hash(asdict(policy)))
    return replace(policy, reference=reference)


def content_hash(content: Mapping[str, object]) -> str:
    """SHA-256, in hex, of the content as JSON with sorted keys; times as seconds or RFC 3339."""
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
