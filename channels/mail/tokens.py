"""What of a mail proves that it answers one of ours: addresses and Message-IDs that we signed.

    support+eu-<50 characters>@example.org          where answers to a ticket go
    <t.eu-01j9….12.0.<25 characters>@example.org>   one message of ours, under its key of sending
    bounce+eu-<25>.c.0.<16>@example.org             where it comes back to if it cannot be delivered
    [#eu-<50 characters>]                           in a subject, for what loses all of the above

Each holds an HMAC-SHA256 (RFC 2104 §5: its first bits) over what it is for and what it names. The
first two have 128 bits of it; whoever guesses the third, of 80 bits, can have one message called
undelivered, and nothing else. Servers may write local parts in another case: what is read is lower
case, and so is what is signed. A local part has 64 bytes at most (RFC 5321 §4.5.3.1.1), which is
why a ticket's id, `<region>-<ULID>`, and its HMAC stand there as numbers to the base of 36.
"""

import hmac
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from ulid import ULID

from channels.mail.mailbox import Mailbox

LONGEST_LOCAL_PART: Final = 64
BOUNCE: Final = "bounce"

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_ULID_LENGTH: Final = 25  # of 128 bits to the base of 36
_REGION: Final = r"(?P<region>[a-z][a-z0-9]{1,15})"
_TICKET: Final = re.compile(rf"{_REGION}-(?P<ulid>[0-7][0-9a-hjkmnp-tv-z]{{25}})")
_OF_TICKET: Final = re.compile(rf"{_REGION}-(?P<ulid>[0-9a-z]{{25}})(?P<mac>[0-9a-z]{{25}})")
_OF_KEY: Final = re.compile(
    rf"t\.(?P<ticket>{_TICKET.pattern})"
    r"\.(?P<sequence>[0-9]{1,9})\.(?P<part>[0-9]{1,4})\.(?P<mac>[0-9a-z]{25})"
)
_OF_BOUNCE: Final = re.compile(
    rf"{_REGION}-(?P<ulid>[0-9a-z]{{25}})"
    r"\.(?P<sequence>[0-9a-z]{1,6})\.(?P<part>[0-9a-z]{1,3})\.(?P<mac>[0-9a-z]{16})"
)
_KEY: Final = re.compile(
    rf"(?P<ticket>{_TICKET.pattern}):(?P<sequence>[0-9]{{1,9}}):(?P<part>[0-9]{{1,4}})"
)
_MARK: Final = re.compile(r"\[#([0-9a-z-]{53,67})\]", re.IGNORECASE)


def reply_address(mailbox: Mailbox, ticket_id: str) -> str:
    """The address that answers to a ticket go to.

    Raises ValueError for an id that is none of ours, and where the local part would be too long.
    """
    return _with_tag(mailbox.answering, _ticket_token(mailbox, ticket_id))


def ticket_of_address(mailbox: Mailbox, address: str) -> str | None:
    """The ticket that an address is of, if we made it."""
    return ticket_of_token(mailbox, _tag_of(mailbox.answering, address))


def subject_mark(mailbox: Mailbox, ticket_id: str) -> str:
    """What stands in a subject where neither addresses nor headers come back. Raises ValueError."""
    return f"[#{_ticket_token(mailbox, ticket_id)}]"


def ticket_of_subject(mailbox: Mailbox, subject: str) -> str | None:
    """The ticket of the first mark in a subject that we made."""
    found = (ticket_of_token(mailbox, one) for one in _MARK.findall(subject))
    return next((one for one in found if one), None)


def message_id(mailbox: Mailbox, key: str) -> str:
    """The Message-ID of what is sent under a key of ours, in angle brackets.

    Raises ValueError for what is no key (`<ticket>:<sequence>:<part>`).
    """
    ticket, sequence, part = _read_key(key)
    named = f"t.{ticket}.{sequence}.{part}"
    return f"<{named}.{_mac(mailbox.keys[0], 'message', named, 128)}@{mailbox.domain}>"


def key_of_message_id(mailbox: Mailbox, written: str) -> str | None:
    """The key of sending that a Message-ID of ours names; brackets may be missing."""
    local = written.strip().removeprefix("<").removesuffix(">").rpartition("@")[0].lower()
    found = _OF_KEY.fullmatch(local)
    if found is None or not _signed(mailbox, "message", local.rpartition(".")[0], found["mac"]):
        return None
    return f"{_ticket_id(found['ticket'])}:{int(found['sequence'])}:{int(found['part'])}"


def ticket_of_key(key: str) -> str:
    """The ticket that a key of sending is of."""
    return key.partition(":")[0]


def bounce_address(mailbox: Mailbox, key: str) -> str:
    """The envelope's sender of what is sent under a key: it comes back there. Raises ValueError."""
    ticket, sequence, part = _read_key(key)
    named = f"{_short_ticket(ticket)}.{_base36(int(sequence))}.{_base36(int(part))}"
    token = f"{named}.{_mac(mailbox.keys[0], BOUNCE, named, 80)}"
    return _with_tag(f"{BOUNCE}@{mailbox.domain}", token)


def key_of_bounce_address(mailbox: Mailbox, address: str) -> str | None:
    """The key of sending that an address names which we gave as the envelope's sender."""
    tag = _tag_of(f"{BOUNCE}@{mailbox.domain}", address)
    found = _OF_BOUNCE.fullmatch(tag)
    if found is None or not _signed(mailbox, BOUNCE, tag.rpartition(".")[0], found["mac"]):
        return None
    ticket = _long_ticket(found["region"], found["ulid"])
    return ticket and f"{ticket}:{int(found['sequence'], 36)}:{int(found['part'], 36)}"


def ticket_of_token(mailbox: Mailbox, token: str) -> str | None:
    """The ticket that a token is of, whatever its case, if it was signed with a key of ours."""
    found = _OF_TICKET.fullmatch(token.lower())
    if found is None:
        return None
    named = f"{found['region']}-{found['ulid']}"
    if not _signed(mailbox, "ticket", named, found["mac"]):
        return None
    return _long_ticket(found["region"], found["ulid"])


def without_tag(address: str) -> str:
    """An address in lower case without what stands behind a plus (RFC 5233)."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _ticket_token(mailbox: Mailbox, ticket_id: str) -> str:
    lower = ticket_id.lower()
    if _TICKET.fullmatch(lower) is None:
        raise ValueError("a ticket's id is its region, a hyphen and a ULID")
    named = _short_ticket(lower)
    return named + _mac(mailbox.keys[0], "ticket", named, 128)


def _with_tag(address: str, tag: str) -> str:
    local, _, domain = address.rpartition("@")
    if len(local) + 1 + len(tag) > LONGEST_LOCAL_PART:
        room = LONGEST_LOCAL_PART - 1 - len(tag)
        raise ValueError(
            f"what stands before the @ has at most {room} characters where answers go, because a "
            f"token is put behind it: name a shorter address for answers"
        )
    return f"{local}+{tag}@{domain}"


def _tag_of(address: str, tagged: str) -> str:
    """What stands behind the plus of an address of ours; empty for any other."""
    local, _, domain = tagged.lower().strip().rpartition("@")
    base, _, tag = local.partition("+")
    return tag if f"{base}@{domain}" == address.lower() else ""


def _read_key(key: str) -> tuple[str, str, str]:
    found = _KEY.fullmatch(key.lower())
    if found is None:
        raise ValueError("a key of sending is <ticket>:<sequence>:<part>")
    return found["ticket"], found["sequence"], found["part"]


def _short_ticket(lower: str) -> str:
    region, _, ulid = lower.rpartition("-")
    return f"{region}-{_base36(int(ULID.from_str(ulid.upper()))).zfill(_ULID_LENGTH)}"


def _long_ticket(region: str, number: str) -> str | None:
    value = int(number, 36)
    return f"{region}-{ULID.from_int(value)}" if value < 1 << 128 else None


def _ticket_id(lower: str) -> str:
    region, _, ulid = lower.rpartition("-")
    return f"{region}-{ulid.upper()}"


def _mac(key: bytes, purpose: str, named: str, bits: int) -> str:
    digest = hmac.digest(key, f"mail:{purpose}:{named}".encode("ascii"), sha256)
    length = len(_base36((1 << bits) - 1))
    return _base36(int.from_bytes(digest[: bits // 8], "big")).zfill(length)


def _signed(mailbox: Mailbox, purpose: str, named: str, given: str) -> bool:
    """Every key is tried, each compared in constant time."""
    bits = 80 if purpose == BOUNCE else 128
    macs: Sequence[str] = [_mac(key, purpose, named, bits) for key in mailbox.keys]
    return any([hmac.compare_digest(one.encode(), given.encode()) for one in macs])


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits
