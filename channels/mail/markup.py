"""HTML that came by mail: made safe to be shown, and put into text.

What is let through is a list (nh3, which is ammonia): words, tables, lists and their looks. There
is nothing in it that runs, asks for input, or is fetched from anywhere. Pictures are those of the
mail alone: their address becomes `cid:` and the `inline` of a file that came along, and those of
any other address lose it.
"""

import re
from collections.abc import Collection, Mapping, Set
from html import escape, unescape
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

import lxml.html
import nh3
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig

from channels.mail.charsets import clean

LONGEST_MARKUP: Final = 1_000_000  # characters that are taken apart; more is text without its looks
LONGEST_SHOWN: Final = 390_000  # characters of safe HTML that are kept with a message
MOST_ELEMENTS: Final = 30_000  # a newsletter has some thousands
DEEPEST_MARKUP: Final = 150  # elements within elements: the parser of the text ends at 254


def _named(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TAGS: Final = _named(
    "a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details div dl "
    "dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small "
    "span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr"
)
_WITHOUT_CONTENT: Final = _named(
    "script style title head noscript template iframe object embed applet svg math select "
    "textarea audio video canvas"
)
_STYLES: Final = _named(
    "background-color border border-bottom border-collapse border-left border-right border-top "
    "color direction font-family font-size font-style font-weight height line-height "
    "list-style-type margin margin-bottom margin-left margin-right margin-top max-width padding "
    "padding-bottom padding-left padding-right padding-top text-align text-decoration "
    "unicode-bidi vertical-align white-space width"
)
_EVERYWHERE: Final = frozenset({"align", "dir", "lang", "style", "title", "valign"})
_SIZED: Final = frozenset({"width", "height"})
_ATTRIBUTES: Final[Mapping[str, Set[str]]] = MappingProxyType(
    {
        "*": _EVERYWHERE,
        "a": frozenset({"href"}),
        "img": frozenset({"src", "alt"}) | _SIZED,
        "font": frozenset({"color", "face", "size"}),
        "table": frozenset({"border", "cellpadding", "cellspacing", "bgcolor"}) | _SIZED,
        "td": frozenset({"colspan", "rowspan", "bgcolor"}) | _SIZED,
        "th": frozenset({"colspan", "rowspan", "bgcolor"}) | _SIZED,
        "ol": frozenset({"start", "type"}),
        "li": frozenset({"value"}),
    }
)
_STRUCTURE: Final[Mapping[str, Set[str]]] = MappingProxyType(
    {"*": frozenset({"class", "id", "type", "style", "dir"})}
)
_ROWS: Final = ("table", "thead", "tbody", "tfoot", "tr", "caption", "colgroup")
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "cid"})
_FETCHES: Final = re.compile(r"url|image|expression|@|\\|/\*", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLOSED_BY_OTHERS: Final = _named(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th "
    "thead tbody tfoot option optgroup rp rt"
)
_ELEMENT: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)?[^<>]*>")
_BLANK: Final = re.compile(r"\n{3,}")
_AS_TEXT: Final = ParserConfig(css=CSS_PROFILES["strict"])


def safe(markup: str, inline: Collection[str]) -> str | None:
    """The HTML without anything that acts or is fetched; None where it is too large or too deep.

    `inline` are the files that pictures may be, by what their parts call themselves.
    """
    if not is_bounded(markup):
        return None
    known = {one.lower(): one for one in inline}

    def filtered(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            scheme, _, meant = value.strip().partition(":")
            own = known.get(unquote(meant).lower()) if scheme.lower() == "cid" else None
            return f"cid:{own}" if own else None
        if name == "style":
            return None if _FETCHES.search(value) else value
        return value

    shown = nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags=_WITHOUT_CONTENT,
        attributes=dict(_ATTRIBUTES),
        attribute_filter=filtered,
        url_schemes=_SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        filter_style_properties=_STYLES,
    )
    return clean(shown) if len(shown) <= LONGEST_SHOWN else None


def structured(markup: str) -> lxml.html.HtmlElement:
    """The HTML as a tree in which classes and ids still tell what wrote it. Never to be shown.

    Tables are lines in it, because mails use them for looks, and because one long cell would make
    every row of its table as long: 200 kB were seen to become a gigabyte. Only for what
    `is_bounded`.
    """
    kept = nh3.clean(
        markup,
        tags=_TAGS - {"img"},
        clean_content_tags=_WITHOUT_CONTENT,
        attributes=dict(_STRUCTURE),
        link_rel=None,
    )
    tree = lxml.html.fragment_fromstring(clean(kept), create_parent="div")
    for one in tree.iter(*_ROWS):
        one.tag = "div"
    for one in tree.iter("td", "th"):
        one.tag = "span"
        one.tail = "\xa0\xa0" + (one.tail or "")
    return tree


def text_of(tree: lxml.html.HtmlElement) -> str:
    """What a tree says, as it would stand in a mail of plain text."""
    lines = Inscriptis(tree, _AS_TEXT).get_text().replace("\xa0", " ").split("\n")
    text = _BLANK.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")
    return text[:LONGEST_MARKUP]


def words_of(markup: str) -> str:
    """What HTML says that is not bounded: its words, without their looks."""
    told, start, unheard = [], 0, ""
    for found in _ELEMENT.finditer(markup):
        if not unheard:
            told.append(markup[start : found.start()])
        start, name = found.end(), (found[2] or "").lower()
        if name in _WITHOUT_CONTENT and not unheard and not found[1]:
            unheard = name
        elif found[1] and name == unheard:
            unheard = ""
    told.append(markup[start:])
    return clean(_BLANK.sub("\n\n", unescape(" ".join(told)))).strip()


def as_markup(text: str) -> str:
    """Plain text as HTML that looks the same."""
    return f'<div dir="auto" style="white-space:pre-wrap">{escape(text)}</div>'


def is_bounded(markup: str) -> bool:
    """Whether it is small and shallow enough to be taken apart."""
    if len(markup) > LONGEST_MARKUP:
        return False
    depth = 0
    for number, found in enumerate(_TAG.finditer(markup)):
        if found[2].lower() not in _CLOSED_BY_OTHERS:
            depth = max(depth - 1, 0) if found[1] else depth + 1
        if depth > DEEPEST_MARKUP or number > 2 * MOST_ELEMENTS:
            return False
    return True
