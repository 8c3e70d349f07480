"""Mails handed to one server by SMTP (RFC 5321), and what each way to fail proves."""

import asyncio
import re
import ssl
from dataclasses import dataclass, field
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from channels.mail.addresses import domain_of
from channels.mail.connecting import Place, Security, connect
from channels.outcomes import Outcome
from domain.addresses import ForbiddenDestination
from domain.channels import TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused

_GO_AHEAD: Final = 354
_ENHANCED: Final = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?!\S)")  # RFC 2034 §4
_LEADING_DOT: Final = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes our mail, and who we are to it. Without a user nobody logs in."""

    sender: str
    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    loopback: bool = True  # whether it may be on this very machine


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail with the two addresses that the server is told; bounces go to `sender`."""

    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    mail: bytes = field(repr=False)  # lines that end in CRLF, the last one too


class MailHandover:
    """Hands mails to one server, each on a connection of its own.

    `whole_timeout` (seconds) covers everything. `tls` is for other roots of trust.
    """

    def __init__(
        self, server: MailServer, *, whole_timeout: float, tls: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self._whole_timeout = whole_timeout
        self._tls = tls or ssl.create_default_context()

    async def give(self, envelope: Envelope) -> Outcome | TokenRefused:
        """Hand one mail over, once; raises nothing.

        Refused (`smtp_<5xx>`, `too_large`, `forbidden_destination`), NotNow (`unreachable`,
        `smtp_<4xx>`, and `unsupported` where the server offers no encryption or no log-in that we
        know), TokenRefused (`smtp_<5xx>`) where it does not take our log-in, or OutcomeUnknown
        (`no_answer`). The enhanced status (RFC 3463) follows where one came: `smtp_550_5_1_1`.
        """
        return await self._attempt(envelope)

    async def knock(self) -> Outcome | TokenRefused:
        """Connect, encrypt and log in, and hand nothing over; the outcome as of `give`."""
        return await self._attempt(None)

    async def _attempt(self, envelope: Envelope | None) -> Outcome | TokenRefused:
        delivery = _Delivery(self._server)
        failure: Outcome | TokenRefused = Receipt()
        try:
            async with asyncio.timeout(self._whole_timeout):
                await delivery.run(envelope, self._tls)
        except SMTPAuthenticationError as answer:
            failure = _judged_log_in(answer)
        except SMTPResponseException as answer:
            failure = _judged(answer.code, answer.message)
        except ForbiddenDestination:
            failure = Refused("forbidden_destination")
        # Timeouts, TLS and lost connections are OSErrors. ValueError: a name that DNS cannot hold,
        # or a challenge at log-in that is no base64.
        except (OSError, ValueError):
            failure = NotNow("unreachable")
        except SMTPException:
            failure = NotNow("unsupported")
        finally:
            delivery.close()
        return failure if delivery.outcome is None else delivery.outcome


class _Delivery:
    """One mail on one connection.

    `outcome` is None as long as nothing of the mail has left: until then a failure proves that
    nobody has it.
    """

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._client: SMTP | None = None
        self.outcome: Outcome | None = None

    async def run(self, envelope: Envelope | None, tls: ssl.SSLContext) -> None:
        """Connect, encrypt, log in, hand over, take leave."""
        server = self._server
        opened = await connect(Place(server.host, server.port, server.loopback))
        self._client = client = SMTP(
            hostname=server.host,  # which the certificate is checked against
            sock=opened,
            username=server.user,
            password=server.password,
            local_hostname=domain_of(server.sender),  # else its name is looked up each time
            timeout=None,  # the time of the whole is kept above
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            tls_context=tls,
        )
        await client.connect()  # the socket is its own from here on
        if envelope is not None:
            await self._deliver(client, envelope)
        await client.quit()

    async def _deliver(self, client: SMTP, envelope: Envelope) -> None:
        if client.last_ehlo_response is None:
            await client.ehlo()
        announced = [f"SIZE={len(envelope.mail)}"] if client.supports_extension("size") else []
        await client.mail(envelope.sender, options=announced)  # RFC 1870: refused before it leaves
        await client.rcpt(envelope.recipient)
        # Not by the client's own `data`: when that fails, it cannot say whether the mail had left.
        answer = await client.execute_command(b"DATA")
        if answer.code != _GO_AHEAD:
            raise SMTPDataError(answer.code, answer.message)
        protocol = client.protocol
        if protocol is None:
            raise SMTPServerDisconnected("")
        protocol.write(_LEADING_DOT.sub(b"..", envelope.mail) + b".\r\n")  # RFC 5321 §4.5.2
        self.outcome = OutcomeUnknown("no_answer")
        answer = await protocol.read_response()
        self.outcome = _judged_at_the_end(answer.code, answer.message)

    def close(self) -> None:
        """Leave, at once; a second time does nothing."""
        if self._client is not None:
            self._client.close()


def _judged(code: int, said: str) -> Outcome:
    """What a refusal means before the mail has left (RFC 5321 §4.2.1)."""
    if 500 <= code < 600:
        return Refused(_coded(code, said))
    return NotNow(_coded(code, said) if 400 <= code < 500 else "unreachable")


def _judged_at_the_end(code: int, said: str) -> Outcome:
    """What the answer to the whole mail means."""
    if 200 <= code < 300:
        return Receipt()
    return _judged(code, said) if 400 <= code < 600 else OutcomeUnknown("no_answer")


def _judged_log_in(answer: SMTPAuthenticationError) -> Outcome | TokenRefused:
    """What a refused log-in means (RFC 4954 §6): of 5xx that nobody but operations can mend it."""
    outcome = _judged(answer.code, answer.message)
    return TokenRefused(outcome.reason) if isinstance(outcome, Refused) else outcome


def _coded(code: int, said: str) -> str:
    """The reply's code, and the enhanced one where it is of the same class; never its words."""
    enhanced = _ENHANCED.match(said)
    if enhanced is None or enhanced[1] != str(code)[0]:
        return f"smtp_{code}"
    return f"smtp_{code}_{enhanced[1]}_{enhanced[2]}_{enhanced[3]}"
