"""In which language a ticket is answered, and how that came about. Pure."""

from types import MappingProxyType

from domain.events import MessageUnderstood
from domain.ticket import Ticket
from domain.vocabulary import LanguageReason

UNKNOWN = "und"  # BCP 47: the language is undetermined

_BECAUSE = MappingProxyType(
    {
        LanguageReason.SCRIPT: "by its script",
        LanguageReason.TEXT: "by its words",
        LanguageReason.SECOND_OPINION: "by words and letters that tell it from its neighbours",
        LanguageReason.PERSON: "as the customer's profile says: the text leaves it open",
        LanguageReason.CONVERSATION: "as the messages before were: the text leaves it open",
        LanguageReason.COUNTRY: "as is spoken in the customer's country: the text leaves it open",
        LanguageReason.UNDECIDED: "nothing tells more",
    }
)


def spoken_after(ticket: Ticket, event: MessageUnderstood) -> tuple[str, LanguageReason | None]:
    """The ticket's language after a message, and what decided it.

    A wish outranks all, and only another wish changes it. Else the first message of more than a few
    words whose own words decide is what counts: before it, any guess; after it, nothing switches.
    A short text never switches a ticket that has a language.
    """
    if event.wish:
        return event.wish, LanguageReason.WISH
    if ticket.language == UNKNOWN:
        return event.language, event.reason
    known = ticket.language_reason
    guessed = known not in (None, LanguageReason.WISH) and ticket.writes == UNKNOWN
    if guessed and _tells(event):
        return event.language, event.reason
    return ticket.language, known


def written_after(ticket: Ticket, event: MessageUnderstood) -> str:
    """The language that the customer was last found to write in, by the words alone."""
    return event.language if _tells(event) else ticket.writes


def _tells(event: MessageUnderstood) -> bool:
    """Whether the customer's own words, and enough of them, decided."""
    told = event.reason is not None and event.reason.is_told
    return told and not event.short and event.language != UNKNOWN


def conversation_of(ticket: Ticket) -> str:
    """What the customer's next message will be in, as far as the ticket tells: never a wish.

    Who asks in English for answers in French goes on writing English.
    """
    return ticket.writes if ticket.language_reason is LanguageReason.WISH else ticket.language


def found(event: MessageUnderstood) -> str:
    """What was found of a message's language, to follow `The message was found to be`."""
    sure = f"{event.confidence:.0%} sure"
    because = _BECAUSE.get(event.reason) if event.reason is not None else None
    said = f"in {named(event.language)} ({f'{sure}, {because}' if because else sure})"
    return f"{said}, and asks for answers in {named(event.wish)}" if event.wish else said


def named(tag: str) -> str:
    """A language as a sentence names it: by its BCP 47 tag."""
    return "an unknown language" if tag == UNKNOWN else tag
