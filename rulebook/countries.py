"""Which countries there are, so that each can have a home."""

from typing import Final

from babel import Locale

# Two-letter codes that CLDR knows and ISO 3166-1 has not assigned to a country: reserved
# (AC CP CQ DG EA EU EZ IC TA UN), private use (QO XA XB XK ZZ).
_NOT_ISO: Final = frozenset(
    {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "TA", "UN", "QO", "XA", "XB", "XK", "ZZ"}
)
# Of these, places where people live and telephones ring (+247, +290 8, +383) may have a home too.
ALSO_COUNTRIES: Final = frozenset({"AC", "TA", "XK"})


def iso_countries() -> frozenset[str]:
    """Every country of ISO 3166-1, as alpha-2 code, by the CLDR data of babel."""
    names = Locale("en").territories
    return frozenset(str(code) for code in names if len(str(code)) == 2) - _NOT_ISO
