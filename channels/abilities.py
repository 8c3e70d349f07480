"""What each channel can, read from the Protocols that its class is: nobody writes it down twice."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from channels.kinds import Kind
from domain import abilities as can

# What every channel can: without it, it is none.
ALWAYS: Final = ("in", "out", "duplicate", "reorder", "signature", "again", "never", "fuzz")


def _is(protocol: type) -> Callable[[Kind], bool]:
    """Whether a class has all that a Protocol asks of its objects.

    `issubclass` is not asked: it knows no Protocols with data members, and what a class would set
    in its objects alone nobody could know without an account.
    """
    wanted = [*protocol.__annotations__, *(name for name in vars(protocol) if name[0] != "_")]
    return lambda kind: all(hasattr(kind.abilities, name) for name in wanted)


def _amends(what: str) -> Callable[[Kind], bool]:
    amends = _is(can.Amends)

    def told(kind: Kind) -> bool:
        cls: Any = kind.abilities
        return amends(kind) and what in cls.amends

    return told


# Those that some have, in the order in which they are shown. Mail brings its files along.
_SOME: Final[Mapping[str, Callable[[Kind], bool]]] = MappingProxyType(
    {
        "handshake": _is(can.Greets),
        "media": lambda kind: _is(can.Files)(kind) or _is(can.Collects)(kind),
        "files": _is(can.SendsFiles),
        "receipt": _is(can.Reports),
        "edit": _amends("edit"),
        "delete": _amends("delete"),
        "window": lambda kind: kind.limits.window is not None,
        "template": _is(can.Templates),
        "typing": _is(can.Typing),
        "profile": _is(can.Tells),
        "collect": _is(can.Collects),
        "check": _is(can.Checks),
    }
)
SOME: Final = tuple(_SOME)


def abilities_of(kind: Kind) -> tuple[str, ...]:
    """What it can beyond what every channel can."""
    return tuple(name for name, has in _SOME.items() if has(kind))
