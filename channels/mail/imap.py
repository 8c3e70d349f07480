"""One connection to a mailbox by IMAP (RFC 9051, 3501), as far as bringing mails home needs it.

All of it waits, so it belongs into a thread. Nothing relies on what is marked as read: people may
look into the mailbox too. What is dealt with is moved out of the folder.
"""

import imaplib
import re
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailboxFolderCreateError,
    MailboxFolderSelectError,
    MailboxLoginError,
)

from channels.mail.connecting import Place, Security, connect_waiting
from domain.addresses import ForbiddenDestination

# imaplib's own error has two kinds, of which `abort` says that the connection is gone. ValueError:
# an answer that is none, or a name that DNS cannot hold.
FAILURES: Final = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError)
AT_ONCE: Final = 200  # mails that are listed in one go
HEAD: Final = 64 * 1024  # bytes of a mail that is not taken whole
_PARENT: Final = "Meridian"
_LATER: Final = re.compile(r"\W*(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b")  # RFC 5530 §3
_SIZE: Final = re.compile(rb"\bUID (\d+)\b.*\bRFC822\.SIZE (\d+)|\bRFC822\.SIZE (\d+).*\bUID (\d+)")


class Target(StrEnum):
    """Where a mail goes once it is dealt with: folders of ours beside the one that is read."""

    KEPT = "Kept"
    SET_ASIDE = "Set aside"


class CannotCollect(Exception):
    """The mailbox cannot be used as it is set up; `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ImapServer:
    """The mailbox that is read, and how to get into it."""

    place: Place
    security: Security
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Listed:
    """One mail of the folder, by the number that it has as long as the folder's validity lasts."""

    uid: int
    size: int


class ImapConnection:
    """Logged in, with the folder selected, until `close`. `timeout` is of each wait, in seconds.

    Opening raises CannotCollect (`login_refused`, `no_such_folder`, `no_folders_of_ours`,
    `unencrypted`, `unsupported`, `forbidden_destination`) or one of FAILURES; what is done later
    raises one of FAILURES. `validity` and a mail's number name it for good (RFC 9051 §2.3.1.1).
    """

    def __init__(
        self,
        server: ImapServer,
        *,
        timeout: float,
        tls: ssl.SSLContext | None = None,
        only_looks: bool = False,
    ) -> None:
        """Whoever `only_looks` has no folders made, and moves nothing."""
        if server.security is Security.NONE and not server.place.loopback:
            raise CannotCollect("unencrypted")
        try:
            self._box = _Box(server, timeout, tls or ssl.create_default_context())
        except ForbiddenDestination:
            raise CannotCollect("forbidden_destination") from None
        try:
            self._log_in(server)
            self._enter(server.folder, only_looks=only_looks)
        except BaseException:
            self.close()
            raise

    @property
    def idles(self) -> bool:
        """Whether the server tells of new mail by itself (RFC 2177)."""
        return "IDLE" in self._box.client.capabilities

    def listed(self) -> Sequence[Listed]:
        """The mails of the folder that nobody deleted, the first first; not all at once."""
        self._box.client.untagged_responses.clear()  # it keeps all that it ever heard
        uids = self._box.uids("UNDELETED", charset=None)[:AT_ONCE]
        if not uids:
            return []
        told = self._asked("FETCH", ",".join(uids), "(UID RFC822.SIZE)")
        found = [_read_size(one if isinstance(one, bytes) else b"") for one in told]
        return sorted((one for one in found if one is not None), key=lambda one: one.uid)

    def whole(self, uid: int) -> bytes | None:
        """A mail, byte for byte; None where it is gone. It is not marked as read."""
        return self._content(uid, "(BODY.PEEK[])")

    def head(self, uid: int) -> bytes | None:
        """The beginning of a mail, with its headers."""
        return self._content(uid, f"(BODY.PEEK[]<0.{HEAD}>)")

    def move(self, uid: int, target: Target) -> None:
        """Move a mail into a folder of ours; one that is gone is left alone."""
        self._box.move(str(uid), self._folders[target])

    def wait(self, seconds: float) -> None:
        """Wait until something changes in the folder, for so long at most."""
        # What came since it was listed may have been told in the answer to another command; the
        # server does not say it again.
        if "EXISTS" not in self._box.client.untagged_responses:
            self._box.idle.wait(timeout=seconds)

    def interrupt(self) -> None:
        """End whatever waits, from another thread; only `close` may follow."""
        with suppress(OSError):
            # The socket below TLS: the other thread is within TLS.
            socket.socket.shutdown(self._box.client.sock, socket.SHUT_RDWR)

    def close(self) -> None:
        """Log out and close; a second time does nothing."""
        with suppress(*FAILURES):
            self._box.logout()
        with suppress(*FAILURES):
            self._box.client.shutdown()

    def _log_in(self, server: ImapServer) -> None:
        box = self._box
        try:
            if "AUTH=PLAIN" in box.client.capabilities:
                box.login_utf8(server.user, server.password, initial_folder=None)
            else:
                box.login(server.user, server.password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, MailboxLoginError) as refusal:
            later = _LATER.match(str(refusal))
        else:
            # Servers tell of more than before the log-in, of MOVE and IDLE for example.
            told = box.client.capability()[1][-1]
            box.client.capabilities = tuple(str(told, "ascii", "replace").upper().split())
            return
        raise (ConnectionError("busy") if later else CannotCollect("login_refused"))

    def _enter(self, folder: str, *, only_looks: bool) -> None:
        box = self._box
        try:
            delimiter = next((one.delim for one in box.folder.list("", "")), "/")
            wanted = () if only_looks else tuple(Target)
            self._folders = {one: self._own_folder(one, delimiter) for one in wanted}
            box.folder.set(folder, readonly=only_looks)
        except MailboxFolderSelectError:
            raise CannotCollect("no_such_folder") from None
        except MailboxFolderCreateError:
            raise CannotCollect("no_folders_of_ours") from None
        self.validity = int(box.client.response("UIDVALIDITY")[1][0] or 0)

    def _own_folder(self, target: Target, delimiter: str) -> str:
        """Its name as the server writes it; made where it is not there yet."""
        name = delimiter.join((_PARENT, target.value))
        below = delimiter.join(("INBOX", name))  # where some servers want all that people make
        for one in (name, below):
            if self._box.folder.exists(one):
                return one
        try:
            self._box.folder.create(name)
        except MailboxFolderCreateError:
            self._box.folder.create(below)
            return below
        return name

    def _content(self, uid: int, what: str) -> bytes | None:
        told = self._asked("FETCH", str(uid), what)
        return next((bytes(one[1]) for one in told if isinstance(one, tuple)), None)

    def _asked(self, *command: str) -> Sequence[Any]:
        status, told = self._box.client.uid(*command)
        if status != "OK":
            raise imaplib.IMAP4.error("not done")
        return [one for one in told if one is not None]


def _read_size(told: bytes) -> Listed | None:
    found = _SIZE.search(told)
    if found is None:
        return None
    uid, size = (found[1], found[2]) if found[1] else (found[4], found[3])
    return Listed(int(uid), int(size))


class _Box(BaseMailBox):
    """imap-tools on a connection to a checked address."""

    def __init__(self, server: ImapServer, timeout: float, tls: ssl.SSLContext) -> None:
        self._server = server
        self._timeout = timeout
        self._tls = tls
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        if self._server.security is Security.TLS:
            return _Encrypted(self._server.place, self._timeout, self._tls)
        client = _InClear(self._server.place, self._timeout)
        if self._server.security is Security.STARTTLS:
            _encrypt(client, self._tls)
        return client


class _InClear(imaplib.IMAP4):
    def __init__(self, place: Place, timeout: float) -> None:
        self._place = place
        super().__init__(place.host, place.port, timeout)

    def _create_socket(self, timeout: float) -> socket.socket:
        return connect_waiting(self._place, timeout)


class _Encrypted(imaplib.IMAP4_SSL):
    def __init__(self, place: Place, timeout: float, tls: ssl.SSLContext) -> None:
        self._place = place
        self._context = tls
        super().__init__(place.host, place.port, ssl_context=tls, timeout=timeout)

    def _create_socket(self, timeout: float) -> socket.socket:
        opened = connect_waiting(self._place, timeout)
        return self._context.wrap_socket(opened, server_hostname=self._place.host)


def _encrypt(client: imaplib.IMAP4, tls: ssl.SSLContext) -> None:
    offered = "STARTTLS" in client.capabilities
    try:
        if not offered:
            raise CannotCollect("unsupported")
        client.starttls(tls)
    except BaseException:
        with suppress(*FAILURES):
            client.shutdown()
        raise
