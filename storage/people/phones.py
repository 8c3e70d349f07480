"""Telephone numbers with their country, in the one form in which two of them can be compared."""

import re
import unicodedata
from typing import Final

import phonenumbers

# What people write of a number, with an extension after it; words and letters are no number.
_WRITTEN: Final = re.compile(
    r"[+0-9][0-9 ().\-/]{2,40}(\s*(;ext=|ext\.?|x|#)\s*[0-9]{1,7})?", re.IGNORECASE
)


def e164(written: str) -> str | None:
    """A number as ITU-T E.164 writes it, `+` first, without its extension.

    None where it does not say its country, by `+` or by `00`, and where no such number can be.
    """
    plain = unicodedata.normalize("NFKC", written).strip()
    if not _WRITTEN.fullmatch(plain):
        return None
    try:
        number = phonenumbers.parse(re.sub("^00", "+", plain))
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
