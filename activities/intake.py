"""The verb `intake`: find out what a message is about, without waiting for any translation."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from temporalio import activity

from activities.acquaintance import Acquaintances
from domain.channels import ByName
from domain.facts import MessageReference, RouteCandidate
from domain.languages import UNKNOWN
from domain.ledger import Page
from domain.moods import NO_MOODS, Moods
from domain.persons import NobodyIsKnown
from domain.policy import StaffingView
from domain.ports import Detected, Hints, LanguageDetector, RoutingTable, StaffingSource
from domain.routing import Matter
from domain.stores import Erased, Ledger, Text, Vault, Views
from domain.vocabulary import LanguageReason, Priority, Tier


@dataclass(frozen=True, slots=True)
class IntakeRequest:
    """A message to understand. `opens` says that the ticket still needs a team."""

    page: Page | None
    message: MessageReference
    opens: bool
    region: str
    tier: Tier
    priority: Priority
    topic: str | None
    language: str  # what the customer wrote in this ticket so far, or `und`
    at: datetime


@dataclass(frozen=True, slots=True)
class Understanding:
    """What intake found; the team itself is chosen by the rules, from the candidates."""

    language: str
    confidence: float
    topic: str | None = None
    candidates: tuple[RouteCandidate, ...] = ()
    staffing: StaffingView | None = None
    standby: tuple[RouteCandidate, ...] = ()
    reason: LanguageReason | None = None  # what decided the language
    short: bool = False  # too few words to switch a ticket's language
    wish: str = ""  # the language in which the customer asks to be answered
    moods: tuple[str, ...] = ()  # ids of the entries of which words stand in it


class IntakeActivities:
    """Reads a message once, and keeps of it only what names nobody."""

    def __init__(  # noqa: PLR0913 - one argument for each thing that the verb asks
        self,
        ledger: Ledger,
        vault: Vault,
        views: Views,
        detector: LanguageDetector,
        routing: RoutingTable,
        staffing: StaffingSource,
        *,
        moods: Moods = NO_MOODS,
        acquaintances: Acquaintances | None = None,
    ) -> None:
        self._ledger = ledger
        self._vault = vault
        self._views = views
        self._detector = detector
        self._routing = routing
        self._staffing = staffing
        self._moods = moods
        self._acquaintances = acquaintances or Acquaintances(ByName({}), NobodyIsKnown())
        self._hearing = asyncio.Lock()

    @activity.defn
    async def intake(self, request: IntakeRequest) -> Understanding:
        """Write the page, then detect the language and, for a new ticket, propose a route."""
        if request.page is not None:
            await self._ledger.write(request.page)
        try:
            kept = await self._vault.get(request.message.id)
        except Erased:  # nobody has anything to do with it any more: the ticket ends
            return Understanding(language=UNKNOWN, confidence=0.0)
        text, location = _words(kept), kept.content.get("location")
        detected = self._detector.detect(text, await self._hints(request, kept))
        found = Understanding(
            language=detected.language,
            confidence=detected.confidence,
            reason=detected.reason,
            short=detected.short,
            wish=detected.wish or "",
            moods=await self._heard(text, detected),
        )
        if not request.opens:
            return found
        topic = request.topic or self._routing.topic_of(text, detected.language)
        history = await self._views.history(kept.customer_id, kept.ticket_id)
        matter = Matter(
            region=request.region,
            topic=topic,
            language=detected.wish or detected.language,
            tier=request.tier,
            priority=request.priority,
            contacts_before=history.tickets,
            last_team=history.last_team,
            matches=self._routing.matches(text),
        )
        return replace(
            found,
            topic=topic,
            candidates=self._routing.candidates(matter),
            staffing=self._staffing.view(request.at, await self._views.loads()),
            standby=self._routing.standby(matter, str(location) if location else None),
        )

    async def _hints(self, request: IntakeRequest, kept: Text) -> Hints:
        """What is known of the writer: by the message itself, else by their platform."""
        tag, country = request.message.language, kept.content.get("country")
        known = None
        if request.opens:
            known = await self._acquaintances.of(request.message, kept, request.at)
        if known is not None:
            tag = known.locale or tag if tag == UNKNOWN else tag
            country = country or known.country
        return Hints(tag, request.language, str(country) if country else None)

    async def _heard(self, text: str, of: Detected) -> tuple[str, ...]:
        """One text at a time, in a thread: the first has all that is searched for put together.

        Many that came at once would each do so, and starve the workflows beside them.
        """
        search = self._moods.found_in
        async with self._hearing:
            return await asyncio.to_thread(search, text, of.language, short=of.short)


def _words(text: Text) -> str:
    parts = (text.content.get("subject"), text.content.get("text"))
    return "\n".join(str(part) for part in parts if part)
