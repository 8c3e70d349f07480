"""Concepts: words that are written twice, and harmless ones that hide nothing."""

from collections.abc import Iterator

from domain.phrases import OPEN, Meaning, Phrases
from rulebook.reading.findings import Finding
from rulebook.reading.salvage import Written
from rulebook.schemas.culture import ConceptFile


def said_twice(file: Written[ConceptFile]) -> Iterator[Finding]:
    """Words that stand twice in one list; capitals make no difference."""
    for key, lists in (("words", file.says.words), ("harmless", file.says.harmless)):
        for language, phrases in lists.items():
            plain = [one.casefold() for one in phrases]
            for index, one in enumerate(plain):
                if one in plain[:index]:
                    said = f"'{phrases[index]}' is written twice; keep one of them"
                    yield file.finding((key, language, index), said)


def hiding_nothing(file: Written[ConceptFile]) -> Iterator[Finding]:
    """What is called harmless, and either is what it should hide or holds nothing of it."""
    for language, phrases in file.says.harmless.items():
        words = file.says.words.get(language, ())
        search = Phrases((one, Meaning(file.says.concept)) for one in words)
        for index, phrase in enumerate(phrases):
            said = ""
            if phrase in words:
                said = f"'{phrase}' stands in words, too; keep one of them"
            elif file.is_whole("words") and not any(search.found_in(phrase.strip(OPEN))):
                said = f"'{phrase}' holds none of the words; leave it out"
            if said:
                yield file.finding(("harmless", language, index), said)
