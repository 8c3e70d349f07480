"""What platforms tell of people, as far as it can be used: language tags, countries, phones."""

import re
from typing import Final

import langcodes

_TAG: Final = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,4}")
_COUNTRY: Final = re.compile("[A-Za-z]{2}")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ().\-]{2,30}")


def language_tag(value: object) -> str | None:
    """A BCP 47 tag in its usual form; None for what is none."""
    if not isinstance(value, str) or len(value) > 35 or not _TAG.fullmatch(value):
        return None
    tag = value.replace("_", "-")
    return langcodes.standardize_tag(tag) if langcodes.tag_is_valid(tag) else None


def country_code(value: object) -> str | None:
    """A country of two letters, as ISO 3166-1 writes it; None for what has not that form."""
    fits = isinstance(value, str) and _COUNTRY.fullmatch(value)
    return value.upper() if fits and isinstance(value, str) else None


def international_phone(value: object) -> str | None:
    """A number with its country, beginning with `+`; None for what is none."""
    if not isinstance(value, str) or not value.isascii() or not _PHONE.fullmatch(value.strip()):
        return None
    digits = re.sub(r"\D", "", value)
    return f"+{digits}" if 4 <= len(digits) <= 15 else None
