"""The forty attacks that tests have to show, each with the answer that this desk gives.

They are what has hit other help desks, and what is tried on any door. `LATER` names those of which
a part cannot be shown before something exists that it needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Attack:
    """What somebody tries, and what comes of it."""

    tried: str
    answer: str


ATTACKS: Final[Mapping[int, Attack]] = MappingProxyType(
    {
        1: Attack(
            "Mail with a forged sender to an address of a ticket",
            "without a pass of SPF, DKIM and DMARC: a new unverified ticket, no thread joined",
        ),
        2: Attack("A stranger in CC of a customer's mail", "gets nothing until an agent approves"),
        3: Attack(
            "A thousand tickets in a victim's name, so that answers flood them",
            "nothing is sent to an address that a sender only names; one sender has one "
            "acknowledgement for what is open, in our words alone; more is 429",
        ),
        4: Attack(
            "Two machines that answer each other (Auto-Submitted, lists, bounces)",
            "kept, not answered; what we send says that a machine did",
        ),
        5: Attack("Another service's verification code sent to the desk", "in quarantine"),
        6: Attack(
            "HTML with scripts, handlers, forms, remote pictures",
            "text is data: no answer is HTML, and none is let run or frame anything; of a mail's "
            "HTML what is on a list stays, and nothing in it runs, asks or is fetched",
        ),
        7: Attack(
            "Markup, bidirectional marks, invisible letters in a subject or a name",
            "kept as received; lines take no control characters; a mail says how to show them",
        ),
        8: Attack(
            "An attachment that is SVG, HTML or XML with a script",
            "typed by its bytes, as a download, nosniff, sandboxed, never inline",
        ),
        9: Attack(
            "Names of attachments: a path, NUL, 10 kB, CON, two endings",
            "kept under a random name of ours; shown cleaned, at most 200 characters",
        ),
        10: Attack(
            "Archives, XML and pictures that explode; an upload of 2 GB",
            "413 or 422 by bytes counted as they come; nothing is unpacked or decoded",
        ),
        11: Attack(
            "The EICAR file, a document with macros",
            "kept apart with a warning; handed out only to who asks despite it",
        ),
        12: Attack(
            "The id of another's ticket, message, notification or attachment",
            "404 with the body and headers of one that is not there",
        ),
        13: Attack("A route that another role has", "403 on every route for every other role"),
        14: Attack("Fields that only the desk sets", "422, each named"),
        15: Attack("Forged headers of a proxy or of single sign-on", "ignored"),
        16: Attack("Tokens without, or with another's, signature, audience, issuer, key", "401"),
        17: Attack(
            "A key in the URL, in a log, in an error; a key that was revoked",
            "401; no log and no answer holds one",
        ),
        18: Attack(
            "Webhooks unsigned, altered, late, under another's secret",
            "refused over the raw bytes in constant time; two signatures while a secret changes",
        ),
        19: Attack(
            "Outbound URLs that lead inside: numeric, mapped, 6to4, NAT64, redirects, rebinding",
            "resolved once, every address checked, that address called, nothing followed",
        ),
        20: Attack(
            "Formulas in what is exported (`=`, `+`, `-`, `@`)",
            "no route writes what a spreadsheet would run",
        ),
        21: Attack("Line breaks in what becomes a header", "422; mail is written by a library"),
        22: Attack("Templates that reach for Python's insides", "refused when the desk is read"),
        23: Attack("Templates that would take all time or memory", "refused when the desk is read"),
        24: Attack(
            "Unknown values in templates; templates in what customers say",
            "refused; what customers say is data and is never rendered",
        ),
        25: Attack(
            "Orders to a machine in a customer's text; links that a translation adds",
            "text is data to every engine; an answer with markup or links of its own is refused",
        ),
        26: Attack(
            "Patterns of routing that take for ever", "linear time, and refused where it is not"
        ),
        27: Attack("SQL and search operators in values", "values; 422 outside the vocabulary"),
        28: Attack("What JSON leaves open: NaN, doubles, depth, surrogates, NUL", "422, 413"),
        29: Attack(
            "An idempotency key for another body, in parallel, of another tenant, of 1 MB",
            "422; all are answered alike, and it is done once; independent; 400",
        ),
        30: Attack("A command upon a version that is past", "412; without a condition accepted"),
        31: Attack("A cursor that was changed or is another's; pages without end", "400; bounded"),
        32: Attack("Guessing ids, keys and addresses", "one answer for all that is not there"),
        33: Attack(
            "A request for erasure or for data by somebody else",
            "proved in two steps before anything is done",
        ),
        34: Attack(
            "Erasure while a message is on its way, twice, and messages after it",
            "what is on its way is dropped; the same certificate; a new person",
        ),
        35: Attack("An old backup after an erasure", "does not open before the erasures are done"),
        36: Attack(
            "Tickets, lists and messages of another region", "404 or 421, and nothing of it"
        ),
        37: Attack(
            "A trail that was edited, cut, swapped or rolled back",
            "`audit verify` fails and names the first bad entry",
        ),
        38: Attack(
            "Messages twice, in disorder, late, under another account's id",
            "one each, in order; ids count within their account",
        ),
        39: Attack(
            "Ten thousand messages for one ticket",
            "told a hundred at a time, in runs that go on anew; too many commands are 429",
        ),
        40: Attack("Forged lines and secrets in logs", "one line of JSON, and no value of anybody"),
    }
)

LATER: Final[Mapping[int, str]] = MappingProxyType(
    {7: "how a page shows them: there is no console yet"}
)
