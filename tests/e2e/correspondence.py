"""Somebody who writes mails as programs of their country do, and reads what they are answered."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.encoders import encode_base64, encode_quopri
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, parseaddr
from typing import Final

from runtime.clock import SystemClock
from runtime.waiting import until
from tests.channels.mail.writing import read
from tests.patience import COMES_AGAIN, PATIENCE
from tests.post_office import PostOffice

CODECS: Final = {"windows-874": "cp874"}  # what Python calls it


@dataclass(frozen=True)
class Said:
    """What somebody says in one mail. `charset` is what their program writes it in."""

    text: str
    charset: str = "utf-8"
    files: Mapping[str, bytes] = field(default_factory=dict)
    quotes: str = ""  # how their program begins a quote


@dataclass
class Correspondent:
    """One customer, with a mailbox of their own."""

    office: PostOffice
    address: str
    user: str
    name: str
    written: list[str] = field(default_factory=list)  # the ids of all that they wrote

    async def writes(self, to: str, subject: str, said: Said) -> str:
        """A new mail; its id."""
        return await self._posts(said, {"To": to, "Subject": subject})

    async def answers(self, mail: EmailMessage, said: Said) -> str:
        """An answer to a mail, as their program makes one; its id."""
        references = f"{mail['References'] or ''} {mail['Message-ID']}".split()
        head = {
            "To": str(mail["Reply-To"] or mail["From"]),
            "Subject": str(mail["Subject"]),
            "In-Reply-To": str(mail["Message-ID"]),
            "References": "\r\n ".join(references),
        }
        return await self._posts(said, head, quoted=_quoted(mail, said.quotes))

    async def receives(self, count: int) -> Sequence[EmailMessage]:
        """Their mails, once there are so many."""

        async def there_are() -> bool:
            return len(self.office.boxes.mails(self.user)) >= count

        late = f"{self.user} did not receive {count} mails"
        await until(there_are, PATIENCE, late, every=COMES_AGAIN)
        return [read(mail) for mail in self.office.boxes.mails(self.user)]

    async def _posts(self, said: Said, head: Mapping[str, str], quoted: str = "") -> str:
        own = f"<{len(self.written) + 1}.{self.user}@mail.example.com>"
        mail = MIMEMultipart()
        mail["From"] = f"{_word(self.name, said.charset)} <{self.address}>"
        mail["Date"] = format_datetime(SystemClock().now())
        mail["Message-ID"] = own
        for name, value in head.items():
            mail[name] = _word(value, said.charset) if name == "Subject" else value
        mail.attach(_text(said.text + quoted, said.charset))
        for name, content in said.files.items():
            part = MIMEApplication(content)
            part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
            mail.attach(part)
        raw = mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self.written.append(own)
        await self.office.post(raw, self.address, parseaddr(head["To"])[1])
        return own


def _word(text: str, charset: str) -> str:
    """A word of a header (RFC 2047); in UTF-8 where the charset has not all of its letters."""
    try:
        raw = text.encode(CODECS.get(charset, charset))
    except UnicodeEncodeError:
        charset, raw = "utf-8", text.encode()
    return f"=?{charset}?b?{base64.b64encode(raw).decode()}?="


def _text(text: str, charset: str) -> MIMENonMultipart:
    """In the charset, with a ? for each letter of a quote that it has not, as programs do it."""
    raw = text.encode(CODECS.get(charset, charset), "replace")
    part = MIMENonMultipart("text", "plain", charset=charset)
    match charset:
        case "iso-2022-jp":  # which is seven bits wide by itself
            part["Content-Transfer-Encoding"] = "7bit"
            part.set_payload(raw.decode("ascii"))
        case "windows-1256":
            part.set_payload(raw)
            encode_quopri(part)
        case _:
            part.set_payload(raw)
            encode_base64(part)
    return part


def _quoted(mail: EmailMessage, begun: str) -> str:
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    lines = str(body.get_content()).splitlines()
    return f"\n\n{begun}\n\n" + "\n".join(f"> {line}" for line in lines) + "\n"
