"""What of a mail's HTML its sender wrote, by the elements that mail programs put around quotes."""

from collections.abc import Iterator, Sequence
from typing import Final

import lxml.html

from channels.mail.markup import text_of
from channels.mail.quotes import MARK, Split, is_heading, without_introduction

# Around a quote, and nothing else: what one holds is the quote.
_QUOTES: Final = (
    "self::blockquote[@type='cite']",
    *(
        f"self::*[contains(concat(' ', @class, ' '), ' {name} ')]"
        for name in (
            "gmail_quote",
            "yahoo_quoted",
            "protonmail_quote",
            "tutanota_quote",
            "zmail_extra",
            "moz-cite-prefix",
            "WordSection1_quote",
        )
    ),
    "self::*[@id='OLK_SRC_BODY_SECTION' or @id='isReplyContent' or @id='reply-intro']",
    "self::*[@id='mail-editor-reference-message-container']",
    "self::*[contains(@class, 'ms-outlook-mobile-reference-message')]",
)
_QUOTE: Final = " or ".join(f"({one})" for one in _QUOTES)
# The beginning of one: all that follows belongs to it.
_BEGINNING: Final = "//*[@id='appendonsend' or @id='divRplyFwdMsg' or @id='x_divRplyFwdMsg']"
_RULED: Final = "//div[contains(translate(@style, ' ', ''), 'border-top:solid')]"
_INTRODUCTION: Final = ".//*[contains(concat(' ', @class, ' '), ' gmail_attr ')]"
_IN_QUOTE: Final = "./descendant::blockquote"

Element = lxml.html.HtmlElement


def split_markup(tree: Element) -> Split | None:
    """Divide what a tree says; None where no element tells a quote.

    The tree is used up. Where an answer stands inside of what it answers, or nothing would be left,
    nothing is cut: then all is its sender's own. A message that is passed on is no quote.
    """
    whole = text_of(tree)
    marked = _outermost(tree)
    if any(_is_answered_inside(one) for one in marked) or _answers_between(marked):
        return Split(whole)
    quoted = [text_of(one) for one in marked]
    for one in marked:
        one.drop_tree()
    beginning = _beginning(tree)
    if beginning is not None:
        quoted.append(_cut_from(tree, beginning))
    if not marked and beginning is None:
        return None
    own = without_introduction(text_of(tree))
    if not any(one.isalnum() for one in own):
        return Split(whole)
    introduction = text_of(tree)[len(own) :].strip()
    told = [introduction, *quoted]
    return Split(own.strip(), "\n\n".join(one.strip() for one in told if one.strip()))


def _outermost(tree: Element) -> Sequence[Element]:
    """The quotes that stand in no other; not those that only pass something on."""
    found = tree.xpath(f"//*[{_QUOTE}][not(ancestor::*[{_QUOTE}])]")
    return [one for one in found if not _passes_on(one)]


def _passes_on(quote: Element) -> bool:
    """Gmail puts what is passed on into the same element as a quote, but into no blockquote."""
    is_gmails = "gmail_quote" in (quote.get("class") or "").split() and quote.tag == "div"
    return is_gmails and not quote.xpath(_IN_QUOTE)


def _is_answered_inside(quote: Element) -> bool:
    """Whether words stand in Gmail's element, and neither in its quote nor in its introduction."""
    if quote.tag == "blockquote" or not quote.xpath(_IN_QUOTE):
        return False
    if "gmail_quote" not in (quote.get("class") or "").split():
        return False
    told = [*quote.xpath(_IN_QUOTE), *quote.xpath(_INTRODUCTION)]
    return _words_between(quote, told, enough=1)


def _answers_between(quotes: Sequence[Element]) -> bool:
    """Whether words stand between two quotes."""
    root = quotes[0].getroottree().getroot() if len(quotes) > 1 else None
    return root is not None and _words_between(root, quotes, enough=2)


def _words_between(tree: Element, quotes: Sequence[Element], enough: int) -> bool:
    """Whether words follow a quote that are in none; where `enough` is 2, up to another quote."""
    inside = {element for one in quotes for element in one.iter()}
    begun, answered = False, False
    for element, text in _texts(tree):
        if element in inside:
            begun = True
            if answered:
                return True
        elif begun and any(one.isalnum() for one in text):
            answered = True
            if enough == 1:
                return True
    return False


def _texts(tree: Element) -> Iterator[tuple[Element, str]]:
    """Every text with the element that it stands in, in their order."""
    for element in tree.iter():
        if element.text:
            yield element, element.text
        parent = element.getparent()
        if element.tail and parent is not None and element is not tree:
            yield parent, element.tail


def _beginning(tree: Element) -> Element | None:
    """The first element that a quote begins with: an empty one of Outlook's, or a repeated head."""
    found: list[Element] = tree.xpath(_BEGINNING)
    ruled = [one for one in tree.xpath(_RULED) if is_heading(text_of(one).strip().split("\n"))]
    marks = [one for one in tree.iter() if one.text and MARK.fullmatch(one.text)]
    first = {id(one) for one in (*found, *ruled, *marks)}
    return next((one for one in tree.iter() if id(one) in first), None)


def _cut_from(tree: Element, beginning: Element) -> str:
    """Take away an element and all that follows it; what that said."""
    following = {beginning: None, **dict.fromkeys(beginning.xpath("following::*"))}
    said: list[str] = []
    for one in [one for one in following if one.getparent() not in following]:
        said.append(text_of(one) + "\n" + (one.tail or ""))
        one.tail = None
        one.drop_tree()
    return "\n".join(said)
