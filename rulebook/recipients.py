"""Who is to read an answer, by what customers told of themselves; a faith is never guessed."""

from collections.abc import Iterator, Sequence

import langcodes

from domain.arrivals import Sender
from domain.cultures import Faith, Recipient
from domain.ticket import same_language
from rulebook.phones import country_of_phone


def recipient_of(profiles: Sequence[Sender], language: str) -> Recipient:
    """The reader of a ticket in a language (`und` where none is known), from all their profiles.

    The country is the declared one, else that of a phone number, else that of a locale. Of two
    tags for one language the locale's counts, which may name a country. A faith is only what the
    person told.
    """
    locales = [langcodes.standardize_tag(one.locale) for one in profiles if one.locale]
    return Recipient(
        language=next(_languages(language, locales), language),
        country=next(_countries(profiles, locales), None),
        faith=next(_faiths(profiles), None),
    )


def _languages(language: str, locales: Sequence[str]) -> Iterator[str]:
    yield from (one for one in locales if language == "und" or _is_exacter(one, language))


def _is_exacter(locale: str, language: str) -> bool:
    return "-" not in language and same_language(locale, language)


def _countries(profiles: Sequence[Sender], locales: Sequence[str]) -> Iterator[str]:
    yield from (one.country.upper() for one in profiles if one.country)
    phones = (country_of_phone(one.phone) for one in profiles if one.phone)
    yield from (one for one in phones if one)
    for locale in locales:
        yield from (part for part in locale.split("-")[1:] if len(part) == 2)


def _faiths(profiles: Sequence[Sender]) -> Iterator[Faith]:
    yield from (Faith(one.faith) for one in profiles if one.faith in set(Faith))
