"""The verbs `escalate` and `hand_over`: a team is told, and gets the brief in its language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from temporalio import activity

from activities.leaving import LeavingBriefs
from activities.teller import Teller
from activities.translation import TranslatedParts, VaultTranslator
from domain.briefs import PARTS
from domain.facts import Reached
from domain.forgetting import ERASED
from domain.ledger import Entry, Page
from domain.masking import Kind, masked
from domain.notifications import Notification
from domain.ports import Replies, Reply
from domain.relay import NotificationWanted
from domain.relay_events import NotificationReported
from domain.stores import Erased, Ledger, Missing, Text, Vault
from domain.ticket import same_language
from domain.vocabulary import THE_DESK

FALLBACK: Final = "en"  # every template is there in English


@dataclass(frozen=True, slots=True)
class NotifyRequest:
    """People to be told, and the place in the ledger that the outcome will take.

    `brief` fills the templates of the desk's own brief; `hand_over` those of what the team reads.
    """

    page: Page | None
    ticket_id: str
    sequence: int
    region: str
    customer_id: str
    wanted: NotificationWanted
    at: datetime
    brief: dict[str, str] = field(default_factory=dict)
    hand_over: dict[str, str] = field(default_factory=dict)


class NotificationActivities:
    """Tells teams, and prepares what they take over."""

    def __init__(
        self,
        ledger: Ledger,
        vault: Vault,
        replies: Replies,
        translator: VaultTranslator,
        teller: Teller,
        leaving: LeavingBriefs,
    ) -> None:
        self._ledger = ledger
        self._vault = vault
        self._replies = replies
        self._translator = translator
        self._teller = teller
        self._leaving = leaving

    @activity.defn
    async def escalate(self, request: NotifyRequest) -> NotificationReported:
        """Tell a team what a step of the ladder says, and write what became of it."""
        return await self._begun(request) or await self._told(request, request.wanted.text)

    @activity.defn
    async def hand_over(self, request: NotifyRequest) -> NotificationReported:
        """Put the brief into the receiving team's language, and tell the team of the ticket."""
        standing = await self._begun(request)
        if standing is not None:
            return standing
        try:
            brief = await self._brief(request)
        except Erased:
            return await self._written(request, (), TranslatedParts("", flags=(ERASED,)))
        words = self._replies.render("hand-over", request.wanted.language, request.hand_over)
        return await self._told(request, words.text, brief)

    async def _begun(self, request: NotifyRequest) -> NotificationReported | None:
        """The outcome that stands there already, once the page is written."""
        if request.page is not None:
            await self._ledger.write(request.page)
        entry = await self._ledger.entry(request.ticket_id, request.sequence)
        found = entry and entry.event
        return found if isinstance(found, NotificationReported) else None

    async def _told(
        self, request: NotifyRequest, text: str, brief: TranslatedParts | None = None
    ) -> NotificationReported:
        reached = await self._teller.tell(_notifications(request, text))
        return await self._written(request, reached, brief)

    async def _written(
        self, request: NotifyRequest, reached: tuple[Reached, ...], brief: TranslatedParts | None
    ) -> NotificationReported:
        wanted = request.wanted
        event = NotificationReported(
            at=request.at,
            by=THE_DESK,
            notification_id=wanted.id,
            reached=reached,
            brief_id=wanted.brief_id,
            language=brief.language if brief else "",
            engine=brief.engine if brief else "",
            flags=brief.flags if brief else (),
        )
        await self._ledger.write(Page((Entry(request.ticket_id, request.sequence, event),)))
        return event

    async def _brief(self, request: NotifyRequest) -> TranslatedParts:
        """What the agent wrote or the desk knows, in the language of the team if engines can.

        No engine and no translation sees more of it than the team may.
        """
        wanted, brief_id = request.wanted, request.wanted.brief_id or ""
        kinds = await self._leaving.kinds(wanted.team, request.customer_id)
        if wanted.brief_by_desk:
            original = await self._desk_brief(request, brief_id, kinds)
        else:
            original = masked(await self._vault.get(brief_id), kinds)
        if same_language(original.language, wanted.language):
            return TranslatedParts(original.language)
        return await self._translator.translate_parts(original, PARTS, wanted.language, kinds)

    async def _desk_brief(
        self, request: NotifyRequest, brief_id: str, kinds: Sequence[Kind]
    ) -> Text:
        """Render it once and keep it, as templates may change meanwhile."""
        try:
            return masked(await self._vault.get(brief_id), kinds)
        except Missing:
            pass
        replies = self._parts_in(request.wanted.language, request.brief)
        if len({reply.language for reply in replies.values()}) > 1:
            replies = self._parts_in(FALLBACK, request.brief)
        said = {part: reply.text.strip() for part, reply in replies.items()}
        brief = Text(
            id=brief_id,
            customer_id=request.customer_id,
            ticket_id=request.ticket_id,
            kind="brief",
            language=replies[PARTS[0]].language,
            content={part: words for part, words in said.items() if words},
        )
        brief = masked(brief, kinds)
        await self._vault.put(brief)
        return brief

    def _parts_in(self, language: str, values: dict[str, str]) -> dict[str, Reply]:
        return {part: self._replies.render(f"brief-{part}", language, values) for part in PARTS}


def _notifications(request: NotifyRequest, text: str) -> tuple[Notification, ...]:
    wanted = request.wanted
    return tuple(
        Notification(
            id=f"{wanted.id}:{agent}",
            region=request.region,
            agent=agent,
            team=wanted.team,
            kind=wanted.kind,
            text=text.strip(),
            at=request.at,
            ticket_id=request.ticket_id,
        )
        for agent in wanted.agents
    )
