"""Mails of machines that would prove to others that our address is somebody's (attack 5).

Who registers elsewhere with our address has that service write to us. Whoever could read what it
wrote, in a ticket, would own that account. So what machines write that expect no answer is set
aside, unless the account names them.
"""

import re
from email.message import Message
from typing import Final

from channels.mail.automatic import is_machine
from channels.mail.fields import Person, field_text
from channels.mail.mailbox import Mailbox

_PROVES: Final = re.compile(
    r"(?:.*[._+-])?(?:verif(?:y|ication|ications|ied)|confirm(?:ation|ations)?|otp|2fa|mfa|"
    r"one-?time|passcode|password|signup|sign-?in|log-?in|register|registration|activation|"
    r"accounts?-?(?:security|update|updates|verification)|identity|security-?(?:code|alert)s?)"
    r"(?:[._+-].*)?"
)
# A one-time code, alone or in two halves, that is neither a year nor part of something longer.
_CODE: Final = re.compile(
    r"(?<![\w#./-])(?!(?:19|20)\d\d(?!\d))(?:\d{4,8}|\d{3}[- ]\d{3})(?![\w./-])"
)


def is_verification(
    mail: "Message[str, str]", sender: Person, mailbox: Mailbox, *, automatic: bool
) -> bool:
    """Whether it is a mail of a machine that proves something to whoever reads it.

    Every mail of an address that takes no answers is taken for one, of one that says to verify, and
    what a machine writes with a code in its subject.
    """
    named = {one.lower() for one in mailbox.machines}
    if sender.address in named or sender.domain in named:
        return False
    local = sender.address.rpartition("@")[0]
    if is_machine(sender.address) or _PROVES.fullmatch(local):
        return True
    return automatic and _CODE.search(field_text(mail, "subject")) is not None
