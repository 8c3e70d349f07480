"""What the tests of culture files share: drafts for somebody, and marked sentences."""

import re
from pathlib import Path

from domain.cultures import Culture, Customs, DraftAction, DraftRule, Faith, Recipient
from domain.drafts import DraftFinding, findings_in
from rulebook.facts import Desk

ROWS = Path(__file__).with_name("rows.txt")


def rows() -> list[tuple[str, str, str]]:
    """Concept, language, and a sentence in which what is to be found stands in brackets."""
    lines = ROWS.read_text(encoding="utf-8").splitlines()
    parts = [line.split(" | ", maxsplit=2) for line in lines if not line.startswith("#")]
    return [(concept, language, sentence) for concept, language, sentence in parts]


def marked(sentence: str) -> tuple[str, list[str]]:
    """The sentence without its brackets, and what stood in them."""
    return re.sub(r"[\[\]]", "", sentence), re.findall(r"\[(.*?)\]", sentence)


def avoiding(desk: Desk, concept: str) -> Culture:
    """A culture of a country XA where that alone is avoided."""
    rule = DraftRule(concept, DraftAction.HOLD, "something else")
    return Culture({"XA": Customs(rules=(rule,))}, {}, desk.culture.concepts)


def said(desk: Desk, concept: str, language: str, draft: str) -> list[str]:
    """What of a concept is found in a draft."""
    found = findings_in(draft, language, Recipient("und", "XA"), avoiding(desk, concept))
    return [one.said for one in found]


def checked(
    desk: Desk,
    draft: str,
    country: str | None,
    faith: Faith | None = None,
    language: str = "en",
    reader: str | None = None,
) -> tuple[DraftFinding, ...]:
    """What the desk finds in a draft; its reader's language is the draft's unless it is said."""
    recipient = Recipient(reader or language, country, faith)
    return findings_in(draft, language, recipient, desk.culture)
