"""The e-mail that tells agents, handed to one mail server by SMTP."""

import ssl

from channels.mail.smtp import Envelope, MailHandover, MailServer
from channels.outcomes import Outcome, settled
from channels.paging.letter import Letter, write_mail
from domain.channels import TokenRefused
from domain.notifications import PagerMessage, Way
from domain.ports import Clock, Receipt, Refused


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
        self._handover = MailHandover(server, whole_timeout=whole_timeout, tls=tls)

    async def call(self, message: PagerMessage) -> Receipt:
        """Hand one mail over, once.

        Raises Refused (`unwritable`, or as MailHandover gives it, for a log-in that is not taken
        too), NotNow or OutcomeUnknown, for its reasons.
        """
        return settled(await self._attempt(message))

    async def _attempt(self, message: PagerMessage) -> Outcome:
        sender = self._server.sender
        letter = Letter(message.key, sender, message.address, message.subject, message.text)
        try:
            mail = write_mail(letter, self._clock.now())
        except ValueError:
            return Refused("unwritable")
        outcome = await self._handover.give(Envelope(sender, message.address, mail))
        return Refused(outcome.reason) if isinstance(outcome, TokenRefused) else outcome
