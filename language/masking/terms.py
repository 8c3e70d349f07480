"""Finds a glossary's terms in a text, and says how they are written in another language."""

from collections.abc import Iterator
from functools import lru_cache

from domain.terms import Forms, Glossary, Term
from language.masking.matching import Match, Matcher
from language.masking.spans import ALONE, Span, touching
from language.tags import is_traditional_chinese, primary


def terms_in(text: str, source: str, target: str, glossary: Glossary) -> list[Span]:
    """The terms in order, longest first where they begin alike; no two overlap.

    A term without a form for the target language is not among them, unless it is kept as it is.
    """
    return [_span(text, found) for found in _matcher(glossary, source, target).find(text)]


def written_in(forms: Forms, target: str) -> str | None:
    """How a term is written in a language: by its own tag, a shorter one, or a sister's.

    So `pt-BR` takes `pt`, and `pt` takes `pt-BR` where there is no other; but simplified Chinese is
    never written for traditional, nor the other way round.
    """
    by_tag = {tag.replace("_", "-").casefold(): found[0] for tag, found in forms.items() if found}
    tag = target.replace("_", "-").casefold()
    while tag:
        if tag in by_tag and _same_script(tag, target):
            return by_tag[tag]
        tag = tag.rpartition("-")[0]
    sisters = (one for one in by_tag if primary(one) == primary(target))
    sister = next((one for one in sisters if _same_script(one, target)), None)
    return None if sister is None else by_tag[sister]


def _same_script(tag: str, target: str) -> bool:
    if primary(tag) == "zh":
        return is_traditional_chinese(tag) == is_traditional_chinese(target)
    one, other = _script(tag), _script(target)
    return not one or not other or one == other


def _script(tag: str) -> str:
    """The script that a tag names; "" where it names none (BCP 47: four letters)."""
    parts = tag.replace("_", "-").casefold().split("-")[1:]
    return next((part for part in parts if len(part) == 4 and part.isalpha()), "")


@lru_cache(maxsize=64)  # a pair of languages is asked for again and again
def _matcher(glossary: Glossary, source: str, target: str) -> Matcher[str | None]:
    return Matcher(_forms(glossary, source, target))


def _forms(glossary: Glossary, source: str, target: str) -> Iterator[tuple[str, str | None]]:
    """Each form to look for with what is written for it; None: what stands there."""
    for term in glossary.terms:
        value = None if term.keep else written_in(term.forms, target)
        if term.keep or value is not None:
            yield from ((form, value) for form in _looked_for(term, source))


def _looked_for(term: Term, source: str) -> Iterator[str]:
    for tag, forms in term.forms.items():
        if term.keep or primary(tag) == primary(source):
            yield from forms


def _span(text: str, found: Match[str | None]) -> Span:
    stands = text[found.start : found.end]
    kept = found.of is None
    large = stands[:1].isupper() and not found.form[:1].isupper()
    return Span(
        found.start,
        found.end,
        stands if found.of is None else found.of,
        touching(text, found.start, found.end) if kept else ALONE,
        begins_large=large and not kept,
    )
