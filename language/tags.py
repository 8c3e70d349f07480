"""BCP 47 language tags, as far as translation compares and maps them."""

from types import MappingProxyType

UNKNOWN = "und"  # BCP 47: the language is undetermined

# Old codes that senders and engines still use (IANA language subtag registry), and `no`, which in
# practice means Bokmål.
_TODAY = MappingProxyType(
    {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro", "no": "nb", "tl": "fil"}
)
_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def primary(tag: str) -> str:
    """The primary language of a tag, lower case, in today's code: `pt-BR` is `pt`, `iw` is `he`."""
    first = tag.replace("_", "-").split("-")[0].strip().lower()
    return _TODAY.get(first, first)


def is_known(tag: str) -> bool:
    """Whether a tag names a language at all: neither empty nor `und`."""
    return primary(tag) not in {"", UNKNOWN}


def same_language(source: str, target: str) -> bool:
    """Whether both tags have the same, known primary language."""
    return is_known(source) and primary(source) == primary(target)


def is_traditional_chinese(tag: str) -> bool:
    """Whether a Chinese tag asks for traditional characters, by its script or its territory."""
    parts = tag.replace("_", "-").lower().split("-")
    return "hans" not in parts[1:] and not _TRADITIONAL.isdisjoint(parts[1:])
