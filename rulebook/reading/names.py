"""Names that lead nowhere: what was meant, or what there is."""

from collections.abc import Collection
from difflib import get_close_matches


def unknown(what: str, name: str, known: Collection[str] | None) -> str | None:
    """What is wrong with a name; None where it is known, or where nobody can tell what is."""
    if known is None or name in known:
        return None
    return f"there is no {what} '{name}'; {meant(name, known)}"


def meant(name: str, known: Collection[str], there_are: str = "there are") -> str:
    """The nearest name that is known, as a question; all of them where none is near."""
    return nearest(name, known) or f"{there_are}: {', '.join(known) or 'none'}"


def nearest(name: str, known: Collection[str]) -> str | None:
    """The nearest name that is known, as a question; None where none is near."""
    close = get_close_matches(name, known, n=1)
    return f"did you mean '{close[0]}'?" if close else None
