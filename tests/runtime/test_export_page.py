"""The page that a person reads: in their language and direction, and nothing in it is run."""

import json
import re
from typing import Any

import pytest

from runtime.export_page import framed, page
from runtime.export_words import FOLDER, direction_of, preferred, words_of

LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.json"))
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)> \u202egnp.exe\u202c \x1b[2J'


def document(**changes: Any) -> dict[str, Any]:
    message = {
        "direction": "in",
        "by": "customer",
        "sent_at": "2026-03-02T10:00:00Z",
        "language": "pt",
        "text": "Onde está?",
        "translations": [],
    }
    ticket = {
        "id": "eu-1",
        "subject": None,
        "opened_at": "2026-03-02T10:00:00Z",
        "updated_at": "2026-03-02T10:00:00Z",
        "messages": [{**message, **changes}],
        "ratings": [],
    }
    empty = ("identities", "other_texts", "corrected_sentences", "consents", "requests", "read_by")
    return {
        **{name: [] for name in empty},
        "made_at": "2026-03-02T10:00:00Z",
        "customer_id": "c-1",
        "tickets": [ticket],
        "kept": [{"what": "ledger", "why": "record_of_dealings"}],
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_the_words_that_english_has(language: str) -> None:
    words = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    assert list(words) == list(words_of("en")[1])
    assert all(words.values())
    assert words_of(language)[0] == language


@pytest.mark.parametrize(
    ("language", "tag", "direction"),
    [
        ("ar-EG", "ar", "rtl"),
        ("pt-BR", "pt", "ltr"),
        ("zh-Hans", "zh", "ltr"),
        ("zh-TW", "en", "ltr"),  # who reads the other script does not get this one
        ("he", "en", "ltr"),
        ("und", "en", "ltr"),
        ("../../etc/passwd", "en", "ltr"),
    ],
)
def test_a_page_is_in_the_nearest_language_and_runs_its_way(
    language: str, tag: str, direction: str
) -> None:
    assert words_of(language)[0] == tag
    assert f'<html lang="{tag}" dir="{direction}">' in page(document(), language)
    assert direction_of(tag) == direction


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [("de-AT,de;q=0.9,en;q=0.8", "de"), ("fi, pt;q=0.5", "pt"), ("*", "en"), ("", "en")],
)
def test_the_page_of_a_link_is_in_what_the_browser_reads(accepted: str, tag: str) -> None:
    assert preferred(accepted)[0] == tag


@pytest.mark.attack(7)
@pytest.mark.parametrize(
    "changes",
    [
        {"text": EVIL},
        {"language": EVIL},
        {"direction": EVIL},
        {"sent_at": EVIL},
        {"translations": [{"language": EVIL, "text": EVIL}]},
        {"attachments": [{"name": EVIL, "url": f"javascript:{EVIL}"}]},
        {"attachments": [{"name": EVIL, "file": f"attachments/1/{EVIL}"}]},
    ],
)
def test_what_anybody_wrote_is_text_and_nothing_else(changes: dict[str, object]) -> None:
    said = page(document(**changes), "en")
    assert "<script" not in said
    assert "<img" not in said
    assert not any("javascript:" in link for link in re.findall(r'href="([^"]*)"', said))
    assert not {"\u202e", "\u202c", "\x1b"} & {*said}
    tags = {*re.findall(r"<([a-z0-9]+)", said)}
    known = "html head meta title style body h1 h2 h3 p br bdi section time ul li a dl dt dd table"
    assert tags <= {*known.split(), "tr", "td"}


def test_a_text_keeps_its_own_direction() -> None:
    said = page(document(text="سيصل غدًا", language="ar"), "en")
    assert '<p class=text dir="auto" lang="ar">سيصل غدًا</p>' in said


def test_the_policy_of_a_page_lets_its_own_style_through_and_nothing_else() -> None:
    said = framed("en", "Title", [])
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', said)
    assert policy.startswith("default-src &#x27;none&#x27;; style-src &#x27;sha256-")
    assert "unsafe" not in policy
    assert said.count("<style>") == 1
