"""Mails that are posted to us over HTTP, whole: by Mailgun's routes, or signed as our webhooks are.

Mailgun posts forms, to addresses that end in `mime` with the whole mail in `body-mime`; `signature`
is the hexadecimal HMAC-SHA256 of `timestamp` and `token`, and covers nothing else of the form
(https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks). Anybody
else posts the bytes of a mail as `message/rfc822`, signed as channels/web/signature.py says.
"""

import hmac
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl

from python_multipart import FormParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, parse_options_header

from channels.web.signature import read_secret, verify
from domain.channels import Request

TOLERANCE: Final = timedelta(minutes=5)
MOST_TOKENS: Final = 20_000  # that are remembered: as many as come within the time that they count
MOST_FIELDS: Final = 200
RAW: Final = ("message/rfc822", "message/global", "application/octet-stream")

_URLENCODED: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"
_TIMESTAMP: Final = re.compile(r"[0-9]{1,12}")
_TOKEN: Final = re.compile(r"[!-~]{16,100}")
_RECIPIENT: Final = re.compile(rb"[!-~]{1,320}")
_NOTHING: Final[Mapping[str, bytes]] = MappingProxyType({})


class PostedMail:
    """Takes in what is posted for one account.

    `mailgun_keys` are Mailgun's webhook signing keys, `secrets` those of others, as `whsec_…` or
    as plain text; the newest first. Raises BadSecret for a `whsec_` that is none.
    """

    def __init__(
        self, mailgun_keys: Sequence[str] = (), secrets: Sequence[str] = (), *, largest: int
    ) -> None:
        self._keys = tuple(key.encode() for key in mailgun_keys if key)
        self._secrets = tuple(_key(secret) for secret in secrets if secret)
        self._largest = largest
        self._seen: OrderedDict[str, tuple[datetime, bytes]] = OrderedDict()

    def accepts(self, request: Request) -> bool:
        """Whether it was signed just now by one who may, each key compared in constant time.

        A token of Mailgun's that has been seen is good for the same form alone, which is how it is
        sent again. Tokens are remembered by this process, for as long as their time counts.
        """
        if _kind(request) in RAW:
            fits = [verify(one, request.headers, request.body, request.at) for one in self._secrets]
            return any(fits)
        form = _form(request, self._largest)
        token = _text(form, "token")
        return self._is_signed(form, request.at) and self._is_fresh(token, request)

    def raw_mail(self, request: Request) -> bytes | None:
        """The mail of a request that was accepted; None where it holds none.

        For whom it was by the envelope is put above it, as mail servers do.
        """
        if _kind(request) in RAW:
            return request.body
        form = _form(request, self._largest)
        mail = form.get("body-mime")
        if not mail:
            return None
        recipient = form.get("recipient", b"").strip()
        known = _RECIPIENT.fullmatch(recipient) is not None
        return b"X-Original-To: " + recipient + b"\r\n" + mail if known else mail

    def _is_signed(self, form: Mapping[str, bytes], now: datetime) -> bool:
        timestamp, token = _text(form, "timestamp"), _text(form, "token")
        if _TIMESTAMP.fullmatch(timestamp) is None or _TOKEN.fullmatch(token) is None:
            return False
        if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
            return False
        given = form.get("signature", b"").lower()
        signed = f"{timestamp}{token}".encode("ascii")
        expected = [hmac.digest(key, signed, sha256).hex().encode() for key in self._keys]
        return any([hmac.compare_digest(one, given) for one in expected])

    def _is_fresh(self, token: str, request: Request) -> bool:
        digest = sha256(request.body).digest()
        until = request.at - 2 * TOLERANCE
        while self._seen and (
            len(self._seen) >= MOST_TOKENS or next(iter(self._seen.values()))[0] < until
        ):
            self._seen.popitem(last=False)
        return self._seen.setdefault(token, (request.at, digest))[1] == digest


def _key(secret: str) -> bytes:
    return read_secret(secret) if secret.startswith("whsec_") else secret.encode()


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _text(form: Mapping[str, bytes], name: str) -> str:
    return form.get(name, b"").decode("ascii", "replace").strip()


def _form(request: Request, largest: int) -> Mapping[str, bytes]:
    """The fields of a form, each once; nothing where it is none, or too large."""
    if len(request.body) > 3 * largest:  # urlencoded, a byte takes up to three
        return _NOTHING
    try:
        match _kind(request):
            case kind if kind == _URLENCODED:
                return _pairs(request.body)
            case kind if kind == _MULTIPART:
                return _parts(request)
            case _:
                return _NOTHING
    except (FormParserError, ValueError):
        return _NOTHING


def _pairs(body: bytes) -> Mapping[str, bytes]:
    """Latin-1 stands for bytes here: a mail is in no charset."""
    pairs = parse_qsl(
        body.decode("latin-1"),
        keep_blank_values=True,
        encoding="latin-1",
        max_num_fields=MOST_FIELDS,
    )
    return {name: value.encode("latin-1") for name, value in reversed(pairs)}


def _parts(request: Request) -> Mapping[str, bytes]:
    found: dict[str, bytes] = {}

    def on_field(field: Field) -> None:
        _keep(found, field.field_name, field.value or b"")

    def on_file(file: File) -> None:
        file.file_object.seek(0)
        _keep(found, file.field_name, file.file_object.read())

    _, options = parse_options_header(request.headers.get("content-type", ""))
    parser = FormParser(
        _MULTIPART,
        on_field,
        on_file,
        boundary=options.get(b"boundary"),
        config={"MAX_MEMORY_FILE_SIZE": float("inf")},  # never a file on disk: it is a mail
    )
    parser.write(request.body)
    parser.finalize()
    return found


def _keep(found: dict[str, bytes], name: bytes | None, value: bytes) -> None:
    if len(found) >= MOST_FIELDS:
        raise ValueError("a form with too many fields")
    found.setdefault((name or b"").decode("ascii", "replace"), value)
