"""What is shown of a ticket's messages; their words are in the vault."""

from dataclasses import dataclass
from datetime import datetime

from domain.vocabulary import DeliveryState


@dataclass(frozen=True, slots=True)
class TranslationView:
    """A translation that stands beside its original; the text is in the vault under `text_id`."""

    language: str
    engine: str
    text_id: str
    flags: tuple[str, ...] = ()
    beside: tuple["TranslationView", ...] = ()  # whose place it took, and others; the last first


@dataclass(frozen=True, slots=True)
class EditView:
    """Words that a message has, or had before; the text is in the vault under `text_id`."""

    at: datetime  # when the customer wrote them, by the platform
    text_id: str


MessagePlace = tuple[datetime, int, int]  # by which messages are shown: the last is its sequence


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message without its words; the text is in the vault under `text_id`."""

    id: str
    message_id: str
    ticket_id: str
    direction: str  # in, out or note
    author_kind: str
    author_id: str
    sent_at: datetime
    language: str
    translations: tuple[TranslationView, ...] = ()
    delivery: DeliveryState | None = None
    delivery_reason: str = ""
    sequence: int = 0  # its place in the ticket's ledger
    ordered_at: datetime | None = None  # the customer's: by the platform; ours: when it was said
    sent_order: int = 0  # among messages of one instant
    words_id: str | None = None  # of what the customer wrote in its place
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    edits: tuple[EditView, ...] = ()  # what stood there before, the first first
    files_given_up: bool = False  # nobody waits any more for those that are not here

    @property
    def text_id(self) -> str:
        """Under which id the vault has its words."""
        return self.words_id or self.id

    @property
    def place(self) -> MessagePlace:
        """By which it is shown."""
        return self.ordered_at or self.sent_at, self.sent_order, self.sequence
