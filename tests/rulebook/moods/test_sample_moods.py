"""What the desk's own lists hear, in every language, and what they do not."""

from pathlib import Path

import pytest

from domain.coverage import LANGUAGES, covered
from domain.moods import Mood, Moods, moods_of
from domain.prototypes import GAP
from rulebook.desk import read_desk
from rulebook.reading.files import parse_document
from rulebook.schemas.moods import MoodsFile
from tests.rulebook.building import SAMPLE
from tests.rulebook.moods.sentences import SENTENCES

ORDINARY = Path(__file__).parents[2] / "language" / "short_messages"
RICH = ("ar", "de", "en", "es", "fr", "it", "ja", "nl", "pt", "ru", "zh")
EVERYWHERE = (Mood.URGENT, Mood.ANGRY, Mood.THREAT, Mood.HAPPY, Mood.PERSON)
each_language = pytest.mark.parametrize("language", sorted(SENTENCES))


@pytest.fixture(scope="module")
def moods() -> Moods:
    return read_desk(SAMPLE).moods


def files() -> dict[str, MoodsFile]:
    found = {}
    for path in sorted((SAMPLE / "moods").glob("*.yaml")):
        data = parse_document(path.name, path.read_text(encoding="utf-8")).data
        found[path.stem] = MoodsFile.model_validate(data)
    return found


FILES = files()


@pytest.mark.parametrize("mood", EVERYWHERE)
def test_each_language_of_the_desk_has_words(moods: Moods, mood: Mood) -> None:
    words = covered(mood, moods.languages(mood))
    assert [tag for tag in LANGUAGES if not words.of(tag)] == []
    assert {tag.partition("-")[0] for tag in LANGUAGES} == set(SENTENCES)


@pytest.mark.parametrize("mood", [Mood.DEADLINE, Mood.SAD])
def test_some_languages_have_words_for_more(moods: Moods, mood: Mood) -> None:
    assert moods.languages(mood) == RICH


@each_language
@pytest.mark.parametrize("known", [True, False], ids=["language known", "short text"])
def test_urgency_is_heard_in_every_language_and_its_denial_is_none(
    moods: Moods, language: str, known: bool
) -> None:
    urgent, denied, _ = SENTENCES[language]
    assert Mood.URGENT in moods_of(moods.found_in(urgent, language, short=not known))
    assert Mood.URGENT not in moods_of(moods.found_in(denied, language, short=not known))


@each_language
def test_who_asks_for_a_person_is_heard_in_every_language(moods: Moods, language: str) -> None:
    urgent, _, person = SENTENCES[language]
    assert Mood.PERSON in moods_of(moods.found_in(person, language))
    assert Mood.PERSON not in moods_of(moods.found_in(urgent, language))


def alone(words: str) -> str:
    return f"- {words.replace(GAP, ' ').strip('*')} -"


@each_language
def test_every_word_is_found_and_every_harmless_phrase_is_not(moods: Moods, language: str) -> None:
    for name, part in FILES[language].entries.items():
        for word in part.words:
            heard = moods.found_in(alone(word), language)
            assert part.means in moods_of(heard), f"{name}: {word}"
        for phrase in part.harmless:
            heard = moods.found_in(alone(phrase), language)
            assert part.means not in moods_of(heard), f"{name}: {phrase}"


@each_language
def test_a_file_is_named_after_its_language(language: str) -> None:
    assert FILES[language].language == language


ALARMS = (Mood.URGENT, Mood.THREAT, Mood.ANGRY)  # what raises a priority, or changes the tone


@pytest.mark.parametrize("known", [True, False], ids=["language known", "short text"])
def test_ordinary_messages_of_all_languages_raise_no_alarm(moods: Moods, known: bool) -> None:
    """Those that detection is measured on: written for that, by somebody else's wishes."""
    said, alarms = 0, []
    for path in sorted(ORDINARY.rglob("*.txt")):
        for text in path.read_text(encoding="utf-8").splitlines():
            said += 1
            heard = moods.found_in(text, path.stem if known else "und")
            alarms += [(path.stem, text, one) for one in heard if moods_of([one]) & {*ALARMS}]
    assert said > 700
    assert len(alarms) <= said // 200, alarms
