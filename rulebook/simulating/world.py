"""A world in which everything works at once, unless a script says that it is away."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.errands import delivery_given_up, telling_given_up
from domain.events import MessageTranslated
from domain.facts import Reached
from domain.message_events import DeliveryReported
from domain.notifications import Contact, Directory
from domain.relay import NotificationWanted
from domain.relay_events import NotificationReported
from domain.ticket import DeliveryWanted, Ticket, TranslationWanted, same_language
from domain.vocabulary import THE_DESK, DeliveryState
from rulebook.enacting.enactment import AtOnce, Later
from rulebook.simulating.script import Doing

# As long as `workflows.options` has them tried; a test says so.
DELIVERY_IS_TRIED_FOR: Final = timedelta(days=1)
TELLING_IS_TRIED_FOR: Final = timedelta(minutes=10)
UNTRANSLATED: Final = ("untranslated",)


@dataclass(frozen=True, slots=True)
class Outage:
    """A provider that is away, or refuses, from an instant until another."""

    kind: Doing
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class ScriptedWorld(AtOnce):
    """Everything works at once, unless the script says that it is away."""

    outages: tuple[Outage, ...] = ()
    directory: Directory | None = None

    def delivery(
        self, at: datetime, ticket: Ticket, wanted: DeliveryWanted
    ) -> DeliveryReported | Later[DeliveryReported] | None:
        """Sent, refused, or sent once the channel is back, if that is within a day."""
        report = self._sent(at, ticket, wanted)
        if self._away(Doing.CHANNEL_REFUSES, at):
            return replace(report, state=DeliveryState.FAILED, reason="refused")
        back = self._away(Doing.CHANNEL_AWAY, at)
        if back is None:
            return report
        over = at + DELIVERY_IS_TRIED_FOR
        if back >= over:
            return Later(over, delivery_given_up(wanted.message_id, over))
        return Later(back, report)

    def translation(
        self, at: datetime, ticket: Ticket, wanted: TranslationWanted
    ) -> MessageTranslated | Later[MessageTranslated] | None:
        """Made, or flagged and to be tried again."""
        made = MessageTranslated(
            at=at,
            by=THE_DESK,
            message_id=wanted.message_id,
            language=wanted.target or "",
            engine=self.engine,
            another=wanted.another,
        )
        if self._away(Doing.ENGINES_AWAY, at) is None:
            return made
        return replace(made, engine="", flags=UNTRANSLATED, retry=not wanted.another)

    def notification(
        self, at: datetime, ticket: Ticket, wanted: NotificationWanted
    ) -> NotificationReported | Later[NotificationReported] | None:
        """On everybody's page, and by their other ways once the pagers are there."""
        ways = [(agent, one.way) for agent in wanted.agents for one in self._contacts(agent)]
        shown = AtOnce.notification(self, at, ticket, wanted)
        assert isinstance(shown, NotificationReported)
        called = tuple(Reached(agent, str(way), DeliveryState.SENT) for agent, way in ways)
        report = replace(shown, reached=(*shown.reached, *called))
        back = self._away(Doing.PAGERS_AWAY, at)
        if back is None or not called:
            return report
        over = at + TELLING_IS_TRIED_FOR
        return Later(over, telling_given_up(wanted, over)) if back >= over else Later(back, report)

    def _sent(self, at: datetime, ticket: Ticket, wanted: DeliveryWanted) -> DeliveryReported:
        report = DeliveryReported(
            at=at,
            by=THE_DESK,
            message_id=wanted.message_id,
            state=DeliveryState.SENT,
            language=ticket.language,
        )
        theirs = ticket.language == "und" or same_language(wanted.language, ticket.language)
        if wanted.template is not None or theirs:
            return report
        if self._away(Doing.ENGINES_AWAY, at):
            return replace(report, language=wanted.language, flags=UNTRANSLATED)
        return replace(report, engine=self.engine)

    def _away(self, kind: Doing, at: datetime) -> datetime | None:
        """Until when it is; None where it is there."""
        ends = (
            one.until for one in self.outages if one.kind is kind and one.since <= at < one.until
        )
        return max(ends, default=None)

    def _contacts(self, agent: str) -> tuple[Contact, ...]:
        return self.directory.contacts(agent) if self.directory else ()
