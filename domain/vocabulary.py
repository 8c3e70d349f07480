"""The words that every other file of the domain is written in."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    HELD = "held"
    SOLVED = "solved"
    CLOSED = "closed"


class Priority(StrEnum):
    """How soon a ticket wants work; `rank` orders them."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """0 for low up to 3 for urgent."""
        return tuple(Priority).index(self)


class Tier(StrEnum):
    """What the customer was promised."""

    STANDARD = "standard"
    VIP = "vip"
    EMERGENCY = "emergency"


class LanguageReason(StrEnum):
    """What decided in which language a message is, or a ticket is answered."""

    SCRIPT = "script"  # only one language that we know is written so
    TEXT = "text"  # the words, by the model
    SECOND_OPINION = "second_opinion"  # telling words and letters, against the model
    PERSON = "person"  # the profile: the text left it open
    CONVERSATION = "conversation"  # what the ticket spoke before
    COUNTRY = "country"  # an official language of the person's country
    WISH = "wish"  # the customer asked for it
    UNDECIDED = "undecided"

    @property
    def is_told(self) -> bool:
        """Whether the customer's own words decided, and not what is known of them."""
        told = (LanguageReason.SCRIPT, LanguageReason.TEXT, LanguageReason.SECOND_OPINION)
        return self in told


class Tone(StrEnum):
    """How a customer feels who is written to: an upset one is not greeted like any other."""

    CALM = "calm"
    ANGRY = "angry"


class Target(StrEnum):
    """A promise about time."""

    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    SOLVE = "solve"


OF_A_REPLY = (Target.FIRST_REPLY, Target.NEXT_REPLY)


class ClockState(StrEnum):
    """What the clock of one target does."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"


class DeliveryState(StrEnum):
    """How far a message to the customer has come; `uncertain` wants a person's eye."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


class HandOverCause(StrEnum):
    """Why a ticket went to other people."""

    AGENT = "agent"  # an agent asked for it
    STEP = "step"  # a step of the ladder did
    END_OF_SHIFT = "end_of_shift"  # whoever had it left
    NOBODY_ON = "nobody_on"  # nobody of the team is
    NOT_ACKNOWLEDGED = "not_acknowledged"  # the team before did not answer in time
    EMERGENCY = "emergency"  # the nearest team that is on takes an emergency
    OWNER_IS_BACK = "owner_is_back"  # whom it was taken over for is on again


class NobodyOn(StrEnum):
    """What a step does that finds nobody of its team on."""

    NEXT_STEP = "next step at once"
    NEXT_SHIFT = "wait for the next shift"


class Doing(StrEnum):
    """What a step of the ladder does with people; it needs to know who is on, or the customer."""

    NOTIFY = "notify"
    PAGE = "page"
    HAND_OVER = "hand_over"
    ASSIGN = "assign"
    REPLY = "reply"


class NotificationKind(StrEnum):
    """Why somebody is told."""

    STEP = "step"  # a step of the ladder tells a team
    PAGE = "page"  # the same, again and again until somebody claims the ticket
    HAND_OVER = "hand_over"  # a ticket has come to the team and wants an acknowledgement
    SHIFT = "shift"  # a shift begins: what it takes over


class ActorKind(StrEnum):
    """Who did it. `system` is the desk itself, deciding by rule."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something; `id` is ours and names nobody by itself."""

    kind: ActorKind
    id: str


THE_DESK = Actor(kind=ActorKind.SYSTEM, id="desk")


@dataclass(frozen=True, slots=True)
class Because:
    """The rule that decided: of which policy, in which version, seeing which staffing."""

    policy: str
    version: int
    rule: str
    staffing: str = ""  # hash of the staffing view, where the rule looked at one
