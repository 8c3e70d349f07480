"""The official languages of a country, from the CLDR as babel carries it."""

from babel.languages import get_official_languages

from language.tags import primary


def official_languages(country: str) -> tuple[str, ...]:
    """BCP 47 tags, the most spoken first; empty for what is no country of ISO 3166-1 alpha-2.

    >>> official_languages("CA"), official_languages("TW")[0]
    (('en', 'fr'), 'zh-Hant')
    """
    found = get_official_languages(country.upper(), de_facto=True)
    tags = (tag.replace("_", "-") for tag in found)
    return tuple(dict.fromkeys(primary(tag) if tag == "no" else tag for tag in tags))
