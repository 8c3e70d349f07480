"""What a mail holds: its text, its HTML and its files, whatever tree of parts they come in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.message import Message
from email.policy import compat32
from email.utils import collapse_rfc2231_value
from typing import Final

from channels.mail.charsets import clean, decoded
from channels.mail.fields import raw_field, words
from channels.mail.parsing import Unparsable, content_of, parts_of
from domain.attachments import UNKNOWN, AttachedFile

LONGEST_BODY: Final = 1_000_000  # bytes of one text that are put into words; more is a file alone
LONGEST_NAME: Final = 1_000
LONGEST_FIELD: Final = 20_000  # characters of one whose parameters are wanted
_HTML: Final = "text/html"
_AS_IT_CAME: Final = compat32.clone(mangle_from_=False)
_BODIES: Final = frozenset({"text/plain", _HTML, "text/enriched"})
_ENCRYPTED: Final = frozenset({"multipart/encrypted", "application/pkcs7-mime"})
_NAMES: Final = {
    "message/rfc822": "message.eml",
    "message/global": "message.eml",
    "text/calendar": "invitation.ics",
    "application/ms-tnef": "winmail.dat",
    "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "version.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    _HTML: "message.html",
    "text/plain": "message.txt",
}
_KIND: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_CONTENT_ID: Final = re.compile(r"[^!-~]|[<>\"'\\%]")
_QUOTES: Final = re.compile(r"^((?:>[ ]?)*)(.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Body:
    """One stretch of what somebody wrote: as plain text, as HTML, or as both."""

    plain: str = field(default="", repr=False)
    html: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a mail holds. `encrypted`: what was written is in a file that we cannot read."""

    bodies: tuple[Body, ...] = field(repr=False)
    files: tuple[AttachedFile, ...] = field(repr=False)
    encrypted: bool = False
    charset: str = ""  # that the first text names


Piece = Body | AttachedFile


def contents(mail: "Message[str, str]") -> Contents:
    """What a mail holds, in the order in which it stands.

    Raises Unparsable (`unreadable_part`) for a mail within it that cannot be written out again.
    """
    pieces = [*_pieces(mail)]
    kinds = {part.get_content_type() for part in _leaves(mail)} | {mail.get_content_type()}
    return Contents(
        tuple(one for one in pieces if isinstance(one, Body)),
        tuple(_told_apart(one for one in pieces if isinstance(one, AttachedFile))),
        bool(kinds & _ENCRYPTED),
        next((_charset(part) for part in _leaves(mail) if part.get_content_type() in _BODIES), ""),
    )


def text_of_part(part: "Message[str, str]") -> str:
    """The text of a leaf."""
    text = decoded(content_of(part)[:LONGEST_BODY], _charset(part))
    if part.get_content_type() == "text/plain" and _parameter(part, "format") == "flowed":
        return unflowed(text, delete_space=_parameter(part, "delsp") == "yes")
    return text


def unflowed(text: str, *, delete_space: bool) -> str:
    """Text of `format=flowed` with its paragraphs in one line each (RFC 3676 §4)."""
    lines: list[list[str]] = []
    depth, is_open = 0, False
    for line in text.split("\n"):
        marks, content = _QUOTES.fullmatch(line).groups()  # type: ignore[union-attr] # fits all
        quoted = marks.count(">")
        content = content.removeprefix(" ") if not quoted else content
        flows = content.endswith(" ") and content != "-- "
        shown = content[:-1] if flows and delete_space else content
        if is_open and quoted == depth and content != "-- ":
            lines[-1].append(shown)
        else:
            lines.append([">" * quoted + " " if quoted else "", shown])
        depth, is_open = quoted, flows
    return "\n".join("".join(line) for line in lines)


def file_name(part: "Message[str, str]") -> str:
    """What a part is called, by RFC 2231, RFC 2047 or neither; empty for nothing."""
    for name, header in (("filename", "content-disposition"), ("name", "content-type")):
        value = _parameter(part, name, header)
        if value:
            return _shortened(words(value))
    return ""


def _pieces(part: "Message[str, str]") -> Iterator[Piece]:
    kind = part.get_content_type()
    if kind == "multipart/alternative":
        yield from _alternative(part)
    elif part.get_content_maintype() == "multipart" and parts_of(part):
        for one in parts_of(part):
            yield from _pieces(one)
    elif _is_body(part):
        yield Body(html=text_of_part(part)) if kind == _HTML else Body(plain=text_of_part(part))
        if len(content_of(part)) > LONGEST_BODY:
            yield _file(part)
    else:
        yield _file(part)


def _alternative(part: "Message[str, str]") -> Iterator[Piece]:
    """The same in several forms: one body, and the files that stand among them."""
    inside = [piece for one in parts_of(part) for piece in _pieces(one)]
    bodies = [one for one in inside if isinstance(one, Body)]
    yield Body(
        "\n".join(one.plain for one in bodies if one.plain),
        "\n".join(one.html for one in bodies if one.html),
    )
    yield from (one for one in inside if isinstance(one, AttachedFile))


def _is_body(part: "Message[str, str]") -> bool:
    """Whether it is text to be read in the mail, and not a file that happens to be text."""
    disposition = raw_field(part, "content-disposition").partition(";")[0].strip().lower()
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart":  # without parts: broken, read as it stands
        return True
    return kind in _BODIES and disposition != "attachment" and not file_name(part)


def _file(part: "Message[str, str]") -> AttachedFile:
    kind = part.get_content_type()
    content_id = _CONTENT_ID.sub("", raw_field(part, "content-id"))[:LONGEST_NAME]
    return AttachedFile(
        name=file_name(part) or _NAMES.get(kind, ""),
        content=_inner(part) if part.get_content_maintype() == "message" else content_of(part),
        inline=content_id,
        media_type=kind if _KIND.fullmatch(kind) else UNKNOWN,
    )


def _inner(part: "Message[str, str]") -> bytes:
    """A mail within the mail, as it would stand by itself."""
    if not parts_of(part):
        return content_of(part)
    try:
        return b"\n".join(one.as_bytes(policy=_AS_IT_CAME) for one in parts_of(part))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Unparsable("unreadable_part") from None


def _told_apart(files: Iterator[AttachedFile]) -> Iterator[AttachedFile]:
    """Only the first of those that say to be the same is what the HTML means."""
    seen = {""}
    for one in files:
        known = one.inline in seen
        seen.add(one.inline)
        yield AttachedFile(one.name, one.content, "" if known else one.inline, one.media_type)


def _leaves(mail: "Message[str, str]") -> "Sequence[Message[str, str]]":
    inside = parts_of(mail) if mail.get_content_maintype() == "multipart" else []
    return [leaf for one in inside for leaf in _leaves(one)] if inside else [mail]


def _charset(part: "Message[str, str]") -> str:
    return _parameter(part, "charset")[:40].lower()


def _parameter(part: "Message[str, str]", name: str, header: str = "content-type") -> str:
    told = raw_field(part, header)[:LONGEST_FIELD]
    if not told:
        return ""
    alone: Message[str, str] = Message()
    alone[header] = told
    try:
        value = alone.get_param(name, header=header)
    except (ValueError, TypeError, LookupError, AttributeError):  # of broken RFC 2231
        return ""
    if isinstance(value, tuple):
        charset, _, octets = value
        return decoded(octets.encode("latin-1", "replace"), charset)
    return clean(collapse_rfc2231_value(value)).strip() if isinstance(value, str) else ""


def _shortened(name: str) -> str:
    """Its beginning and its ending, which says what it is."""
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 20]}…{name[-19:]}"
