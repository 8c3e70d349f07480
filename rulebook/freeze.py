"""Freezes a policy for a ticket: dates instead of holidays, one calendar, the teams' languages."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from domain.policy import Calendar, Intervals, Policy, PolicyReference
from domain.vocabulary import Priority, Tier
from rulebook.facts import Desk, PolicyRule

ROUND_THE_CLOCK: Final = "round-the-clock"


def freeze(
    desk: Desk, *, region: str, tier: Tier, priority: Priority, channel: str, at: datetime
) -> Policy:
    """The policy that fits a new ticket best, as it stands at `at` (aware).

    Holidays and special days of the next 400 days are in it, so that nothing outside has to be
    asked again. An emergency counts round the clock under any policy. The hash covers all of it,
    name and version too: one hash, one promise.
    Raises KeyError for an unknown region, ValueError for a naive instant.
    """
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone")
    facts = {"region": region, "tier": tier, "priority": priority, "channel": channel}
    rule = desk.policies_for(facts)[0]
    policy = Policy(
        reference=PolicyReference(rule.name, rule.version, ""),
        calendar=_calendar(desk, rule, region, tier, at),
        targets=dict(sorted(rule.targets.items())),
        pause_while=rule.pause_while,
        reopen_within=rule.reopen_within,
        acknowledge=rule.acknowledge,
        steps=rule.steps,
        team_languages=desk.team_languages(),
        relay=rule.relay,
        warnings=dict(sorted(rule.warnings.items())),
        raises=dict(sorted(rule.raises.items())),
    )
    reference = replace(policy.reference, hash=content_hash(asdict(policy)))
    return replace(policy, reference=reference)


def _calendar(desk: Desk, rule: PolicyRule, region: str, tier: Tier, at: datetime) -> Calendar:
    """The policy's own; for an emergency nights and holidays count under every policy."""
    if tier is Tier.EMERGENCY:
        always: dict[str, Intervals] = {str(day): (("00:00", "00:00"),) for day in range(7)}
        return Calendar(ROUND_THE_CLOCK, "UTC", always)
    calendar = desk.calendars[rule.calendar or desk.regions[region].calendar]
    return calendar.frozen(at.astimezone(UTC).date())


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
