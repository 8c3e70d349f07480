"""Whether our own mail server vouches for who wrote a mail (RFC 8601, RFC 7489).

Only the topmost Authentication-Results that bears a name of our server counts: servers put theirs
above what came with the mail, and take away what pretends to be theirs (RFC 8601 §5). Results that
others vouch for (ARC, RFC 8617) count as far as our own server took them into its own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Final

from channels.mail.fields import Person, has_several, people, raw_fields
from channels.mail.mailbox import Mailbox

_METHOD: Final = re.compile(r"\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY: Final = re.compile(
    r"\b(smtp\.mailfrom|smtp\.helo|header\.(?:from|d|i))\s*=\s*([^\s;]+)", re.IGNORECASE
)
_LONGEST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one method, and about whom."""

    method: str
    result: str
    properties: Mapping[str, str]


def sender_of(mail: "Message[str, str]") -> Person | None:
    """Who wrote it, as far as the mail says."""
    for name in ("from", "sender", "reply-to", "return-path"):
        found = people(mail, name)
        if found:
            return found[0]
    return None


def is_verified(mail: "Message[str, str]", mailbox: Mailbox) -> bool:
    """Whether the one address in From is of a domain that passed DMARC, or DKIM or SPF in its name.

    Where DMARC failed, its word is the last: a domain's owner may ask more of DKIM and SPF than is
    told here. Else the domain that passed has to be the sender's, or one that it is a part of.
    """
    writers = people(mail, "from")
    if len(writers) != 1 or has_several(mail, "from"):
        return False
    domain, results = writers[0].domain, [*_own_results(mail, mailbox)]
    if any(one.method == "dmarc" and one.result == "fail" for one in results):
        return False
    return any(_vouches(one, domain) for one in results)


def _own_results(mail: "Message[str, str]", mailbox: Mailbox) -> Iterator[Result]:
    trusted = {one.lower() for one in mailbox.authserv_ids}
    for written in raw_fields(mail, "authentication-results"):
        server, _, results = _plainly(written[:_LONGEST]).partition(";")
        if server.split()[:1] and server.split()[0].lower() in trusted:
            yield from _read(results)
            return


def _read(results: str) -> Iterator[Result]:
    for one in results.split(";"):
        found = _METHOD.match(one)
        if found is not None:
            told = {name.lower(): value.lower() for name, value in _PROPERTY.findall(one)}
            yield Result(found[1].lower(), found[2].lower(), told)


def _vouches(one: Result, domain: str) -> bool:
    if one.result != "pass":
        return False
    told = one.properties
    match one.method:
        case "dmarc":
            return told.get("header.from", domain) == domain
        case "dkim":
            return _covers(told.get("header.d") or told.get("header.i", ""), domain)
        case "spf":
            return _covers(told.get("smtp.mailfrom", ""), domain)
        case _:
            return False


def _covers(passed: str, domain: str) -> bool:
    """Whether the domain that passed is the sender's, or above it: nobody owns a bare ending."""
    named = passed.rpartition("@")[2].strip(".")
    return "." in named and (domain == named or domain.endswith(f".{named}"))


def _plainly(written: str) -> str:
    """Without comments, and with what is quoted in plain letters; empty where one does not end.

    What a stranger had put there, such as `"; dmarc=pass"@example.com`, divides nothing then.
    """
    told: list[str] = []
    depth, quoted, escaped = 0, False, False
    for one in written:
        if escaped:
            escaped = False
        elif one == "\\":
            escaped = True
        elif quoted:
            quoted = one != '"'
            told.append(one if one.isalnum() or one in "@.-_" else "_" if quoted else "")
        elif one in "()":
            depth = max(depth + (1 if one == "(" else -1), 0)
        elif not depth:
            quoted = one == '"'
            told.append("" if quoted else one)
    return "" if depth or quoted else "".join(told)
