"""What somebody wrote in a mail, apart from what it repeats, and how it looked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from channels.mail.contents import Body, Contents
from channels.mail.markup import as_markup, is_bounded, safe, structured, text_of, words_of
from channels.mail.quoted_markup import split_markup
from channels.mail.quotes import Split, split


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a mail, what was cut from it, and the whole as safe HTML where there was any.

    `too_large` says that there was HTML which is not shown for its size or depth.
    """

    text: str = field(repr=False)
    quoted: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    too_large: bool = False


def wording(found: Contents) -> Wording:
    """Divide what a mail says."""
    bounded = is_bounded("".join(one.html for one in found.bodies))
    divided = [_divided(one, bounded=bounded) for one in found.bodies]
    if len(divided) > 1 and not any(one.quoted for one in divided):
        divided = _together(found.bodies, bounded=bounded)
    inline = [one.inline for one in found.files if one.inline]
    html = _html(found.bodies, inline)
    return Wording(
        _joined([one.own for one in divided]),
        _joined([one.quoted for one in divided]),
        html or "",
        html is None,
    )


def _divided(body: Body, *, bounded: bool) -> Split:
    """By the elements of the HTML where they tell a quote, else by the shape of the text."""
    by_text = split(body.plain) if body.plain.strip() else None
    if not body.html.strip():
        return by_text or Split("")
    if not bounded:
        return by_text or split(words_of(body.html))
    by_markup = split_markup(structured(body.html))
    if by_text is None:
        return by_markup or split(text_of(structured(body.html)))
    if by_markup is None or not by_markup.quoted:
        return by_text if by_markup is None else Split(body.plain.strip())
    return _as_far(body.plain, by_markup.own) or (by_text if by_text.quoted else by_markup)


def _as_far(plain: str, own: str) -> Split | None:
    """The plain text as far as the HTML's own words go in it; None where it says other words."""
    wanted = [one for one in own if one.isalnum()]
    position = 0
    for one in wanted:
        while position < len(plain) and not plain[position].isalnum():
            position += 1
        if position == len(plain) or plain[position] != one:
            return None
        position += 1
    end = plain.find("\n", position)
    rest = plain[position:end] if end >= 0 else plain[position:]
    if any(one.isalnum() for one in rest):
        return None
    kept = plain[: position + len(rest)]
    return Split(kept.strip(), plain[len(kept) :].strip())


def _together(bodies: Sequence[Body], *, bounded: bool) -> list[Split]:
    """Several stretches of one answer: a quote in one of them may only be told with the others."""
    texts = [one.plain or _text(one.html, bounded=bounded) for one in bodies]
    return [split("\n\n".join(text for text in texts if text.strip()))]


def _text(markup: str, *, bounded: bool) -> str:
    return text_of(structured(markup)) if bounded else words_of(markup)


def _html(bodies: Sequence[Body], inline: Sequence[str]) -> str | None:
    """The whole as safe HTML; empty where all was plain text, None where it is too much."""
    if not any(one.html.strip() for one in bodies):
        return ""
    return safe("\n".join(one.html or as_markup(one.plain) for one in bodies), inline)


def _joined(texts: Sequence[str]) -> str:
    return "\n\n".join(one for one in texts if one.strip())
