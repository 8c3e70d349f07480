"""What an international telephone number tells of where its owner lives."""

import phonenumbers
from phonenumbers import PhoneNumber, timezone


def country_of_phone(phone: str) -> str | None:
    """The country of an international number, as +353…; None where it tells none."""
    number = _parsed(phone)
    if number is None:
        return None
    exact = phonenumbers.region_code_for_number(number)
    # A number that is not given out still has a prefix; +1 is then taken for its largest country.
    return exact or phonenumbers.region_code_for_country_code(number.country_code or 0)


def zones_of_phone(phone: str) -> tuple[str, ...]:
    """The time zones in which such numbers are given out; none where that is not known."""
    number = _parsed(phone)
    zones = () if number is None else timezone.time_zones_for_number(number)
    return tuple(zone for zone in zones if zone != timezone.UNKNOWN_TIMEZONE)


def _parsed(phone: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
