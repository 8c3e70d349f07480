"""A message of a platform as an arrival: the form in which it is accepted by its home region."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from domain.arrivals import Arrival, Sender
from domain.attachments import LARGEST, AttachedFile, NewFile
from domain.channels import RemoteFile, Written
from domain.inspection import facts_of
from domain.remote_files import REFERENCE, FileState
from rulebook.home import Home
from runtime import normalising
from runtime.homes import country_of

MOST_FILES: Final = 100  # of one message; further ones are named, and not kept
TOO_LARGE: Final = "too_large"
TOO_MANY: Final = "too_many"
# What a message says beyond what its channel tells, and no channel may say instead.
_OURS: Final = frozenset(
    {"text", "attachments", "message_id", "thread", "sender_id", "country", "length", "cut"}
)


@dataclass(frozen=True, slots=True)
class Address:
    """An account of ours, by the channel of the desk. `region` None: worked out per customer."""

    channel: str
    account: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Arriving:
    """A message with its names in our form, before it is known whose it is."""

    written: Written = field(repr=False)
    message_id: str
    sender: Sender = field(repr=False)
    thread: str | None

    @classmethod
    def of(cls, written: Written) -> "Arriving":
        """The same message. Who has no name is somebody of their own with each message."""
        message_id = normalising.identifier(
            written.message_id, written.sender.id, written.sent_at, written.text
        )
        told = written.sender
        author = normalising.sender(told)
        return cls(
            written,
            message_id,
            author if told.id else _nameless(author, message_id),
            normalising.identifier(written.thread) if written.thread else None,
        )


@dataclass(frozen=True, slots=True)
class Maker:
    """What arrivals are made with."""

    new_id: Callable[[], str]  # a ULID
    fingerprint: Callable[[str, bytes], str]  # keyed hash: region, bytes

    def arrival(self, one: Arriving, address: Address, home: Home, now: datetime) -> Arrival:
        """The message at the door of its home.

        Its fingerprint is of what people see of it: a platform that sends it again may write its
        bytes otherwise.
        """
        written = one.written
        files, content = _attached(written.attached), _content(one)
        remote = [_remote(file) for file in written.remote[:MOST_FILES]]
        if files or remote:
            content["attachments"] = [*(facts for facts, _ in files), *remote]
        return Arrival(
            id=self.new_id(),
            message_id=one.message_id,
            channel=address.channel,
            account=address.account,
            thread=one.thread,
            sender=one.sender,
            content=content,
            fingerprint=self.fingerprint(home.region, _seen(one)),
            accepted_at=now,
            sent_at=normalising.instant(written.sent_at, now),
            new_ticket_id=f"{home.region}-{self.new_id()}",
            region_reason=home.reason,
            language_hint=one.sender.locale,
            files=tuple(file for _, file in files if file is not None),
            order=written.order,
            automatic=written.automatic,
            remote=len(remote),
            joining=written.joining,
            ticket=written.ticket,
            verified=written.verified,
        )


def _nameless(author: Sender, message_id: str) -> Sender:
    return Sender(
        normalising.identifier("", message_id),
        author.name,
        author.email,
        author.phone,
        author.locale,
        author.country,
    )


def _seen(one: Arriving) -> bytes:
    said = {
        "id": one.message_id,
        "sender": one.sender.id,
        "thread": one.thread,
        "text": normalising.text(one.written.text),
    }
    return json.dumps(said, sort_keys=True).encode()


def _content(one: Arriving) -> dict[str, object]:
    extra = normalising.plain(one.written.extra)
    assert isinstance(extra, Mapping), "a mapping stays one"
    content = {name: value for name, value in extra.items() if name not in _OURS}
    if "subject" in content:
        subject = normalising.line(str(content["subject"]), normalising.LONGEST_SUBJECT)
        content = {**content, "subject": subject or ""}
    content |= normalising.words(one.written.text)
    if one.written.in_reply_to:
        content["in_reply_to"] = normalising.identifier(one.written.in_reply_to)
    country = country_of(one.sender.country, one.sender.phone)
    return {**content, "country": country} if country else content


def _attached(files: Iterable[AttachedFile]) -> list[tuple[dict[str, object], NewFile | None]]:
    """What the message says of each file, and the file where it is kept."""
    return [_one(file, is_kept=place < MOST_FILES) for place, file in enumerate(files)]


def _one(file: AttachedFile, *, is_kept: bool) -> tuple[dict[str, object], NewFile | None]:
    own = secrets.token_hex(16)
    named: dict[str, object] = {"id": own, "name": normalising.line(file.name) or "file"}
    if file.inline:
        named["inline"] = normalising.identifier(file.inline)
    if len(file.content) > LARGEST or not is_kept:
        reason = TOO_LARGE if is_kept else TOO_MANY
        state = {"state": FileState.FAILED.value, "reason": reason}
        return {**named, "size": len(file.content), **state}, None
    facts = {**facts_of(file.content, file.name), "state": FileState.HERE.value}
    return {**named, **facts}, NewFile(own, file.content)


def _remote(file: RemoteFile) -> dict[str, object]:
    """A file that waits. Of what the platform says of it nothing is believed but its size."""
    found: dict[str, object] = {
        "id": secrets.token_hex(16),
        "name": normalising.line(file.name) or "file",
        REFERENCE: file.reference,
        "state": FileState.WAITING.value,
    }
    said = normalising.line(file.media_type, 127)
    if said:
        found["mime"] = said
    return found if file.size is None else {**found, "size": file.size}
