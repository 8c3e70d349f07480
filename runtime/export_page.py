"""A person's data as a page that they can read: one file, no script, nothing fetched from anywhere.

All that anybody wrote is text in it: escaped, isolated from the direction of what stands around it,
and with what is invisible made visible.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, Final
from urllib.parse import quote

from runtime.export_gathering import Document
from runtime.export_words import direction_of, words_of

STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;"
    "color:#111;background:#fff}h1,h2,h3{line-height:1.2}h2{margin-block-start:2.5rem}"
    "section.message{border-inline-start:.25rem solid #999;padding-inline-start:1rem;"
    "margin-block:1rem}section.out{border-color:#06c}section.note{border-color:#b60}"
    "p.text{white-space:pre-wrap;overflow-wrap:anywhere;margin:.25rem 0}"
    "p.small,dt,table{font-size:.9rem}p.small,dt{color:#444}dd{margin-inline-start:1rem;"
    "overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}"
    "td,th{text-align:start;padding:.2rem .6rem .2rem 0;vertical-align:top;overflow-wrap:anywhere}"
    "button{font:inherit;padding:.5rem 1rem}@media print{body{margin:0}}"
)
_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'"
# What would turn the words around it, and what moves a terminal: shown, and without effect.
_SHOWN: Final = {
    **{code: f"[U+{code:04X}]" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))},
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: "\N{SYMBOL FOR DELETE}",
}
_FACTS: Final = ("channel", "name", "email", "phone", "locale", "country", "faith")
_ROLES: Final = {"agent": "role_agent", "privacy": "role_privacy"}
_AUTHORS: Final = {"customer": "you", "agent": "agent", "bot": "bot"}
_KEPT: Final = {
    "ledger": "kept_ledger",
    "tickets_without_words": "kept_tickets",
    "audit_trail": "kept_trail",
    "privacy_requests": "kept_requests",
}
Words = Mapping[str, str]


def page(document: Document, language: str) -> str:
    """The whole page, in the language or in English."""
    tag, words = words_of(language)
    made = f"{words['made_at']}: {_time(document['made_at'])} · {escape(words['utc'])}"
    body = [
        f"<h1>{escape(words['title'])}</h1>",
        f"<p>{escape(words['intro'])}</p>",
        f"<p class=small>{made}<br><bdi>{_text(document['customer_id'])}</bdi></p>",
        *_section(words["identities"], _identities(document, words)),
        *_section(words["tickets"], _tickets(document, words)),
        *_section(words["other_texts"], _others(document)),
        *_section(words["sentences"], (_words(one) for one in document["corrected_sentences"])),
        *_section(words["consents"], _consents(document, words)),
        *_section(words["requests"], _requests(document, words)),
        *_section(words["read_by"], _readings(document, words)),
        *_section(words["kept"], _kept(document, words)),
        f"<p>{escape(words['machine'])}</p>",
    ]
    return framed(tag, words["title"], body)


def framed(tag: str, title: str, body: Iterable[str]) -> str:
    """A page of ours around what stands in it, which is HTML already."""
    lines = [
        "<!doctype html>",
        f'<html lang="{escape(tag)}" dir="{direction_of(tag)}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">',
        '<meta name="referrer" content="no-referrer">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>",
        "<body>",
        *body,
        "</body></html>",
    ]
    return "\n".join(lines) + "\n"


def _section(title: str, parts: Iterable[str]) -> Iterator[str]:
    found = list(parts)
    if found:
        yield f"<h2>{escape(title)}</h2>"
        yield from found


def _identities(document: Document, words: Words) -> Iterator[str]:
    for one in document["identities"]:
        known = [(words[name], one[name]) for name in _FACTS if one.get(name)]
        yield _list([*known, ("ID", one["id"])])


def _tickets(document: Document, words: Words) -> Iterator[str]:
    for ticket in document["tickets"]:
        yield f"<h3><bdi>{_text(ticket['subject'] or ticket['id'])}</bdi></h3>"
        opened, updated = _time(ticket["opened_at"]), _time(ticket["updated_at"])
        yield (
            f"<p class=small><bdi>{_text(ticket['id'])}</bdi> · {escape(words['opened'])} "
            f"{opened} · {escape(words['updated'])} {updated}</p>"
        )
        for message in ticket["messages"]:
            yield from _message(message, words)
        for rating in ticket["ratings"]:
            yield f"<p>{escape(words['rating'])}: {rating['score']}/5 · {_time(rating['at'])}</p>"
            if rating["comment"]:
                yield _words(rating["comment"])


def _message(message: Mapping[str, Any], words: Words) -> Iterator[str]:
    who = words[_AUTHORS.get(message["by"], "system")]
    if message["direction"] == "note":
        who = words["note"]
    yield f'<section class="message {_text(message["direction"])}">'
    yield f"<p class=small>{escape(who)} · {_time(message['sent_at'])}</p>"
    if message["text"] is None:
        yield f"<p class=small>{escape(words['no_words'])}</p>"
    else:
        yield _words(message["text"], message["language"])
    for made in message["translations"]:
        yield f"<p class=small>{escape(words['translation'])} ({_text(made['language'])})</p>"
        yield _words(made.get("text", ""), made["language"])
    yield from _files(message, words)
    yield "</section>"


def _files(message: Mapping[str, Any], words: Words) -> Iterator[str]:
    for one in message.get("attachments") or ():
        name = f"<bdi>{_text(one.get('name') or one.get('url') or 'file')}</bdi>"
        place = one.get("file")
        said = f'<a href="{escape(quote(place))}" download>{name}</a>' if place else name
        missing = "" if place else f" – {escape(words['not_stored'])}"
        yield f"<p class=small>{escape(words['files'])}: {said}{missing}</p>"


def _others(document: Document) -> Iterator[str]:
    for text in document["other_texts"]:
        yield f"<p class=small>{_text(text['kind'])} · <bdi>{_text(text['ticket_id'])}</bdi></p>"
        said = (value for name, value in text.items() if name not in _NO_WORDS)
        yield from (_words(one, text["language"]) for one in said if isinstance(one, str) and one)


_NO_WORDS: Final = frozenset({"id", "ticket_id", "kind", "language", "engine"})


def _consents(document: Document, words: Words) -> Iterator[str]:
    rows = [
        (
            escape(words.get(f"purpose_{one['purpose']}", one["purpose"])),
            escape(words["given" if one["given"] else "not_given"]),
            _time(one["at"]),
            _text(one["where"]),
        )
        for one in document["consents"]
    ]
    yield from _table(rows)


def _requests(document: Document, words: Words) -> Iterator[str]:
    rows = [
        (
            escape(words[f"kind_{one['kind']}"]),
            f"{escape(words['received'])} {_time(one['received_at'])}",
            f"{escape(words['due'])} {_time(one['due_at'])}" if one["due_at"] else "",
            f"{escape(words['answered_by'])} {_time(one['ended_at'])}" if one["ended_at"] else "",
        )
        for one in document["requests"]
    ]
    yield from _table(rows)


def _readings(document: Document, words: Words) -> Iterator[str]:
    rows = [
        (
            _time(one["at"]),
            escape(words[_ROLES.get(one["role"], "role_other")]),
            _text(one["what"]),
            f"{escape(words['from_region'])} {_text(one['from_region'])}",
        )
        for one in document["read_by"]
    ]
    yield from _table(rows) if rows else [f"<p>{escape(words['read_by_none'])}</p>"]


def _kept(document: Document, words: Words) -> Iterator[str]:
    items = "".join(f"<li>{escape(words[_KEPT[one['what']]])}</li>" for one in document["kept"])
    yield f"<ul>{items}</ul>"


def _list(facts: Iterable[tuple[str, str]]) -> str:
    items = (f"<dt>{escape(name)}</dt><dd><bdi>{_text(value)}</bdi></dd>" for name, value in facts)
    return f"<dl>{''.join(items)}</dl>"


def _table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    if lines:
        yield "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _words(text: str, language: str = "") -> str:
    """What somebody wrote, in its own direction whatever that of the page is."""
    tag = f' lang="{_text(language)}"' if language and not language.startswith("und") else ""
    return f'<p class=text dir="auto"{tag}>{_text(text)}</p>'


def _time(at: str) -> str:
    return f'<time dir="ltr" datetime="{_text(at)}">{_text(at[:16].replace("T", " "))}</time>'


def _text(value: object) -> str:
    return escape(str(value).translate(_SHOWN))
