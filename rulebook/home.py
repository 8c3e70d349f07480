"""Where a customer's data lives, and how we know."""

from dataclasses import dataclass

from rulebook.facts import Desk
from rulebook.phones import country_of_phone

DECLARED_COUNTRY = "declared country"
PHONE_PREFIX = "phone prefix"
CHANNEL_ACCOUNT = "channel account"
PROFILE_LOCALE = "profile locale"
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Home:
    """A region, and which fact made it the home; the reason holds nothing personal."""

    region: str
    reason: str


def home_of(
    desk: Desk,
    *,
    country: str | None = None,
    phone: str | None = None,
    account_region: str | None = None,
    locale: str | None = None,
) -> Home:
    """The home region, by the first of these facts that says something, in this order.

    `country` is ISO 3166-1 alpha-2 in either case; `phone` international, as +353…, and passed
    over where it is not; `locale` a BCP 47 tag: its country counts, or its language where only one
    region speaks it. Raises ValueError, naming the field, for a country that no region has.
    """
    if country:
        if country.upper() not in desk.homes:
            raise ValueError(f"country: '{country[:20]}' is no country of ISO 3166-1")
        return Home(desk.homes[country.upper()], DECLARED_COUNTRY)
    calling = desk.homes.get(country_of_phone(phone) or "") if phone else None
    if calling:
        return Home(calling, PHONE_PREFIX)
    if account_region:
        if account_region not in desk.regions:
            raise ValueError(f"account_region: there is no region '{account_region[:20]}'")
        return Home(account_region, CHANNEL_ACCOUNT)
    local = _region_of_locale(desk, locale) if locale else None
    return Home(local, PROFILE_LOCALE) if local else Home(desk.default_region, DEFAULT)


def _region_of_locale(desk: Desk, locale: str) -> str | None:
    language, *others = locale.replace("_", "-").split("-")
    territory = next((part.upper() for part in others if len(part) == 2), "")
    if territory in desk.homes:
        return desk.homes[territory]
    speakers = [
        name
        for name, region in desk.regions.items()
        if any(language.lower() == one.partition("-")[0].lower() for one in region.languages)
    ]
    return speakers[0] if len(speakers) == 1 else None
