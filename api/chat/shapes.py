"""What visitors send and read. Every text is plain: nothing in it is ever markup."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from api.fields import Email, Identifier, Language, Line, Words
from api.shapes import Said
from domain.chat import LARGEST_FILE, LONGEST_TEXT, MOST_FILES
from domain.vocabulary import Status

LONGEST_NAME = 200
Message = Annotated[str, Field(max_length=LONGEST_TEXT)]
Uuid = Annotated[UUID, Field(strict=False)]


class NewVisitor(Said):
    """Somebody opens the chat; `identity` is what their site signed of them."""

    identity: Annotated[str, Field(max_length=4_096)] | None = None
    language: Language | None = None
    page: Annotated[str, Field(max_length=2_000)] | None = None


class NewChatMessage(Said):
    """A message. `id` is the device's own: under it, it is taken once, however often it comes."""

    id: Uuid
    text: Message = ""
    language: Language | None = None
    files: Annotated[list[Identifier], Field(max_length=MOST_FILES, default_factory=list)]
    name: Line | None = None
    email: Email | None = None
    subject: Line | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "NewChatMessage":
        if not self.files and not any(one.isprintable() and one != " " for one in self.text):
            raise ValueError("Write a text, or name a file.")
        return self


class UpTo(Said):
    """Up to where, itself among it."""

    position: Annotated[int, Field(ge=0, le=2**31 - 1)]


class NewChatRating(Said):
    """What the visitor thinks of the service."""

    score: Annotated[int, Field(ge=1, le=5)]
    comment: Words | None = None


class NewChatConsent(Said):
    """Whether the visitor agrees."""

    given: bool


class ChatTicket(BaseModel):
    """The ticket that the conversation is in now; `rating` is what it was given."""

    id: str
    status: Status
    rating: int | None


class DeskHours(BaseModel):
    """Whether somebody is there. Closed, messages are taken all the same."""

    open: bool
    opens_at: datetime | None
    asks_email: bool


class ChatPurpose(BaseModel):
    """Something that is only done with consent; `given` null where nobody has asked yet."""

    purpose: str
    title: str
    given: bool | None


class ChatPurposes(BaseModel):
    """All that the visitor is asked about."""

    purposes: list[ChatPurpose]


class ChatLimits(BaseModel):
    """What is taken at most: characters, files with a message, bytes."""

    text: int = LONGEST_TEXT
    files: int = MOST_FILES
    file_bytes: int = LARGEST_FILE
    name: int = LONGEST_NAME


class VisitorShape(BaseModel):
    """Who the visitor is to the desk, and where the conversation stands.

    `expires_in` is in seconds: the clock of a device may be wrong.
    """

    visitor: str
    token: str
    expires_at: datetime
    expires_in: int
    known: bool
    name: str | None
    title: str
    position: int
    delivered: int
    read: int
    ticket: ChatTicket | None
    desk: DeskHours
    purposes: list[ChatPurpose]
    limits: ChatLimits


class ChatAccepted(BaseModel):
    """A message that will not be lost any more."""

    id: str
    message_id: str
    position: int
    ticket_id: str
    at: datetime
    duplicate: bool


class ChatAuthor(BaseModel):
    """Who wrote; programs are said to be such."""

    kind: Literal["customer", "agent", "bot", "system"]
    name: str | None


class ChatOriginal(BaseModel):
    """A message as it was written, where the visitor reads it translated."""

    language: str
    text: str


class ChatFile(BaseModel):
    """A file, of the type that its bytes have."""

    id: str
    name: str
    type: str
    bytes: int


class ChatItem(BaseModel):
    """Something that was said. `id` is the device's own, of what came in."""

    id: str | None
    message_id: str
    position: int
    direction: Literal["in", "out"]
    author: ChatAuthor
    at: datetime
    text: str
    language: str
    original: ChatOriginal | None
    translated: bool
    files: list[ChatFile]
    state: Literal["sent", "delivered", "read"]
    part: int
    parts: int


class ChatItems(BaseModel):
    """Part of a conversation. `reset`: what the device had of it is gone."""

    items: list[ChatItem]
    next: int | None
    last: int
    reset: bool


class ChatTyping(BaseModel):
    """`event: typing`: somebody at the desk writes, for so many seconds at most."""

    who: Literal["agent"] = "agent"
    seconds: int


class ChatState(BaseModel):
    """`event: state`: up to where the visitor's devices have it, and have shown it."""

    delivered: int
    read: int


class ChatStatusEvent(BaseModel):
    """`event: status`: how the ticket stands, and whether somebody is there."""

    ticket: ChatTicket | None
    desk: DeskHours


class ChatReset(BaseModel):
    """`event: reset`: the conversation is not the one that the device knows."""


ChatEvent = ChatItem | ChatTyping | ChatState | ChatStatusEvent | ChatReset


class ChatRated(BaseModel):
    """The ticket as it is then."""

    ticket: ChatTicket


class TicketStatus(BaseModel):
    """How a ticket stands: states and times, no word of it."""

    ticket_id: str
    status: Status
    opened_at: datetime
    changed_at: datetime
    answered_at: datetime | None
    solved_at: datetime | None
    desk: DeskHours


class OwnTicketStatus(TicketStatus):
    """The same, with the link by which it can be looked at without the chat."""

    token: str
    link: str
