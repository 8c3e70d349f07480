"""The e-mail that tells agents, handed to one mail server by SMTP (RFC 5321)."""

import asyncio
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from channels.outcomes import Outcome, settled
from channels.paging.letter import Letter, domain_of, write_mail
from domain.notifications import PagerMessage, Way
from domain.ports import Clock, NotNow, OutcomeUnknown, Receipt, Refused

_GO_AHEAD: Final = 354


class Security(StrEnum):
    """How the connection to the mail server is encrypted; its certificate is always checked."""

    NONE = "none"
    STARTTLS = "starttls"  # RFC 3207, and nothing is sent where it is not offered
    TLS = "tls"  # from the first byte, RFC 8314


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that takes our mail, and who we are to it. Without a user nobody logs in."""

    sender: str
    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class EmailPager:
    """Hands each message over as a mail of its own, on a connection of its own.

    Mail has no key that a server folds repeats by; people can tell a repeat by its Message-ID.
    `whole_timeout` (seconds) covers everything. `tls` is for other roots of trust.
    """

    way = Way.EMAIL
    folds_repeats = False

    def __init__(
        self,
        server: MailServer,
        clock: Clock,
        *,
        whole_timeout: float = 10.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._clock = clock
        self._whole_timeout = whole_timeout
        self._tls = tls or ssl.create_default_context()

    async def call(self, message: PagerMessage) -> Receipt:
        """Hand one mail over, once.

        Raises Refused (`unwritable`, `smtp_<5xx>`), NotNow (`unreachable`, `smtp_<4xx>`, and
        `unsupported` where the server offers no encryption or no log-in that we know) or
        OutcomeUnknown (`no_answer`).
        """
        return settled(await self._attempt(message))

    async def _attempt(self, message: PagerMessage) -> Outcome:
        sender = self._server.sender
        letter = Letter(message.key, sender, message.address, message.subject, message.text)
        try:
            mail = write_mail(letter, self._clock.now())
        except ValueError:
            return Refused("unwritable")
        return await self._deliver(message.address, mail)

    async def _deliver(self, recipient: str, mail: bytes) -> Outcome:
        delivery = _Delivery(self._client(), self._server.sender)
        failure: Outcome = OutcomeUnknown("no_answer")
        try:
            async with asyncio.timeout(self._whole_timeout):
                await delivery.run(recipient, mail)
        except SMTPResponseException as answer:
            failure = _judged(answer.code)
        # Timeouts, TLS and lost connections are OSErrors. ValueError: a name that DNS cannot hold,
        # or a challenge at log-in that is no base64.
        except (OSError, ValueError):
            failure = NotNow("unreachable")
        except SMTPException:
            failure = NotNow("unsupported")
        finally:
            delivery.close()
        return failure if delivery.outcome is None else delivery.outcome

    def _client(self) -> SMTP:
        server = self._server
        return SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            local_hostname=domain_of(server.sender),  # else its name is looked up each time
            timeout=self._whole_timeout,
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            tls_context=self._tls,
        )


class _Delivery:
    """One mail on one connection.

    `outcome` is None as long as nothing of the mail has left: until then a failure proves that
    nobody has it.
    """

    def __init__(self, client: SMTP, sender: str) -> None:
        self._client = client
        self._sender = sender
        self.outcome: Outcome | None = None

    async def run(self, recipient: str, mail: bytes) -> None:
        """Connect, encrypt, log in, hand over, take leave."""
        await self._client.connect()
        await self._client.mail(self._sender)
        await self._client.rcpt(recipient)
        # Not by the client's own `data`: when that fails, it cannot say whether the mail had left.
        answer = await self._client.execute_command(b"DATA")
        if answer.code != _GO_AHEAD:
            raise SMTPDataError(answer.code, "")
        self.outcome = _judged_at_the_end(await self._hand_over(mail))
        await self._client.quit()

    async def _hand_over(self, mail: bytes) -> int:
        protocol = self._client.protocol
        if protocol is None:
            raise SMTPServerDisconnected("")
        # None of its lines begins with a full stop that would have to be doubled (§4.5.2).
        protocol.write(mail + b".\r\n")
        self.outcome = OutcomeUnknown("no_answer")
        answer = await protocol.read_response()
        return answer.code

    def close(self) -> None:
        """Leave, at once; a second time does nothing."""
        self._client.close()


def _judged(code: int) -> Outcome:
    """What a refusal means before the mail has left (RFC 5321 §4.2.1)."""
    if 500 <= code < 600:
        return Refused(f"smtp_{code}")
    return NotNow(f"smtp_{code}" if 400 <= code < 500 else "unreachable")


def _judged_at_the_end(code: int) -> Outcome:
    """What the answer to the whole mail means."""
    if 200 <= code < 300:
        return Receipt()
    return _judged(code) if 400 <= code < 600 else OutcomeUnknown("no_answer")
