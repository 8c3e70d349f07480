"""How a member of a team hears of news, as `notify` says it, and what those ways are made of."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from domain.notifications import Contact, Way

INBOX: Final = "inbox"  # the list on the agent's own page at the desk
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_ADDRESS: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_WRITE: Final = "write inbox, or a list like [inbox, {email: sam@example.org}, {webhook: on-call}]"


def spoken_ways(value: object) -> tuple[Contact, ...]:
    """Read `inbox`, or a list with inbox and other ways: those others. Raises ValueError."""
    if value == INBOX:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise ValueError(_WRITE)
    if INBOX not in value:
        raise ValueError("inbox stands in every list: whoever works here has a page")
    found = [_contact(each) for each in value if each != INBOX]
    if len(value) != len(found) + 1:
        raise ValueError("inbox is written twice; keep one of them")
    for way in Way:
        if sum(contact.way is way for contact in found) > 1:
            raise ValueError(f"{way} is written twice; everybody has one {way}")
    return tuple(found)


def email_address(text: str) -> str:
    """Refuse what is no plain e-mail address: without a name, without quotes, in ASCII."""
    if len(text) > 254 or _ADDRESS.fullmatch(text) is None:
        raise ValueError(f"'{text}' is no e-mail address: write one like sam@example.org")
    return text


def host_name(text: str) -> str:
    """Refuse what names no machine."""
    if len(text) > 253 or _HOST.fullmatch(text) is None:
        raise ValueError(f"'{text}' is no name of a server: write one like mail.example.org")
    return text


def _contact(value: object) -> Contact:
    if not isinstance(value, Mapping) or len(value) != 1:
        raise ValueError(_WRITE)
    [(way, address)] = value.items()
    if way not in list(Way):
        raise ValueError(f"'{way}' is no way to tell somebody; {_WRITE}")
    if not isinstance(address, str):
        raise ValueError(f"{way}: a word is wanted here; put it between quotes")
    if way == Way.EMAIL:
        return Contact(Way.EMAIL, email_address(address))
    if _SLUG.fullmatch(address) is None:
        raise ValueError(f"'{address}' is no name of a webhook: write one like on-call")
    return Contact(Way.WEBHOOK, address)
