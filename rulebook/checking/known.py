"""The names that a desk's files may use of each other's things.

They are taken from what is written, whether it fits or not: a team with a slip in it is still
there, and whoever names it has done nothing wrong.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rulebook.reading.sources import Sources

Names = tuple[str, ...] | None  # None: nobody can tell, for what would say it cannot be read
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Known:
    """What there is, by its names, in the order of the files."""

    regions: Names
    calendars: Names
    teams: Names
    members: Mapping[str, Names]  # of each team
    topics: Names
    channels: Names
    accounts: Names  # each with its channel: email/support
    webhooks: Names
    has_email: bool


def known_in(sources: Sources) -> Known:
    """The names of everything in a desk's files."""
    teams, told = _part(sources.teams.raw, "teams"), sources.notifications.raw
    return Known(
        # Where there is none at all, that is said already.
        regions=_keys(_part(sources.regions.raw, "regions")) or None,
        calendars=_plain(
            (*(file.says.calendar for file in sources.calendars), *sources.unread["calendars"])
        )
        or None,
        teams=_keys(teams) or None,
        members=_members(teams),
        topics=_keys(_part(sources.routing.raw, "topics")),
        channels=_channels(_part(sources.channels.raw, "accounts")),
        accounts=_accounts(_part(sources.channels.raw, "accounts")),
        webhooks=_keys(_part(told, "webhooks") or {}) if isinstance(told, dict) else None,
        has_email=not isinstance(told, dict) or told.get("email") is not None,
    )


def _part(raw: object, key: str) -> object:
    return raw.get(key) if isinstance(raw, dict) else None


def _keys(part: object) -> Names:
    return _plain(part) if isinstance(part, dict) else None


def _plain(names: Iterable[object]) -> Names:
    """A name that cannot be one may be meant for any."""
    found = tuple(dict.fromkeys(map(str, names)))
    return found if all(_SLUG.fullmatch(name) for name in found) else None


def _members(teams: object) -> dict[str, Names]:
    parts = teams.items() if isinstance(teams, dict) else ()
    return {str(name): _named_by("id", _part(part, "members")) for name, part in parts}


def _channels(accounts: object) -> Names:
    found = _named_by("channel", accounts)
    return None if found is None else tuple(sorted(found))


def _accounts(accounts: object) -> Names:
    parts = accounts if isinstance(accounts, list) else [None]
    pairs = [
        tuple(str(part.get(key)) for key in ("channel", "account"))
        for part in parts
        if isinstance(part, dict)
    ]
    fit = len(pairs) == len(parts) and all(_SLUG.fullmatch(one) for pair in pairs for one in pair)
    return tuple(dict.fromkeys("/".join(pair) for pair in pairs)) if fit else None


def _named_by(key: str, parts: object) -> Names:
    if not isinstance(parts, list):
        return None
    return _plain(part.get(key) if isinstance(part, dict) else None for part in parts)
