"""Checks an agent's draft for the person who is to read it, before it is sent. Pure.

It looks at the draft as its author wrote it, in the language that they wrote it in. It alters
nothing, and never looks at what the customer wrote.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.cultures import Concept, Culture, DraftAction, DraftRule, Recipient, tags_of
from domain.phrases import Found, Meaning, Phrases
from domain.ticket import same_language

WORDING: Final = "wording"  # the rule about words of other countries; no concept has its name
PERSONAL: Final = "personal"  # what events call a rule that would tell a person's faith


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """What a draft says that is better not said to this person.

    `span` counts characters (code points) of the draft, from the first up to the end; `said` is
    what stands there. `personal`: the rule is about the person's faith, not about their country.
    """

    rule: str
    span: tuple[int, int]
    said: str
    suggestion: str
    action: DraftAction
    personal: bool = False


@dataclass(frozen=True, slots=True)
class _Applied:
    rule: DraftRule
    personal: bool = False


def findings_in(
    draft: str, language: str, recipient: Recipient, culture: Culture
) -> tuple[DraftFinding, ...]:
    """All that there is to say of a draft in a language (BCP 47), in the order of the text.

    What the country and the faith of the recipient both avoid is found once, and what holds it is
    stronger. Time grows with the text.
    """
    applied = _applied(recipient, culture)
    concepts = (culture.concepts[name] for name in applied)
    phrases = Phrases(
        (
            *(phrase for one in concepts for phrase in _of_concept(one, language)),
            *_wording(language, recipient, culture),
        )
    )
    found = (
        _finding(applied.get(one.meaning.concept), one, draft) for one in phrases.found_in(draft)
    )
    return tuple(sorted(found, key=lambda one: (one.span, one.rule)))


def unchecked(language: str, recipient: Recipient, culture: Culture) -> tuple[str, ...]:
    """Rules for this recipient that nobody can check in a language: they have no words in it."""
    return tuple(
        name
        for name in sorted(_applied(recipient, culture))
        if not any(tag in culture.concepts[name].words for tag in tags_of(language))
    )


def held_by(findings: tuple[DraftFinding, ...]) -> tuple[str, ...]:
    """The rules that keep a draft from being sent, each once."""
    held = (one.rule for one in findings if one.action is DraftAction.HOLD)
    return tuple(dict.fromkeys(held))


def noted(rules: tuple[str, ...], findings: tuple[DraftFinding, ...]) -> tuple[str, ...]:
    """The rules that a draft is sent in spite of, as events name them: none tells a faith."""
    personal = {one.rule for one in findings if one.personal}
    return tuple(sorted({PERSONAL if rule in personal else rule for rule in rules}))


def _applied(recipient: Recipient, culture: Culture) -> dict[str, _Applied]:
    """What is avoided for a recipient, each concept once; of two rules the country's, unless the
    faith's alone holds."""
    found = {rule.concept: _Applied(rule) for rule in culture.of_country(recipient.country).rules}
    for rule in culture.of_faith(recipient.faith).rules:
        known = found.get(rule.concept)
        is_stronger = rule.action is DraftAction.HOLD
        if known is None or (is_stronger and known.rule.action is DraftAction.WARN):
            found[rule.concept] = _Applied(rule, personal=True)
    return found


def _of_concept(concept: Concept, language: str) -> Iterator[tuple[str, Meaning]]:
    for tag in tags_of(language):
        yield from ((one, Meaning(concept.name)) for one in concept.words.get(tag, ()))
        harmless = Meaning(concept.name, harmless=True)
        yield from ((one, harmless) for one in concept.harmless.get(tag, ()))


def _wording(
    language: str, recipient: Recipient, culture: Culture
) -> Iterator[tuple[str, Meaning]]:
    """Only where the recipient reads the draft itself: what is translated gets other words."""
    if same_language(language, recipient.language):
        for elsewhere, here in recipient.wording(culture).items():
            yield elsewhere, Meaning(WORDING, suggestion=here)


def _finding(applied: _Applied | None, found: Found, draft: str) -> DraftFinding:
    span = found.start, found.end
    said = draft[found.start : found.end]
    if applied is None:  # a word of another country
        return DraftFinding(WORDING, span, said, found.meaning.suggestion, DraftAction.WARN)
    rule = applied.rule
    return DraftFinding(rule.concept, span, said, rule.suggestion, rule.action, applied.personal)
