"""What mail servers and mail programs report of a mail of ours: it came back, arrived, or was read.

Reports are RFC 6522; what came of a delivery RFC 3464, that somebody read it RFC 8098. Which mail
it was, one of three things tells that we signed: the address that it came back to, its Message-ID
in the report, or in what is returned of it.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from email.message import Message
from types import MappingProxyType
from typing import Final

from channels.mail.automatic import is_mail_server
from channels.mail.contents import text_of_part
from channels.mail.conversations import delivered_to
from channels.mail.fields import people, raw_field
from channels.mail.mailbox import Mailbox
from channels.mail.parsing import content_of, parts_of, walk
from channels.mail.tokens import key_of_bounce_address, key_of_message_id
from domain.channels import Reported
from domain.vocabulary import DeliveryState

_STATUS: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_OURS: Final = re.compile(
    r"<?(t\.[a-z0-9]+-[0-9a-z]{26}\.[0-9a-z.]{28,60}@[^\s<>]+)>?", re.IGNORECASE
)
_LOOKED_AT: Final = 200_000  # characters of a report
FAILED: Final = "failed"
DELAYED: Final = "delayed"
DELIVERED: Final = "delivered"
_STATES: Final = MappingProxyType(
    {
        FAILED: DeliveryState.FAILED,
        DELIVERED: DeliveryState.DELIVERED,
        "displayed": DeliveryState.READ,
    }
)


def report_on(
    mail: "Message[str, str]", mailbox: Mailbox, at: datetime
) -> Sequence[Reported] | None:
    """What it reports of a mail of ours; None where it is no report, or on nothing of ours.

    Nothing (an empty sequence) where the report says nothing that matters: it is delayed, still.
    A failure's reason is `bounced_` and the enhanced status (RFC 3463), such as `bounced_5.1.1`.
    """
    outcome = _read_by(mail) or _outcome(mail)
    keys = _keys(mail, mailbox) if outcome else ()
    if outcome is None or not keys:
        return None
    action, status = outcome
    state = _STATES.get(action)
    reason = f"bounced_{status or '5.0.0'}" if state is DeliveryState.FAILED else ""
    return [Reported(state, at, by_key=tuple(keys), reason=reason)] if state else []


def _read_by(mail: "Message[str, str]") -> tuple[str, str] | None:
    """What somebody did with it; None where it is no notification of that (RFC 8098 §3.2.6)."""
    for _, part in walk(mail):
        if part.get_content_type() == "message/disposition-notification":
            told = _fields(part).get("disposition", "")
            return told.rpartition(";")[2].partition("/")[0].strip().lower(), ""
    return None


def _outcome(mail: "Message[str, str]") -> tuple[str, str] | None:
    """What came of a delivery, and its status; None where it reports on none."""
    for _, part in walk(mail):
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            told = _per_recipient(part)
            return _worst(told) if told else _untold(mail)
    return _untold(mail)


def _per_recipient(part: "Message[str, str]") -> Sequence[tuple[str, str]]:
    """Action and status of each recipient (RFC 3464 §2.3)."""
    found = []
    for block in parts_of(part):
        status = _STATUS.search(raw_field(block, "status"))
        action = raw_field(block, "action").partition("(")[0].strip().lower()
        if status is not None or action:
            found.append(
                (_action(action, status[1] if status else ""), status[1] if status else "")
            )
    return found


def _action(action: str, status: str) -> str:
    return action or {"5": FAILED, "4": DELAYED}.get(status[:1], "")


def _worst(outcomes: Sequence[tuple[str, str]]) -> tuple[str, str]:
    ranks = (FAILED, DELAYED, DELIVERED)
    told = [one for one in outcomes if one[0] in ranks]
    return min(told, key=lambda one: ranks.index(one[0]), default=outcomes[0])


def _untold(mail: "Message[str, str]") -> tuple[str, str] | None:
    """What servers say that write no report: only a machine's mail that names a failure is one."""
    failed = raw_field(mail, "x-failed-recipients")
    server = any(is_mail_server(one.address) for one in people(mail, "from"))
    if not failed and not server and raw_field(mail, "from") != "<>":
        return None
    status = _STATUS.search(_said(mail))
    if status is None:
        return (FAILED, "") if failed else None
    return _action("", status[1]), status[1]


def _keys(mail: "Message[str, str]", mailbox: Mailbox) -> Sequence[str]:
    """The keys of sending that it names, each once."""
    by_address = (key_of_bounce_address(mailbox, one) for one in delivered_to(mail))
    named = (key_of_message_id(mailbox, one) for one in _OURS.findall(_said(mail)))
    return [*dict.fromkeys(one for one in (*by_address, *named) if one)][:10]


def _said(mail: "Message[str, str]") -> str:
    """All that the mail and its parts say which is text or a head: what is returned, too."""
    told: list[str] = []
    for _, part in walk(mail):
        told += [f"{name}: {value}" for name, value in part.raw_items()][:200]
        if part.get_content_maintype() in ("text", "message") and not parts_of(part):
            told.append(text_of_part(part)[:_LOOKED_AT])
    return "\n".join(told)[: 2 * _LOOKED_AT]


def _fields(part: "Message[str, str]") -> dict[str, str]:
    """The fields of a part whose content is fields."""
    inside = parts_of(part)
    if inside:
        return {name.lower(): str(value) for one in inside for name, value in one.raw_items()}
    lines = content_of(part)[:_LOOKED_AT].decode("utf-8", "replace").splitlines()
    pairs = (line.partition(":") for line in lines if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
