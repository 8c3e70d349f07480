"""Answers as mail programs of thirty languages write them, below which they quote what we wrote.

`attributions.json` was written down before the rules of channels/mail/quotes.py were, from how
these programs are known to write. Of its languages LOOKED_AT alone were looked at while the rules
were made; the others are held out.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from textwrap import fill
from types import MappingProxyType
from typing import Final

LOOKED_AT: Final = ("en", "de", "ja")


@dataclass(frozen=True)
class Spoken:
    """One language's programs. `labels`: from, sent, to, subject, as Outlook names them."""

    answer: str
    ours: str  # what we had written
    gmail: str
    apple: str
    thunderbird: str
    labels: tuple[str, str, str, str]
    sent: str  # an instant, as Outlook writes it
    original: str  # the words that a Samsung phone puts above what it quotes
    phone: str  # the signature of a telephone


def _read() -> Mapping[str, Spoken]:
    path = Path(__file__).with_name("attributions.json")
    rows = json.loads(path.read_text(encoding="utf-8"))
    return {tag: Spoken(**{**row, "labels": tuple(row["labels"])}) for tag, row in rows.items()}


SPOKEN: Final = MappingProxyType(_read())


@dataclass(frozen=True)
class Sample:
    """One mail: its plain part, its HTML, and what of it the customer wrote."""

    plain: str
    html: str
    own: str


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _lines(text: str) -> str:
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _ours(spoken: Spoken) -> str:
    return f"{spoken.ours}\n\nExample Support\nhttps://example.org/help?id=10293"


def _headers(spoken: Spoken) -> list[tuple[str, str]]:
    values = (
        "Example Support <support@example.org>",
        spoken.sent,
        "Ana <ana@example.com>",
        "Router",
    )
    return list(zip(spoken.labels, values, strict=True))


def _gmail(spoken: Spoken) -> Sample:
    plain = f"{spoken.answer}\n\n{fill(spoken.gmail, 78)}\n\n{_quoted(_ours(spoken))}\n"
    html = (
        f'<div dir="auto">{_lines(spoken.answer)}</div><br><div class="gmail_quote '
        f'gmail_quote_container"><div dir="ltr" class="gmail_attr">{escape(spoken.gmail)}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc">'
        f"{_lines(_ours(spoken))}</blockquote></div>"
    )
    return Sample(plain, html, spoken.answer)


def _outlook(spoken: Spoken) -> Sample:
    head = "\n".join(f"{label} {value}" for label, value in _headers(spoken))
    plain = f"{spoken.answer}\n\n{head}\n\n{_ours(spoken)}\n"
    rows = "<br>".join(f"<b>{escape(a)}</b> {escape(b)}" for a, b in _headers(spoken))
    html = (
        f'<div class="WordSection1">{_lines(spoken.answer)}<div><div style="border:none;'
        'border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{rows}</p></div></div>'
        f"{_lines(_ours(spoken))}</div>"
    )
    return Sample(plain, html, spoken.answer)


def _outlook_web(spoken: Spoken) -> Sample:
    head = "\n".join(f"{label} {value}" for label, value in _headers(spoken))
    plain = f"{spoken.answer}\n{'_' * 32}\n{head}\n\n{_ours(spoken)}\n"
    rows = "<br>".join(f"<b>{escape(a)}</b> {escape(b)}" for a, b in _headers(spoken))
    html = (
        f'{_lines(spoken.answer)}<div id="appendonsend"></div><hr style="display:inline-block;'
        'width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri">{rows}</font>'
        f"<div>&nbsp;</div></div>{_lines(_ours(spoken))}"
    )
    return Sample(plain, html, spoken.answer)


def _apple(spoken: Spoken) -> Sample:
    plain = f"{spoken.answer}\n\n{spoken.apple}\n\n{_quoted(_ours(spoken))}\n\n"
    html = (
        f'{_lines(spoken.answer)}<div><br><blockquote type="cite"><div>{escape(spoken.apple)}</div>'
        f'<br class="Apple-interchange-newline"><div>{_lines(_ours(spoken))}</div>'
        "</blockquote></div>"
    )
    return Sample(plain, html, spoken.answer)


def _thunderbird(spoken: Spoken) -> Sample:
    plain = f"{spoken.answer}\n\n{spoken.thunderbird}\n{_quoted(_ours(spoken))}\n\n"
    html = (
        f'<p>{escape(spoken.answer).replace(chr(10), "<br>")}</p><div class="moz-cite-prefix">'
        f'{escape(spoken.thunderbird)}<br></div><blockquote type="cite" cite="mid:1@example.org">'
        f"{_lines(_ours(spoken))}</blockquote>"
    )
    return Sample(plain, html, spoken.answer)


def _iphone(spoken: Spoken) -> Sample:
    own = f"{spoken.answer}\n\n{spoken.phone}"
    inside = f"{spoken.apple}\n\n\ufeff{_ours(spoken)}"
    quote = f'<blockquote type="cite">{_lines(inside)}</blockquote>'
    html = f'{_lines(own)}<div dir="ltr"><br>{quote}</div>'
    return Sample(f"{own}\n\n{_quoted(inside)}\n", html, own)


def _samsung(spoken: Spoken) -> Sample:
    head = "\n".join(f"{label} {value}" for label, value in _headers(spoken))
    quoted = f"-------- {spoken.original} --------\n{head}\n\n{_ours(spoken)}"
    html = f"{_lines(spoken.answer)}<div><br></div>{_lines(quoted)}"
    return Sample(f"{spoken.answer}\n\n{quoted}\n", html, spoken.answer)


PROGRAMS: Final[Mapping[str, Callable[[Spoken], Sample]]] = MappingProxyType(
    {
        "gmail": _gmail,
        "outlook": _outlook,
        "outlook_web": _outlook_web,
        "apple": _apple,
        "thunderbird": _thunderbird,
        "iphone": _iphone,
        "samsung": _samsung,
    }
)
