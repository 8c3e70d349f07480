"""Names the language of a text: by its script where that decides, else by py3langid's model."""

import math
from collections.abc import Iterable
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from domain.ports import Detected
from language.entities import without_entities
from language.scripts import HAN, LATIN, WRITTEN_IN, candidates, main_script
from language.tags import UNKNOWN, is_known, primary

LONGEST: Final = 2_000  # characters looked at: more changes no answer and costs time
SHORT: Final = 3  # words: "ok", "FOB CIF" and "thanks a lot" never switch a language
SHORT_HAN: Final = 6  # characters, where there are no spaces to count words by
DOUBTFUL: Final = 0.5  # below, a hint knows better
HOPELESS: Final = 0.2  # below and without a hint, the text says nothing
HINTED: Final = 0.5  # what we say of our sureness where a hint decided

# The model's own names for languages whose tags differ from ours.
_MODEL_NAMES: Final = (("nb", "no"), ("fil", "tl"))


class Detector:
    """The port `LanguageDetector`. Deterministic, and safe to share between threads.

    The constructor loads the model (one to three seconds, 95 MB): the door decides when.
    `languages` restricts the answers to these primary tags; without it, all that we know.
    Of Chinese it says `zh`, not the script, unless the hint names one.
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

    @property
    def languages(self) -> tuple[str, ...]:
        """The primary tags that an answer can have, `und` and hints aside."""
        return tuple(self._labels)

    def detect(self, text: str, hint: str | None = None) -> Detected:
        """The language of what a person wrote; quoted lines, links and numbers do not count.

        A hint decides a text of at most three words, a doubtful one and one without letters, but
        never against the script: a text in Cyrillic is not English. Where the text agrees with the
        hint, the answer is the hint's own tag (`pt-BR`), with the text's confidence.
        """
        known = hint if hint is not None and is_known(hint) else None
        words = without_entities(_unquoted(text[:LONGEST]))
        script, share = main_script(words)
        language, confidence = self._classify(words, script, share)
        if known is not None:
            return _weigh(language, confidence, known, _yields(words, script, confidence, known))
        return Detected(UNKNOWN if confidence < HOPELESS else language, confidence)

    def _classify(self, words: str, script: str, share: float) -> tuple[str, float]:
        possible = [tag for tag in candidates(script, words) if tag in self._labels]
        if script == HAN and "zh" in possible:
            possible = ["zh"]  # Japanese shows its kana, and the hint speaks for the rest
        if not possible:
            return UNKNOWN, 0.0
        if len(possible) == 1:
            return possible[0], share
        scores = dict(self._model.rank(words))
        chances = [scores[self._labels[tag]] for tag in possible]
        best = max(range(len(possible)), key=lambda at: chances[at])  # the first of equals
        return possible[best], chances[best] / (math.fsum(chances) or 1.0) * share


def _weigh(language: str, confidence: float, hint: str, yields: bool) -> Detected:
    if primary(hint) == language:
        return Detected(hint, confidence)
    return Detected(hint, HINTED) if yields else Detected(language, confidence)


def _yields(words: str, script: str, confidence: float, hint: str) -> bool:
    """Whether the text leaves the decision to the hint."""
    if script not in {"", LATIN} and primary(hint) not in WRITTEN_IN.get(script, ()):
        return False  # anybody may type Latin letters, but hardly a script not their own
    if script == HAN:
        return sum(letter.isalpha() for letter in words) <= SHORT_HAN
    return len(words.split()) <= SHORT or confidence < DOUBTFUL


def _unquoted(text: str) -> str:
    """The text without the lines that an e-mail quotes, unless it consists of nothing else."""
    lines = text.splitlines()
    own = [line for line in lines if not line.lstrip().startswith(">")]
    return "\n".join(own if any(line.strip() for line in own) else lines)
