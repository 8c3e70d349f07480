"""A text of ours as a page, for programs that show these: in its language and its direction."""

import re
from html import escape
from typing import Final

import langcodes

_RIGHT_TO_LEFT: Final = frozenset(  # https://www.unicode.org/reports/tr24, by their direction
    {"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
)
# What is read from left to right inside of any text, and would come apart in one from the right:
# addresses of pages and of mail, telephone and order numbers, dates in figures.
_KEPT_TOGETHER: Final = re.compile(
    r"https?://[^\s<>]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|\+?\d[\d ()/:.,-]{4,40}\d"
    r"|\b(?=[A-Za-z-]{0,40}\d)(?=[0-9-]{0,40}[A-Za-z])[A-Za-z0-9]{1,40}(?:-[A-Za-z0-9]{1,40})+\b"
)


def direction_of(language: str) -> str:
    """Which way a language is written: ltr or rtl, and auto where nobody knows."""
    try:
        known = langcodes.Language.get(language)
        script = known.script or known.maximize().script
    except ValueError:  # langcodes' own error is one
        return "auto"
    if known.language in {None, "und"} and known.script is None:
        return "auto"
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr"


def page(text: str, language: str) -> str:
    """The text as HTML, with nothing in it but its paragraphs and lines."""
    way = direction_of(language)
    tagged = f'lang="{escape(language)}" dir="{way}"' if way != "auto" else 'dir="auto"'
    paragraphs = re.split(r"\n{2,}", re.sub(r"\r\n|\r", "\n", text).strip("\n"))
    shown = "\r\n".join(f"<p {tagged}>{_lines(one, way)}</p>" for one in paragraphs)
    # Programs that show mail take the page's own element away: each paragraph says it again.
    return (
        f"<!DOCTYPE html>\r\n<html {tagged}>\r\n"
        f'<head><meta charset="utf-8"></head>\r\n<body>\r\n{shown}\r\n</body>\r\n</html>\r\n'
    )


def _lines(paragraph: str, way: str) -> str:
    return "<br>\r\n".join(_shown(line, way) for line in paragraph.split("\n"))


def _shown(line: str, way: str) -> str:
    if way == "ltr":
        return escape(line)
    shown, read = "", 0
    for found in _KEPT_TOGETHER.finditer(line):
        kept = f'<span dir="ltr">{escape(found[0])}</span>'
        shown += escape(line[read : found.start()]) + kept
        read = found.end()
    return shown + escape(line[read:])
