"""What is said of translations: who made them, and who thought better of them. Pure."""

from domain.events import MessageTranslated
from domain.languages import named
from domain.memory import NOBODY, PERSON
from domain.spoken import who
from domain.translation_events import AnotherTranslationAsked, TranslationCorrected


def made(event: MessageTranslated) -> str:
    """What came of translating a message."""
    flags = f", flagged {', '.join(event.flags)}" if event.flags else ""
    if "untranslated" in event.flags:
        later = "; it will be tried again" if event.retry else ""
        could = "A message could not be put"
        if event.another:
            could = "No other engine could put a message"
        return f"{could} into {named(event.language)}{flags}{later}"
    once_more = " once more" if event.another else ""
    return f"A message was put into {named(event.language)}{once_more} by {event.engine}{flags}"


def corrected(event: TranslationCorrected) -> str:
    """Who corrected a translation, and whose it was; or who made one where no engine had."""
    languages = f"from {named(event.source)} into {named(event.language)}"
    if event.engine == NOBODY:
        return f"{who(event.by)} put a message {languages}, which no engine had"
    whose = f" by {'a ' if event.engine == PERSON else ''}{event.engine}" if event.engine else ""
    return f"{who(event.by)} corrected a translation{whose} {languages}"


def asked_again(event: AnotherTranslationAsked) -> str:
    """Who was not content with a translation."""
    but = f", by none of {', '.join(event.without)}" if event.without else ""
    return f"{who(event.by)} asked for another translation into {named(event.language)}{but}"
