"""What a mail says, from its bytes: the one door of this package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from typing import Final

from channels.mail.automatic import is_automatic, is_report
from channels.mail.bodies import Wording, wording
from channels.mail.codes import is_verification
from channels.mail.contents import Contents, contents
from channels.mail.conversations import Place, place_of, suggested
from channels.mail.fields import Person, field_text, written_at
from channels.mail.hints import hints_of, locale_of
from channels.mail.mailbox import Mailbox
from channels.mail.parsing import Unparsable, parse
from channels.mail.returned import report_on
from channels.mail.senders import is_verified, sender_of
from channels.mail.shown import shown
from channels.mail.tokens import key_of_message_id, without_tag
from domain.arrivals import Joining, Sender, Verified
from domain.attachments import AttachedFile
from domain.channels import Item, Unreadable, Written

LONGEST_ADDRESS: Final = 254  # RFC 5321 §4.5.3.1.3
WHOLE: Final = "message.html"
OLDEST: Final = timedelta(days=30)  # by which a Date is believed to lie back


@dataclass(frozen=True, slots=True)
class _Read:
    """A mail of somebody, with what its head says."""

    mail: "Message[str, str]"
    mailbox: Mailbox
    sender: Person
    place: Place
    found: Contents
    verified: bool

    @property
    def subject(self) -> str:
        """As it came, on one line."""
        return field_text(self.mail, "subject")


def read_mail(raw: bytes, mailbox: Mailbox, at: datetime) -> Sequence[Item]:
    """All that a mail tells, which came at `at` (aware). Raises nothing.

    Mostly one Written. A report on a mail of ours is Reported, or nothing where it says nothing
    that matters; what we sent ourselves is nothing. What is not looked into, has no sender, says to
    come from us and does not, or is another service's proof (`verification_code`) is Unreadable.
    """
    try:
        mail = parse(raw, mailbox.largest)
        reports = report_on(mail, mailbox, at)
        if reports is not None:
            return reports
        return _message(mail, raw, mailbox, at)
    except Unparsable as reason:
        return [Unreadable(reason.reason, raw)]


def _message(
    mail: "Message[str, str]", raw: bytes, mailbox: Mailbox, at: datetime
) -> Sequence[Item]:
    sender = sender_of(mail)
    if sender is None:
        return [Unreadable("no_sender", raw)]
    place = place_of(mail, mailbox, raw)
    if without_tag(sender.address) in mailbox.own:
        ours = key_of_message_id(mailbox, place.message_id) is not None
        return [] if ours else [Unreadable("from_ourselves", raw)]
    automatic = is_automatic(mail, mailbox)
    proves = is_verification(mail, sender, mailbox, automatic=automatic)
    if proves and not is_report(mail):
        return [Unreadable("verification_code", raw)]
    read = _Read(mail, mailbox, sender, place, contents(mail), is_verified(mail, mailbox))
    return [_written(read, at, automatic=automatic)]


def _written(read: _Read, at: datetime, *, automatic: bool) -> Written:
    told = wording(read.found)
    place, dated = read.place, written_at(read.mail)
    hints = hints_of(read.mail, read.sender, read.found.charset, dated)
    believed = dated is not None and at - OLDEST <= dated <= at
    return Written(
        message_id=place.message_id,
        sender=_sender(read.sender, locale_of(hints)),
        text=told.text or read.subject,
        sent_at=dated if believed and dated is not None else at,
        thread=place.thread,
        ticket=place.ticket,
        joining=_joining(place, verified=read.verified),
        in_reply_to=place.in_reply_to,
        attached=_files(read.found, told),
        automatic=automatic,
        verified=Verified(email=read.verified),
        extra=_extra(read, told, hints),
    )


def _joining(place: Place, *, verified: bool) -> Joining:
    """Whoever forges a sender goes on in nothing, whatever token they have (attack 1)."""
    return Joining.NOBODY if place.claims and not verified else Joining.ITS_CUSTOMER


def _sender(person: Person, locale: str | None) -> Sender:
    fits = len(person.address) <= LONGEST_ADDRESS
    return Sender(
        id=person.address,
        name=person.name or None,
        email=person.address if fits else None,
        locale=locale,
    )


def _files(found: Contents, told: Wording) -> tuple[AttachedFile, ...]:
    """What came along; and HTML that is too large to be shown, as it came."""
    is_there = any(one.name == WHOLE for one in found.files)
    if not told.too_large or is_there:
        return found.files
    markup = "\n".join(one.html for one in found.bodies if one.html)
    return (*found.files, AttachedFile(WHOLE, markup.encode(), media_type="text/html"))


def _extra(read: _Read, told: Wording, hints: Mapping[str, str]) -> Mapping[str, object]:
    """What else there is to say: only what there is."""
    names = {"subject": read.subject, "name": read.sender.name}
    visible = {name: shown(said) for name, said in names.items() if shown(said) != said}
    found: dict[str, object] = {
        "subject": read.subject,
        "quoted": told.quoted,
        "html": told.html,
        "kind": "encrypted" if read.found.encrypted else "",
        "sender": "" if read.verified else "unverified",
        "shown": visible,
        "suggested_participants": suggested(read.mail, read.mailbox, read.sender),
        "hints": hints,
    }
    return {name: said for name, said in found.items() if said}
