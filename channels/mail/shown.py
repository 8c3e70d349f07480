"""Texts of one line as they can be shown: what is not seen in them is seen.

A subject or a name is kept as it came. Marks that turn the direction of what follows, or that show
nothing at all, stand in it as symbols where people read it: `⟨U+202E⟩`.
"""

import re
from typing import Final
from unicodedata import bidirectional

# Embeddings, overrides, isolates (UAX #9), and what shows nothing: UTS #39 asks for care with them.
_ALWAYS: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e0fff]"
)
_MARKS: Final = re.compile("[\u061c\u200e\u200f]")  # needless where nothing runs from the right
_JOINERS: Final = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")


def shown(text: str) -> str:
    """The text with a symbol for everything that would act unseen.

    What scripts need stays: joiners within them and in pictures of several, marks beside words that
    run from right to left.
    """
    told = _JOINERS.sub(_symbol, _ALWAYS.sub(_symbol, text))
    if any(bidirectional(one) in ("R", "AL") for one in text if not _MARKS.match(one)):
        return told
    return _MARKS.sub(_symbol, told)


def _symbol(found: re.Match[str]) -> str:
    return f"⟨U+{ord(found[0]):04X}⟩"
