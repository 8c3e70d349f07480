"""The verb `intake`: find out what a message is about, without waiting for any translation."""

from dataclasses import dataclass
from datetime import datetime

from temporalio import activity

from domain.facts import MessageReference, RouteCandidate
from domain.ledger import Page
from domain.policy import StaffingView
from domain.ports import LanguageDetector, RoutingTable, StaffingSource
from domain.routing import Matter
from domain.stores import Ledger, Text, Vault, Views
from domain.vocabulary import Priority, Tier


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
    language: str  # the ticket's so far, or `und`
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


class IntakeActivities:
    """Reads a message once, and keeps of it only what names nobody."""

    def __init__(
        self,
        ledger: Ledger,
        vault: Vault,
        views: Views,
        detector: LanguageDetector,
        routing: RoutingTable,
        staffing: StaffingSource,
    ) -> None:
        self._ledger = ledger
        self._vault = vault
        self._views = views
        self._detector = detector
        self._routing = routing
        self._staffing = staffing

    @activity.defn
    async def intake(self, request: IntakeRequest) -> Understanding:
        """Write the page, then detect the language and, for a new ticket, propose a route."""
        if request.page is not None:
            await self._ledger.write(request.page)
        kept = await self._vault.get(request.message.id)
        text, location = _words(kept), kept.content.get("location")
        detected = self._detector.detect(text, _hint(request))
        if not request.opens:
            return Understanding(detected.language, detected.confidence)
        topic = request.topic or self._routing.topic_of(text, detected.language)
        history = await self._views.history(kept.customer_id, kept.ticket_id)
        matter = Matter(
            region=request.region,
            topic=topic,
            language=detected.language,
            tier=request.tier,
            priority=request.priority,
            contacts_before=history.tickets,
            last_team=history.last_team,
            matches=self._routing.matches(text),
        )
        return Understanding(
            language=detected.language,
            confidence=detected.confidence,
            topic=topic,
            candidates=self._routing.candidates(matter),
            staffing=self._staffing.view(request.at, await self._views.loads()),
            standby=self._routing.standby(matter, str(location) if location else None),
        )


def _hint(request: IntakeRequest) -> str | None:
    """What the ticket speaks already, else what the sender's profile says."""
    known = (request.language, request.message.language)
    return next((language for language in known if language != "und"), None)


def _words(text: Text) -> str:
    parts = (text.content.get("subject"), text.content.get("text"))
    return "\n".join(str(part) for part in parts if part)
