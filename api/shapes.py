"""What goes in, and what answers it: more fields may be added, none renamed."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.fields import (
    Channel,
    Country,
    Email,
    FaithIfTold,
    FileContent,
    Identifier,
    Instant,
    Language,
    Line,
    Link,
    Metadata,
    Part,
    PartIfAny,
    Phone,
    Rule,
    Topic,
    Words,
)
from domain.briefs import PARTS
from domain.vocabulary import Priority, Tier


class Said(BaseModel):
    """What a client sends: known fields of the right type, or nothing at all."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


Named = Field(strict=False)  # an enumeration comes as its name


class NewSender(Said):
    """Who wrote."""

    id: Identifier
    name: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    locale: Language | None = None
    country: Country | None = None
    faith: FaithIfTold | None = None


class Attachment(Said):
    """A file that belongs to a message: where it can be fetched, or the file itself."""

    url: Link | None = None
    content: FileContent | None = None
    name: Line | None = None
    mime: Annotated[Line, Field(max_length=127)] | None = None
    size: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _is_somewhere(self) -> "Attachment":
        if (self.url is None) == (self.content is None):
            raise ValueError("Send either `url` or `content`, the file in base64.")
        return self


class NewMessage(Said):
    """A message from a customer."""

    channel: Channel
    account: Identifier | None = None
    thread: Identifier | None = None
    message_id: Identifier
    sender: NewSender
    text: Words
    subject: Annotated[Line, Field(max_length=998)] | None = None
    topic: Topic | None = None
    priority: Annotated[Priority, Named] | None = None
    tier: Annotated[Tier, Named] | None = None
    location: Country | None = None
    sent_at: Instant | None = None
    attachments: Annotated[list[Attachment], Field(max_length=20)] = []
    metadata: Metadata = {}


class Nothing(Said):
    """The body of a command that needs no words: `{}`."""


class NewVia(Said):
    """An account by which the customer is reached."""

    channel: Channel
    account: Identifier


class Enclosure(Said):
    """A file that goes along with an answer."""

    content: FileContent
    name: Line | None = None


class NewReply(Said):
    """An answer to the customer; without `language` it is worked out from the text.

    `despite` names the rules about drafts that hold it and that its author overrules; `via` the
    account by which it is to go, where that is not the one that the desk would take.
    """

    text: Words
    language: Language | None = None
    despite: Annotated[list[Rule], Field(max_length=50)] | None = None
    via: NewVia | None = None
    attachments: Annotated[list[Enclosure], Field(max_length=10)] | None = None


class NewSend(Said):
    """Another try for a message; `via` as in an answer."""

    via: NewVia | None = None


class Draft(Said):
    """An answer that is not sent yet; without `language` it is worked out from the text."""

    text: Words
    language: Language | None = None


class NewNote(Said):
    """Words for the team only."""

    text: Words


class NewCorrection(Said):
    """How a message reads in a language in which a translation of it is shown."""

    language: Language
    text: Words


class WantedTranslation(Said):
    """The language in which a translation is shown, and another one is wanted."""

    language: Language


class NewEscalation(Said):
    """Why the next step is to be taken now."""

    reason: Words


class NewPriority(Said):
    """Another priority."""

    priority: Annotated[Priority, Named]


class NewHold(Said):
    """Why the ticket is put aside, and until when."""

    reason: Words
    until: Instant


class NewHandOver(Said):
    """The team that is to have the ticket, and the brief for it."""

    team: Identifier
    done: Part
    pending: PartIfAny = ""
    next: Part
    promised: PartIfAny = ""

    def brief(self) -> dict[str, str]:
        """The parts of the brief that say something, by name."""
        said = {part: str(getattr(self, part)) for part in PARTS}
        return {part: words for part, words in said.items() if words}


class NewMerge(Said):
    """The ticket that it goes on in."""

    into: Identifier


class NewRating(Said):
    """What the customer thinks of the service."""

    score: Annotated[int, Field(ge=1, le=5)]
    comment: Words | None = None


class Accepted(BaseModel):
    """A message that will not be lost any more."""

    message_id: str
    ticket_id: str
    region: str
    duplicate: bool


class PartShape(BaseModel):
    """How one part of the desk does."""

    state: Literal["ready", "down"]
    vital: bool
    detail: str


class Readiness(BaseModel):
    """Whether messages can be accepted, and how each part does."""

    status: Literal["ready", "degraded", "down"]
    parts: dict[str, PartShape]
