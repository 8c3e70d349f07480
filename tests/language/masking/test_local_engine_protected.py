"""Fifty sentences through the engine that ships: what it would lose comes back, or is flagged."""

import pytest

from language.local import LocalEngine
from language.masking import protected
from tests.language.masking.texts import GLOSSARY, Sample, sample

TO_PORTUGUESE = (
    "My order {0} has not arrived and the tracking number {1} does not work.",
    "Please send the {t} and the invoice {0} to {1} before Friday.",
    "The container {0} was delivered FOB with {1} boxes missing.",
    "I paid {0} for it, but the page {1} shows another price.",
    "Where is the {t} for {0}? We have been waiting since {1}.",
    "Can you call me at {0} or write to {1}, please?",
    "The HS code {0} on the {t} is wrong, it should be {1}.",
    "We agreed on CIF, {0}, and the ship left on {1}.",
    "Thank you, the refund of {0} reached account {1} today.",
    "Open {1}, enter {0}, and press the button.",
)
VALUES = (
    ("#A-10293", "1Z999AA10123456784"),
    ("PO-2024/0034", "maria.silva@mail.example"),
    ("MSCU1234567", "12"),
    ("$1,234.50", "https://shop.example/track?id=55&x=y"),
    ("8471.30.01", "2026-11-20"),
)
TERM = "bill of lading"
SENTENCES = tuple(
    (template.format(*values, t=TERM), values) for template in TO_PORTUGUESE for values in VALUES
)


def test_fifty_sentences_lose_nothing_in_silence(local: LocalEngine) -> None:
    assert len(SENTENCES) == 50
    flagged = 0
    for text, values in SENTENCES:
        answer = protected(
            lambda said: local.translate(said, "en", "pt"), text, "en", "pt", GLOSSARY
        )
        whole = all(value in answer.text for value in values)
        whole = whole and (TERM not in text or "conhecimento de embarque" in answer.text.lower())
        assert answer.flags or whole, (text, answer.text)
        flagged += bool(answer.flags)
    assert flagged <= 2


@pytest.mark.parametrize(("source", "target"), [("en", "pt"), ("pt", "en")])
def test_random_texts_lose_nothing_in_silence(local: LocalEngine, source: str, target: str) -> None:
    texts = [one for one in map(sample, range(60)) if _is_latin(one)][:10]
    assert len(texts) == 10
    for one in texts:
        answer = protected(
            lambda said: local.translate(said, source, target), one.text, source, target, GLOSSARY
        )
        lost = [value for value in one.missing(answer.text) if value in one.entities]
        assert answer.flags or lost == [], (one.text, answer.text)
        assert not one.leaked(answer.text)


def _is_latin(one: Sample) -> bool:
    return len(one.text) > 60 and not any(script in one.text for script in ("我", "Привет", "أين"))
