"""A mail server on a real socket (aiosmtpd): keeps what it took, errs where it is told to."""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

GREETS_AS = "mail.example.org"


class Stage(Enum):
    """Where in the dialogue something goes wrong."""

    GREETING = "as soon as the connection stands"
    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    START = "DATA, before the mail has left"
    END = "the final dot, once the mail has been read"


@dataclass(frozen=True)
class Answers:
    """Answers a stage with this line."""

    at: Stage
    line: str


@dataclass(frozen=True)
class HangsUp:
    """Closes the connection at a stage."""

    at: Stage


@dataclass(frozen=True)
class KeepsSilent:
    """Never answers a stage."""

    at: Stage


Fault = Answers | HangsUp | KeepsSilent


@dataclass(frozen=True)
class Mail:
    """One mail as it was taken."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    encrypted: bool
    user: str | None


class MailServer:
    """Listens on 127.0.0.1 while its context lasts. With `login` it takes mail from that user."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        largest: int | None = None,
        goes_on: Callable[[Mail], None] | None = None,
    ) -> None:
        """It takes `largest` bytes at most; what it took `goes_on` to wherever it is kept."""
        self.taken: list[Mail] = []
        self.connections = 0
        self._faults: deque[Fault | None] = deque()
        self._tls = tls
        self._starttls = starttls
        self._login = login
        self._largest = largest
        self._goes_on = goes_on
        self._sessions: list[_Faulty] = []

    def then(self, *faults: Fault | None) -> None:
        """Treat the next connections so; None, like all that come later, is treated well."""
        self._faults.extend(faults)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, "127.0.0.1", 0, ssl=self._tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.close()
        for session in self._sessions:
            await session.end()
        await self._server.wait_closed()

    def _session(self) -> "_Faulty":
        self.connections += 1
        session = _Faulty(
            _Hooks(self._take),
            self._faults.popleft() if self._faults else None,
            loop=asyncio.get_running_loop(),
            hostname=GREETS_AS,
            tls_context=self._starttls,
            auth_required=self._login is not None and self._tls is None,
            auth_require_tls=self._tls is None,  # it takes STARTTLS alone for encryption
            authenticator=self._authenticate,
            data_size_limit=self._largest,
        )
        self._sessions.append(session)
        return session

    def _take(self, mail: Mail) -> None:
        self.taken.append(mail)
        if self._goes_on is not None:
            self._goes_on(mail)

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        pair = (given.login.decode(), given.password.decode())
        return AuthResult(success=pair == self._login, handled=False, auth_data=pair[0])


class _Faulty(SMTP):
    def __init__(self, hooks: "_Hooks", fault: Fault | None, **options: Any) -> None:
        super().__init__(hooks, **options)
        self._fault = fault

    @property
    def answers_badly(self) -> bool:
        """Whether the mail is refused, however late."""
        return isinstance(self._fault, Answers)

    async def fault(self, stage: Stage) -> str | None:
        """Do what is to go wrong here: the line to answer with, or None for a good one."""
        if self._fault is None or self._fault.at is not stage:
            return None
        match self._fault:
            case Answers(_, line):
                return line
            case HangsUp():
                assert isinstance(self.transport, asyncio.Transport)
                self.transport.abort()
            case KeepsSilent():
                pass
        await asyncio.Event().wait()  # until the connection is closed, from there or by us
        return None

    async def _handle_client(self) -> None:
        line = await self.fault(Stage.GREETING)
        await (super()._handle_client() if line is None else self.push(line))

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's own name
        line = await self.fault(Stage.START)
        await (super().smtp_DATA(arg) if line is None else self.push(line))

    async def end(self) -> None:
        """Close the connection and wait until nothing of it runs."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
            with suppress(asyncio.CancelledError):
                await self._handler_coroutine


class _Hooks:
    """What aiosmtpd calls at each stage, by these names."""

    def __init__(self, take: Callable[[Mail], None]) -> None:
        self._take = take

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's own name
        self, server: _Faulty, session: Session, envelope: Envelope, address: str, options: object
    ) -> str:
        envelope.mail_from = address
        return await server.fault(Stage.SENDER) or "250 OK"

    async def handle_RCPT(  # noqa: N802 - as above
        self, server: _Faulty, session: Session, envelope: Envelope, address: str, options: object
    ) -> str:
        line = await server.fault(Stage.RECIPIENT)
        if line is None:
            envelope.rcpt_tos.append(address)
        return line or "250 OK"

    async def handle_DATA(  # noqa: N802 - as above
        self, server: _Faulty, session: Session, envelope: Envelope
    ) -> str:
        if not server.answers_badly:
            self._take(_mail(server, session, envelope))
        return await server.fault(Stage.END) or "250 OK: queued as 7"


def _mail(server: SMTP, session: Session, envelope: Envelope) -> Mail:
    assert envelope.mail_from is not None
    assert envelope.original_content is not None
    assert server.transport is not None
    return Mail(
        envelope.mail_from,
        tuple(envelope.rcpt_tos),
        envelope.original_content,
        server.transport.get_extra_info("ssl_object") is not None,
        session.auth_data,
    )
