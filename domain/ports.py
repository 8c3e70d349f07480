"""What the rules need from the outside: the siblings meet here, the doors introduce them."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.arrivals import Sender
from domain.attachments import AttachedFile
from domain.facts import RouteCandidate
from domain.histories import EndedRun, FetchedRun, Relived
from domain.ledger import Entry
from domain.policy import StaffingView
from domain.routing import Matter
from domain.vocabulary import LanguageReason, Tone


class Clock(Protocol):
    """The door's clock; the skipped clock in the demo and in tests."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Detected:
    """The language that a text seems to be in, as a BCP 47 tag, with how sure we are (0 to 1)."""

    language: str
    confidence: float
    reason: LanguageReason = LanguageReason.UNDECIDED
    short: bool = False  # too few words to switch anything
    wish: str | None = None  # the language in which the text asks to be answered


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a writer from elsewhere; the earlier of two hints that apply decides."""

    person: str | None = None  # the profile's BCP 47 tag
    conversation: str | None = None  # what the ticket speaks, as a tag
    country: str | None = None  # ISO 3166-1 alpha-2: its official languages


NO_HINTS = Hints()


class LanguageDetector(Protocol):
    """Names the language of a text."""

    def detect(self, text: str, hints: Hints = NO_HINTS) -> Detected:
        """Never fails: a text that says nothing of its language takes a hint, or `und` without one.

        Hints decide short and undecidable texts, never against the text's script.
        """
        ...


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in another language. `text` is the original where `flags` holds `untranslated`."""

    text: str
    engine: str
    flags: tuple[str, ...] = ()
    retry: bool = False  # nobody could do it now, but somebody might later


class Translator(Protocol):
    """Translates within a time limit and never raises for an engine's failure."""

    async def translate(
        self, text: str, source: str, target: str, *, without: Sequence[str] = ()
    ) -> Translation:
        """Translate `text` between two BCP 47 tags; ten seconds in all.

        Engines named in `without` are not asked. What no other can do comes back as the original
        with the flag `untranslated`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message on its way to a customer, as a channel receives it. Holds personal text."""

    key: str  # the same on every attempt: what a provider folds repeats by
    event: str
    channel: str
    account: str
    ticket_id: str
    message_id: str
    conversation_id: str
    author_kind: str  # agent, bot or system
    author_id: str
    author_name: str
    text: str
    language: str
    sent_at: datetime
    in_reply_to: str | None = None
    flags: tuple[str, ...] = ()
    attachments: Sequence[Mapping[str, object]] = field(default_factory=tuple)
    recipient: str = ""  # the platform's id of the person, an address where it is mail
    subject: str = ""  # of the conversation, where the channel has one
    references: tuple[str, ...] = ()  # the platform's ids of what the conversation said before
    part: int = 0  # of `parts`; each is sent by itself, under a key of its own
    parts: int = 1
    files: tuple[AttachedFile, ...] = ()
    automatic: bool = False  # the desk says it by itself: no machine is to answer it


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider took the message; `provider_id` is its own name for it, if it gave one."""

    provider_id: str = ""


class Refused(Exception):
    """The provider will never take this message; `reason` is a short code without text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotNow(Exception):
    """The provider did not take the message; repeating it later under the same key is safe."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after  # seconds, where the provider said so


class OutcomeUnknown(Exception):
    """The connection broke after the message left; `folds_repeats` says if repeating is safe."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as its template says it. `language` is the variant that was there, not the wish."""

    text: str
    language: str
    signed: bool = True  # False: a machine put the template into this language, and nobody read it


class Replies(Protocol):
    """What the desk says by itself."""

    def render(
        self,
        template: str,
        language: str,
        values: Mapping[str, str],
        tone: Tone = Tone.CALM,
        to: Sequence[Sender] = (),
    ) -> Reply:
        """The nearest variant: `pt-BR`, then `pt`, and last English; of it the one for the tone.

        A language that has none for the tone says it as to anybody. `to` is all that the customer
        told of themselves: how they are called, whose dates they read. Raises KeyError for a
        template that the desk does not have.
        """
        ...


class StaffingSource(Protocol):
    """Who is on."""

    def view(self, at: datetime, loads: Mapping[str, int]) -> StaffingView:
        """Every team as it is at `at` (aware); `loads` holds the open tickets of each team."""
        ...


class RoutingTable(Protocol):
    """What a message is about, and who could take it."""

    def topic_of(self, text: str, language: str) -> str | None:
        """The topic that the words of the text suggest, or None where they suggest none."""
        ...

    def matches(self, text: str) -> tuple[str, ...]:
        """The patterns of the rules that stand in the text, in a time that grows with it alone."""
        ...

    def candidates(self, matter: Matter) -> tuple[RouteCandidate, ...]:
        """The teams of the first rule that fits, the most wanted first: who had the customer's last
        ticket, where the rule prefers that, then those that speak the language.
        """
        ...

    def standby(self, matter: Matter, location: str | None) -> tuple[RouteCandidate, ...]:
        """Every team that could take the work over, the nearest region's first.

        Those of the first rule that fits in the ticket's region, then of each neighbour in the
        order of regions.yaml. For a matter of the tier emergency, nearness counts from the home
        region of `location` (ISO 3166-1 alpha-2): that region itself is distance 0, its neighbours
        are 1, 2, and so on. Regions that are no neighbour are left out, except the ticket's own,
        which is always there, last if nowhere else. Without a location, or for one that is no
        country, nearness counts from the ticket's region. A team appears once, at its least
        distance; of one distance, those that speak the language come first.
        """
        ...


class Relive(Protocol):
    """Lives runs again by today's code."""

    async def __call__(self, fetched: FetchedRun, ledger: Sequence[Entry]) -> Relived:
        """Live one again, and compare what it wrote with the ledger of its ticket."""
        ...


class EndedRuns(Protocol):
    """What Temporal still knows of runs that ended, and how today's code lives them again."""

    async def ended(self, since: datetime, until: datetime | None) -> Sequence[EndedRun]:
        """The runs of tickets that ended from one instant on, up to another; the first first."""
        ...

    async def fetch(self, run: EndedRun) -> FetchedRun | None:
        """Its history; None where Temporal has forgotten the run."""
        ...

    async def find(self, ticket_id: str, run_id: str) -> EndedRun | None:
        """One run of a ticket; None where it goes on, or is forgotten."""
        ...

    def reliving(self) -> AbstractAsyncContextManager[Relive]:
        """Something that lives runs again, beside the event loop, for as long as it is open."""
        ...


class Notary(Protocol):
    """Signs in the name of a region."""

    def sign(self, text: str) -> str:
        """The text with its signature, as one note. It ends with a line's end."""
        ...
