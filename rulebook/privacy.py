"""What the files say of laws and purposes, as the domain goes by it."""

from datetime import date
from ipaddress import ip_address
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from domain.privacy import Law, LegalDays, PrivacyRules, Purpose, PurposeRule
from rulebook.facts import Desk, EngineAccess
from rulebook.public_holidays import dates_of
from rulebook.reading.sources import Sources

LOCAL: Final = "local"  # the engine whose weights are on this machine
_YEARS_AHEAD: Final = 2  # a term and its extension are over by then, and the next working day come


def privacy_of(sources: Sources) -> PrivacyRules:
    """The laws and purposes of `privacy.yaml`."""
    says = sources.privacy.says
    return PrivacyRules(
        laws=tuple(
            Law(
                name=name,
                title=part.title,
                regions=part.regions,
                answer_within=part.answer_within,
                extended_by=part.extended_by,
                ends_on_working_day=part.ends_on_working_day,
                remind_before=part.remind_before,
            )
            for name, part in says.laws.items()
        ),
        purposes=MappingProxyType(
            {
                Purpose(name): PurposeRule(Purpose(name), part.title, part.needs)
                for name, part in says.purposes.items()
            }
        ),
    )


def engines_elsewhere(desk: Desk, region: str) -> tuple[str, ...]:
    """The engines of the region that are on other machines than this one, by their own address."""
    engines = desk.regions[region].translation_engines
    return tuple(name for name in engines if not _is_here(name, desk.engines.get(name)))


def _is_here(name: str, access: EngineAccess | None) -> bool:
    if name == LOCAL:
        return True
    if access is None or access.url is None or access.proxy is not None:
        return False
    host = urlsplit(access.url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def legal_days(desk: Desk, region: str, on: date) -> LegalDays:
    """How the region counts days from about `on`: by the clock and holidays of its calendar.

    A day that operations closed themselves is no holiday: no law gives longer for an outing.
    """
    calendar = desk.calendars[desk.regions[region].calendar]
    holidays = frozenset[date]()
    if calendar.holidays is not None:
        years = range(on.year - 1, on.year + _YEARS_AHEAD + 1)
        holidays = frozenset(
            date.fromisoformat(day) for year in years for day in dates_of(calendar.holidays, year)
        )
    return LegalDays(ZoneInfo(calendar.zone), holidays)
