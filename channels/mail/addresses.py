"""E-mail addresses, as far as they can be written without quotes and in ASCII."""

import re
from typing import Final

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
# RFC 5321 §4.1.2 without quoted names and address literals: nothing that could end the address in
# a header or in a command of SMTP.
_ADDRESS: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_LONGEST_ADDRESS: Final = 254  # RFC 5321 §4.5.3.1.3, without the angle brackets


def is_address(text: str) -> bool:
    """Say whether `text` is an e-mail address in ASCII, without a name and without quotes."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def domain_of(address: str) -> str:
    """Return what stands after the @."""
    return address.rpartition("@")[2]
