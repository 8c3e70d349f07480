"""The yardstick: short messages in 36 languages, written before anything was tuned on them."""

from bench.detection import HELD_OUT, MESSAGES, measured, read
from language.detection import Detector

WANTED = 0.92
IN_EACH = 0.85  # no language is bought with another


def test_the_yardstick_is_what_it_says() -> None:
    messages = read(MESSAGES)
    assert len(messages) >= 35
    for language, texts in messages.items():
        assert len(set(texts)) >= 20, language
        for text in texts:
            words = [word for word in text.split() if any(map(str.isalnum, word))]
            assert len(words) <= 6, text
            assert len(text) <= 42, text


def test_short_messages_are_understood(detector: Detector) -> None:
    rows = measured(read(MESSAGES), lambda text: detector.detect(text).language)
    right, all_of_them = sum(row.right for row in rows), sum(row.messages for row in rows)
    assert right / all_of_them >= WANTED
    assert [row for row in rows if row.right / row.messages < IN_EACH] == []


def test_what_was_never_tuned_on_is_understood_too(detector: Detector) -> None:
    """Close neighbours, written after the telling words and letters were chosen."""
    rows = measured(read(HELD_OUT), lambda text: detector.detect(text).language)
    assert sum(row.right for row in rows) / sum(row.messages for row in rows) >= WANTED


def test_no_short_message_is_taken_for_a_wish(detector: Detector) -> None:
    texts = [text for each in (MESSAGES, HELD_OUT) for said in read(each).values() for text in said]
    assert [text for text in texts if detector.detect(text).wish] == []
