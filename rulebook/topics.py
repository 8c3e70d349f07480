"""What a message is about, by the words that stand in it, and which teams could take it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.facts import RouteCandidate
from domain.routing import Matter, candidates
from domain.ticket import same_language
from domain.vocabulary import Tier
from rulebook.facts import Desk, Topic
from rulebook.patterns import LONGEST_LOOK, Patterns

# Han, kana, Thai, Lao, Khmer and Myanmar are written without spaces between words.
_UNSPACED: Final = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f]"
)


def classify(text: str, language: str, topics: Sequence[Topic]) -> tuple[str | None, float]:
    """The topic of whose words the most are in the text, with its share of all that were found.

    Of equal topics the first in the file wins; without any the answer is (None, 0.0). Only the
    words of the text's language and of English count, or all where no topic has words in it. Case
    and accents do not matter; scripts with spaces are compared by whole words.
    """
    plain = _plain(text[:LONGEST_LOOK])
    padded = f" {plain} "
    wanted = _wanted(language, {one for topic in topics for one in topic.words})
    found = {
        topic.name: sum(_stands_in(word, padded) for word in _words(topic, wanted))
        for topic in topics
    }
    total = sum(found.values())
    if total == 0:
        return None, 0.0
    best = max(found, key=lambda name: found[name])  # the first of equals
    return best, found[best] / total


class DeskRouting:
    """The routing table of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._topics = desk.topics
        self._rules = desk.rules
        self._patterns = Patterns(
            one for rule in desk.rules for one in rule.when.get("matches", ())
        )
        self._languages = {name: team.languages for name, team in desk.teams.items()}
        self._homes = desk.homes
        self._neighbours = {name: region.neighbours for name, region in desk.regions.items()}

    def topic_of(self, text: str, language: str) -> str | None:
        """The topic that the words of the text suggest, or None where they suggest none."""
        return classify(text, language, self._topics)[0]

    def matches(self, text: str) -> tuple[str, ...]:
        """The patterns of the rules that stand in the text."""
        return self._patterns.found_in(text)

    def candidates(self, matter: Matter) -> tuple[RouteCandidate, ...]:
        """As the Protocol says."""
        return candidates(matter, self._rules, self._languages)

    def standby(self, matter: Matter, location: str | None) -> tuple[RouteCandidate, ...]:
        """As the Protocol says: every team that could take the work over, the nearest first."""
        nearest: dict[str, RouteCandidate] = {}
        for distance, region in enumerate(self._around(matter, location)):
            for candidate in self.candidates(replace(matter, region=region)):
                nearest.setdefault(candidate.team, replace(candidate, distance=distance))
        return tuple(nearest.values())

    def _around(self, matter: Matter, location: str | None) -> Iterator[str]:
        """The regions that could help, the nearest first, and the ticket's own wherever it is."""
        nearest = matter.region
        if matter.tier is Tier.EMERGENCY and location:
            nearest = self._homes.get(location.upper(), nearest)
        near = (nearest, *self._neighbours.get(nearest, ()))
        yield from near
        if matter.region not in near:
            yield matter.region


def _wanted(language: str, known: set[str]) -> set[str]:
    spoken = {one for one in known if same_language(one, language)}
    # People mix English into every language; without a language any word may be a hint.
    return {*spoken, "en"} if spoken else known


def _words(topic: Topic, wanted: Iterable[str]) -> Iterable[str]:
    return {_plain(word) for one in wanted for word in topic.words.get(one, ())}


def _stands_in(word: str, padded: str) -> bool:
    return (word if _UNSPACED.search(word) else f" {word} ") in padded


def _plain(text: str) -> str:
    """Folded, without accents, its words parted by single spaces."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    # Only the general accents go (U+0300 to U+036F): Thai and Hindi vowels are marks as well.
    bare = "".join(one for one in folded if not "\u0300" <= one <= "\u036f")
    kept = "".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in bare)
    return unicodedata.normalize("NFC", " ".join(kept.split()))
