"""Text from bytes whose charset is named, named wrongly, or not named at all. Nothing raises."""

import codecs
import re
from types import MappingProxyType
from typing import Final

from charset_normalizer import from_bytes

_LOOKED_AT: Final = 64 * 1024  # bytes by which a charset is guessed
# What mail programs say, and what they mean: mostly what https://encoding.spec.whatwg.org has.
_MEANT: Final = MappingProxyType(
    {
        **dict.fromkeys(("ascii", "us-ascii", "unknown-8bit", "8bit", "x-unknown"), "utf-8"),
        **dict.fromkeys(("utf8", "utf-8mb4", "unicode-1-1-utf-8", "x-utf-8"), "utf-8"),
        **dict.fromkeys(("unicode-1-1-utf-7", "x-unicode-2-0-utf-7"), "utf-7"),
        **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "iso8859-1", "ansi"), "cp1252"),
        **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e", "logical"), "iso-8859-8"),
        **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
        **dict.fromkeys(("iso-8859-11", "tis-620", "windows-874", "x-windows-874"), "cp874"),
        **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80", "cn-gb", "euc-cn"), "gb18030"),
        **dict.fromkeys(("ks_c_5601-1987", "ks_c_5601", "euc-kr", "korean"), "cp949"),
        **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji"), "cp932"),
        **dict.fromkeys(("iso-2022-jp", "iso-2022-jp-ms", "cp50220"), "iso2022_jp_ext"),
        **dict.fromkeys(("big5", "big-5", "x-x-big5", "cn-big5"), "big5hkscs"),
    }
)
# In which mails are still written. Of a few letters anything could be made among all there are.
_GUESSED: Final = (
    *("cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp874", "koi8_r"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
)
_NO_CHARSETS: Final = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_LATIN: Final = re.compile(r"cp125\d|iso8859-\d+|latin_\d|koi8-[ru]|mac[-_]\w+|cp437|cp850")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def decoded(content: bytes, named: str | None = None) -> str:
    """The text that the bytes are, by the charset that is named where that is one and fits.

    Lines end in a line feed; there are no other control characters than it and the tab, and no
    lone surrogates.
    """
    return clean(_decoded(content, named))


def clean(text: str) -> str:
    """A text that can be kept anywhere."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub("", lines))


def unescaped(text: str) -> str:
    """A text of the parser, in which bytes beyond ASCII stand as surrogates (PEP 383)."""
    if not _SURROGATE.search(text):
        return text
    try:
        return _decoded(text.encode("utf-8", "surrogateescape"), None)
    except UnicodeEncodeError:  # a surrogate that is none of these
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def codec_of(named: str | None) -> str | None:
    """What Python calls the charset of that name; None for what is none."""
    name = (named or "").strip().strip("\"'").lower()
    if not name.isascii() or not 0 < len(name) < 40 or "\x00" in name:
        return None
    try:
        found = codecs.lookup(_MEANT.get(name, name)).name
    except LookupError:
        return None
    return None if found.replace("-", "_") in _NO_CHARSETS else found


def _decoded(content: bytes, named: str | None) -> str:
    codec = codec_of(named)
    utf8 = _strictly(content, "utf-8-sig")
    if utf8 is not None and (codec is None or (not content.isascii() and _LATIN.fullmatch(codec))):
        return utf8  # hardly anything else looks like UTF-8 by chance
    if codec is not None:
        by_name = _strictly(content, codec)
        if by_name is not None:
            return by_name
    return utf8 if utf8 is not None else _guessed(content, codec)


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeError, LookupError):  # LookupError: a codec that makes bytes of bytes
        return None


def _guessed(content: bytes, codec: str | None) -> str:
    """What is mostly in the charset that is named is read as that; else it is guessed."""
    if codec is not None:
        try:
            nearly = content.decode(codec, "replace")
        except (UnicodeError, LookupError):
            nearly = ""
        if nearly and nearly.count("\N{REPLACEMENT CHARACTER}") * 20 <= len(nearly):
            return nearly
    best = from_bytes(content[:_LOOKED_AT], cp_isolation=[*_GUESSED]).best()
    return content.decode(best.encoding if best is not None else "cp1252", "replace")
