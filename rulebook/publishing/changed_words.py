"""How one value of the desk's files became another, in words and in the order of the file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 300  # characters of a value that is new
FEW: Final = 3  # so many words are shown whole; of more only those that came and went
_DAYS: Final = "days"
_MEMBERS: Final = "members"
_SILENT: Final = frozenset({"targets", "week", _DAYS, _MEMBERS})  # what stands in them names itself
_NAMING: Final = ("id", "name")
_ONE_OF: Final = MappingProxyType({"steps": "step", "shifts": "shift", "overrides": "override"})
_WORDS: Final = MappingProxyType({True: "true", False: "false", None: "nothing"})

Where = tuple[str, ...]  # the keys that lead to a value


def changes_of(old: object, new: object, where: Where = ()) -> list[str]:
    """What became of a value, a phrase for each change; none where the two are equal."""
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return [phrase for key in _keys(old, new) for phrase in _of_key(key, old, new, where)]
    if isinstance(old, list) and isinstance(new, list):
        return list(_of_lists(old, new, where))
    return [f"{_called(where)} {_in(where, old)} → {_in(where, new)}".strip()]


def spoken(value: object) -> str:
    """A value on one line, shortened where it is long."""
    words = _spoken(value)
    return words if len(words) <= LONGEST else words[:LONGEST].rstrip(", ") + " …"


def _keys(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [*new, *(key for key in old if key not in new)]


def _of_key(
    key: str, old: Mapping[str, object], new: Mapping[str, object], where: Where
) -> Iterator[str]:
    inner = (*where, key)
    if key in old and key in new:
        yield from changes_of(old[key], new[key], inner)
    elif key in new:
        between = " " if where[-1:] == (_DAYS,) else " is new: "
        yield f"{_called(inner)}{between}{_in(inner, new[key])}"
    elif where[-1:] == (_DAYS,):
        yield f"{_called(inner)} as any other day"
    else:
        yield f"{_called(inner)} is gone (it was {_in(inner, old[key])})"


def _of_lists(old: list[object], new: list[object], where: Where) -> Iterator[str]:
    naming = next((key for key in _NAMING if all(_has(one, key) for one in (*old, *new))), None)
    if naming is not None:
        yield from _of_named(_by(naming, old), _by(naming, new), where)
    elif any(isinstance(one, dict) for one in (*old, *new)):
        yield from _of_numbered(old, new, where)
    else:
        yield _of_words([*map(_spoken, old)], [*map(_spoken, new)], where)


def _of_named(
    old: Mapping[str, dict[str, object]], new: Mapping[str, dict[str, object]], where: Where
) -> Iterator[str]:
    is_member = where[-1:] == (_MEMBERS,)
    kind = "" if is_member else f"{_one_of(where)} "
    for name in _keys(old, new):
        if name not in old:
            yield f"{name} joined" if is_member else f"{kind}{name} is new: {spoken(new[name])}"
        elif name not in new:
            yield f"{name} left" if is_member else f"{kind}{name} is gone"
        elif old[name] != new[name]:
            yield f"{kind}{name}: {', '.join(changes_of(old[name], new[name]))}"
    if [one for one in old if one in new] != [one for one in new if one in old]:
        yield f"{_called(where) or where[-1]} in another order: {', '.join(new)}"


def _of_numbered(old: list[object], new: list[object], where: Where) -> Iterator[str]:
    """What has no name is told by its place."""
    one = _one_of(where)
    one_side, other = ([json.dumps(item, sort_keys=True) for item in side] for side in (old, new))
    matched = SequenceMatcher(None, one_side, other, autojunk=False).get_opcodes()
    for kind, first, last, here, there in matched:
        if kind == "equal":
            continue
        pairs = min(last - first, there - here)
        for shift in range(pairs):
            phrases = changes_of(old[first + shift], new[here + shift])
            yield f"{one} {here + shift + 1}: {', '.join(phrases)}"
        for place in range(here + pairs, there):
            yield f"{one} {place + 1} is new: {spoken(new[place])}"
        for place in range(first + pairs, last):
            yield f"{one} {place + 1} is gone: {spoken(old[place])}"


def _of_words(old: Sequence[str], new: Sequence[str], where: Where) -> str:
    came = [word for word in new if word not in old]
    went = [word for word in old if word not in new]
    called = _called(where)
    if max(len(old), len(new)) <= FEW:
        return f"{called} {', '.join(old) or 'nothing'} → {', '.join(new) or 'nothing'}".strip()
    if not came and not went:
        return f"{called} in another order: {', '.join(new)}"
    said = [f"{', '.join(words)} {what}" for words, what in ((came, "added"), (went, "removed"))]
    return f"{called}: {'; '.join(one for one in said if not one.startswith(' '))}"


def _has(value: object, key: str) -> bool:
    return isinstance(value, dict) and key in value


def _by(key: str, items: list[object]) -> dict[str, dict[str, object]]:
    return {
        str(item[key]): {name: value for name, value in item.items() if name != key}
        for item in items
        if isinstance(item, dict)
    }


def _one_of(where: Where) -> str:
    called = _called(where)
    return _ONE_OF.get(called, called)


def _called(where: Where) -> str:
    if where[-2:-1] == (_DAYS,):
        return _day(where[-1])
    return " ".join(key for key in where if key not in _SILENT)


def _day(written: str) -> str:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return written
    return f"{day.day} {day:%B} {day.year}"


def _in(where: Where, value: object) -> str:
    """A value at its place: of an address that may hold a secret, only its server."""
    if where and where[-1].endswith("url") and isinstance(value, str):
        address = urlsplit(value)
        return f"{address.scheme}://{address.hostname}/…"
    return spoken(value)


def _spoken(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_inside(key, one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_item, value)) or "nothing"
    return _WORDS[value] if value is None or isinstance(value, bool) else str(value)


def _inside(key: str, value: object) -> str:
    said = _in((key,), value)
    return f"({said})" if isinstance(value, dict) else said


def _item(value: object) -> str:
    """In a list: the name of what has one, else all of it."""
    if not isinstance(value, dict):
        return _spoken(value)
    named = next((str(value[key]) for key in _NAMING if key in value), None)
    return f"({_spoken(value)})" if named is None else named
