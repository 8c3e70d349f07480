"""What people may ask of a ticket: the commands of the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from domain.facts import Via
from domain.policy import Policy, StaffingView
from domain.vocabulary import Actor, Priority


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command is refused: a stable code, and a sentence that says what to do instead."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What every command says: who asks."""

    by: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Asked):
    """Take the ticket."""

    kind: Literal["claim"] = "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Asked):
    """Give the ticket back to its team."""

    kind: Literal["release"] = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Asked):
    """Answer the customer; the text stands in the vault under `message_id`."""

    kind: Literal["reply"] = "reply"
    message_id: str
    language: str
    despite: tuple[str, ...] = ()  # rules that held it, which its author overrules
    via: Via | None = None  # by which it is to go; None: where the customer wrote last


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Asked):
    """Write to the team only; the text stands in the vault under `message_id`."""

    kind: Literal["note"] = "note"
    message_id: str
    language: str = "und"


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(Asked):
    """Take the next step of the ladder before it falls due; the reason stands in the vault."""

    kind: Literal["escalate"] = "escalate"
    reason_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prioritise(Asked):
    """Give the ticket another priority."""

    kind: Literal["prioritise"] = "prioritise"
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Asked):
    """Put the ticket aside until a date; the reason stands in the vault."""

    kind: Literal["hold"] = "hold"
    until: datetime
    reason_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Solve(Asked):
    """Consider the ticket done."""

    kind: Literal["solve"] = "solve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Asked):
    """Take the ticket up again."""

    kind: Literal["reopen"] = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Asked):
    """Let the ticket go on in another one of the same customer."""

    kind: Literal["merge"] = "merge"
    into: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Asked):
    """Judge the service; a comment stands in the vault."""

    kind: Literal["rate"] = "rate"
    score: int
    comment_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Asked):
    """Give the ticket to another team; the brief stands in the vault under `brief_id`.

    `staffing` is who is on as the door saw it: whether the team can take the ticket rests on it.
    """

    kind: Literal["hand_over"] = "hand_over"
    team: str
    brief_id: str
    staffing: StaffingView


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Asked):
    """Answer for a ticket that was handed over; `teams` are those whoever asks belongs to."""

    kind: Literal["acknowledge"] = "acknowledge"
    teams: tuple[str, ...] | None = None  # None: every team


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptPolicy(Asked):
    """Live under another policy from now on; the reason stands in the vault."""

    kind: Literal["adopt_policy"] = "adopt_policy"
    policy: Policy  # frozen, and kept under its hash before the command is given
    reason_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectTranslation(Asked):
    """Say how a message reads in another language; the words stand in the vault."""

    kind: Literal["correct_translation"] = "correct_translation"
    message_id: str
    source: str
    language: str
    text_id: str
    engine: str  # whose translation is corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslateAgain(Asked):
    """Have another engine translate a message; what stands already is kept.

    `able` are engines, as the door knows them, that may be asked beside those in `without`.
    """

    kind: Literal["translate_again"] = "translate_again"
    message_id: str
    source: str
    language: str
    without: tuple[str, ...] = ()
    able: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAgain(Asked):
    """Send a message again that did not get through, or may not have; its words are in the vault.

    `author` and `author_id` are who said it at first, and `sent_at` is when.
    """

    kind: Literal["send_again"] = "send_again"
    message_id: str
    author: str
    author_id: str
    sent_at: datetime
    language: str
    via: Via | None = None  # by which it is to go now


Command = (
    Claim
    | Release
    | Reply
    | Note
    | Escalate
    | Prioritise
    | Hold
    | Solve
    | Reopen
    | Merge
    | Rate
    | HandOver
    | Acknowledge
    | AdoptPolicy
    | CorrectTranslation
    | TranslateAgain
    | SendAgain
)
