"""Names the language of a text: script, py3langid, a second opinion, then what else is known."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from domain.ports import NO_HINTS, Detected, Hints
from domain.vocabulary import LanguageReason
from language.countries import official_languages
from language.entities import without_entities
from language.han import CHINESE, writer
from language.neighbours import SecondOpinion, are_neighbours
from language.scripts import HAN, LATIN, UNSPACED, WRITTEN_IN, candidates, main_script, parted
from language.tags import UNKNOWN, is_known, is_traditional_chinese, primary
from language.wishes import Wishes

LONGEST: Final = 2_000  # characters looked at: more changes no answer and costs time
SHORT: Final = 3  # words: "ok", "FOB CIF" and "thanks a lot" never switch a language
LETTERS_OF_A_WORD: Final = 2  # where there are no spaces to count words by
DOUBTFUL: Final = 0.5  # below, a hint knows better
DOUBTFUL_NEIGHBOUR: Final = 0.9  # and below this, a hint at a language that is taken for it
HOPELESS: Final = 0.2  # below and without a hint, the text says nothing
HINTED: Final = 0.5  # what we say of our sureness where a hint decided

# The model's own names for languages whose tags differ from ours.
_MODEL_NAMES: Final = (("nb", "no"), ("fil", "tl"))


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the text alone says. `chances` are those of the languages that it can be in."""

    language: str
    confidence: float
    reason: LanguageReason
    script: str
    is_short: bool
    chances: Mapping[str, float]


class Detector:
    """The port `LanguageDetector`. Deterministic, and safe to share between threads.

    The constructor loads the model (one to three seconds, 95 MB): the door decides when.
    `languages` restricts the answers to these primary tags; without it, all that we know.
    Chinese is `zh-Hans` or `zh-Hant` by its characters, `zh` where they leave it open.
    """

    def __init__(self, languages: Iterable[str] | None = None) -> None:
        self._model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        every = {language for written in WRITTEN_IN.values() for language in written}
        wanted = every if languages is None else {primary(tag) for tag in languages} & every
        names = dict(_MODEL_NAMES)
        in_model = set(self._model.labels)
        self._labels = {
            language: names.get(language, language)
            for language in sorted(wanted)
            if names.get(language, language) in in_model
        }
        if not self._labels:
            raise ValueError("Name at least one language that the detector knows.")
        self._model.set_languages(sorted(self._labels.values()))
        self._second = SecondOpinion()
        self._wishes = Wishes(self._labels)

    @property
    def languages(self) -> tuple[str, ...]:
        """The primary tags that an answer can have, `und` and hints aside."""
        return tuple(self._labels)

    def detect(self, text: str, hints: Hints = NO_HINTS) -> Detected:
        """The language of what a person wrote; quoted lines, links and numbers do not count.

        A hint decides a text of at most three words, a doubtful one and one without letters, but
        never against the script: a text in Cyrillic is not English. Where the text agrees with a
        hint, the answer is the hint's own tag (`pt-BR`), with the text's confidence.
        """
        own = _unquoted(text[:LONGEST])
        verdict = self._verdict(without_entities(own))
        language, confidence, reason = self._decided(verdict, hints)
        wish = self._wishes.found(own, verdict.script)
        if wish == CHINESE and verdict.language.startswith("zh-"):
            wish = verdict.language
        return Detected(language, confidence, reason, verdict.is_short, wish)

    def _verdict(self, words: str) -> _Verdict:
        script, share = main_script(words)
        is_short = _is_short(words, script)
        chances = self._chances(words, script)
        if not chances:
            return _Verdict(UNKNOWN, 0.0, LanguageReason.UNDECIDED, script, is_short, chances)
        weighed = self._second.weigh(words, chances)
        first, language = (max(sorted(said), key=said.__getitem__) for said in (chances, weighed))
        sure = weighed[language] * share
        if language == CHINESE:
            language = writer(words) if primary(writer(words)) in self._labels else CHINESE
        reason = (
            LanguageReason.TEXT if first == primary(language) else LanguageReason.SECOND_OPINION
        )
        if len(chances) == 1:
            reason = LanguageReason.SCRIPT
        return _Verdict(language, sure, reason, script, is_short, weighed)

    def _chances(self, words: str, script: str) -> Mapping[str, float]:
        possible = [tag for tag in candidates(script, words) if tag in self._labels]
        if script == HAN and CHINESE in possible:
            possible = [CHINESE]  # the characters tell Japanese, and a hint speaks for the rest
        if len(possible) < 2:
            return dict.fromkeys(possible, 1.0)
        scores = dict(self._model.rank(words))
        chances = {tag: float(scores[self._labels[tag]]) for tag in possible}
        total = math.fsum(chances.values()) or 1.0
        return {tag: chance / total for tag, chance in chances.items()}

    @staticmethod
    def _decided(verdict: _Verdict, hints: Hints) -> tuple[str, float, LanguageReason]:
        for tag, reason in _offered(hints, verdict):
            if _agree(tag, verdict.language):
                return tag, verdict.confidence, verdict.reason
            if _yields(verdict, tag):
                return tag, HINTED, reason
        if verdict.confidence < HOPELESS:
            return UNKNOWN, verdict.confidence, LanguageReason.UNDECIDED
        return verdict.language, verdict.confidence, verdict.reason


def _offered(hints: Hints, verdict: _Verdict) -> Iterator[tuple[str, LanguageReason]]:
    """What is known from elsewhere, in the order in which it counts."""
    if hints.person is not None and is_known(hints.person):
        yield hints.person, LanguageReason.PERSON
    if hints.conversation is not None and is_known(hints.conversation):
        yield hints.conversation, LanguageReason.CONVERSATION
    spoken = official_languages(hints.country) if hints.country else ()
    if spoken:
        likely = max(spoken, key=lambda tag: verdict.chances.get(primary(tag), 0.0))
        yield likely, LanguageReason.COUNTRY


def _agree(hint: str, language: str) -> bool:
    """Whether the hint says the same and no less: `zh-TW` says no less than `zh`."""
    if primary(hint) != primary(language):
        return False
    if "-" not in language:
        return True
    return "-" in hint and is_traditional_chinese(hint) == is_traditional_chinese(language)


def _yields(verdict: _Verdict, hint: str) -> bool:
    """Whether the text leaves the decision to the hint."""
    if primary(hint) == primary(verdict.language):
        return False
    if verdict.script not in {"", LATIN} and primary(hint) not in WRITTEN_IN.get(
        verdict.script, ()
    ):
        return False  # anybody may type Latin letters, but hardly a script not their own
    doubtful = DOUBTFUL_NEIGHBOUR if are_neighbours(verdict.language, hint) else DOUBTFUL
    return verdict.is_short or verdict.confidence < doubtful


def _is_short(words: str, script: str) -> bool:
    if script not in UNSPACED:
        return len(words.split()) <= SHORT
    letters, others = parted(words)
    return letters + len(others) * LETTERS_OF_A_WORD <= SHORT * LETTERS_OF_A_WORD


def _unquoted(text: str) -> str:
    """The text without the lines that an e-mail quotes, unless it consists of nothing else."""
    lines = text.splitlines()
    own = [line for line in lines if not line.lstrip().startswith(">")]
    return "\n".join(own if any(line.strip() for line in own) else lines)
