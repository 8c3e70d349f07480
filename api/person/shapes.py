"""What is shown of a person beside who they are: more fields may be added, none renamed."""

from datetime import datetime

from pydantic import BaseModel

from domain.background import PromiseKind
from domain.given import What
from domain.moods import Mood
from domain.vocabulary import Tone


class PromiseShape(BaseModel):
    """Something the customer waits for, told at `at`; `due` is null where no time was said.

    `text` is what somebody wrote of it, in `language`: null for what the desk told by itself, and
    for roles that see no text.
    """

    kind: PromiseKind
    ticket_id: str
    text: str | None
    language: str | None
    at: datetime
    due: datetime | None


class GivenShape(BaseModel):
    """Something that the customer has given, so that nobody asks for it again.

    Without `ticket_id` it is part of how they appear. Of cards, accounts and papers `value` is the
    end alone.
    """

    what: What
    value: str
    ticket_id: str | None
    at: datetime | None


class HeardShape(BaseModel):
    """What the words of one message tell of its writer; no `moods` where it was calm."""

    ticket_id: str
    at: datetime
    moods: list[Mood]


class MoodShape(BaseModel):
    """How the customer sounds: the tone in which they are spoken to, and their last messages."""

    tone: Tone
    asks_for_person: bool
    heard: list[HeardShape]
