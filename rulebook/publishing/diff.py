"""What changes from one desk to another, in words: thing by thing, as operations call them.

It compares what the files say, not their lines: comments, layout and the order of keys change
nothing. `text_diff` shows the lines.
"""

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from domain.desks import Files
from rulebook.publishing.changed_words import changes_of, spoken
from rulebook.publishing.things import FILE, Thing, things

IN_ORDER: Final = ("topic", "rule", "residency rule")  # of these, the first that fits is taken
MOST: Final = 200  # sentences that are kept with a published desk

Things = Mapping[str, Thing]


def desk_diff(before: Files, after: Files) -> tuple[str, ...]:
    """The change in words, a sentence for each thing; none where the content is the same.

    Files that say the same in another way are named in a last sentence. Raises DeskError for what
    is no YAML.
    """
    old, new = things(before), things(after)
    labels = [*new, *(label for label in old if label not in new)]
    changed = [label for label in labels if old.get(label) != new.get(label)]
    told = [_sentence(label, old.get(label), new.get(label)) for label in changed]
    orders = list(_orders(old, new))
    touched = {side[label].path for label in changed for side in (old, new) if label in side}
    touched |= {thing.path for thing in new.values() if orders and thing.kind in IN_ORDER}
    rewritten = [path for path in _unlike(before, after) if path not in touched]
    if rewritten:
        orders.append(f"written otherwise, with the same meaning: {', '.join(rewritten)}")
    return (*told, *orders)


def first_desk(files: Files) -> tuple[str, ...]:
    """What is said of a desk that has none before it."""
    kinds = Counter(thing.kind for thing in things(files).values() if thing.kind != FILE)
    counted = (f"{many} {kind if many == 1 else _plural(kind)}" for kind, many in kinds.items())
    return (f"the first desk: {', '.join(counted)}",)


def shortened(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """As many as are worth keeping, and how many more there are."""
    if len(sentences) <= MOST:
        return sentences
    return (*sentences[:MOST], f"and {len(sentences) - MOST} more")


def text_diff(before: Files, after: Files) -> Iterator[str]:
    """The lines that differ, file by file, as a unified diff."""
    for path in _unlike(before, after):
        yield from difflib.unified_diff(
            before.get(path, "").splitlines(),
            after.get(path, "").splitlines(),
            fromfile=f"before/{path}" if path in before else "/dev/null",
            tofile=f"after/{path}" if path in after else "/dev/null",
            lineterm="",
        )


def _sentence(label: str, old: Thing | None, new: Thing | None) -> str:
    if new is None:
        return f"{label} is gone"
    if old is None:
        return f"{label} is new" + ("" if new.kind == "reply" else f": {spoken(new.says)}")
    if new.kind == "reply":
        return f"{label} says something else"
    changes = changes_of(old.says, new.says) or ["nothing else changes"]
    return f"{label}{_versions(old, new)}: {'; '.join(changes)}"


def _versions(old: Thing, new: Thing) -> str:
    """Policies have versions, and people know them by these."""
    if not new.version or not old.version:
        return ""
    return f" {new.version}" if old.version == new.version else f" {old.version} → {new.version}"


def _orders(old: Things, new: Things) -> Iterator[str]:
    for kind in IN_ORDER:
        one, other = _names(kind, old), _names(kind, new)
        stayed = [name for name in other if name in set(one)]
        if [name for name in one if name in set(other)] != stayed:
            yield f"{_plural(kind)} are in another order: {', '.join(other)}"


def _names(kind: str, of: Things) -> list[str]:
    return [thing.name for thing in of.values() if thing.kind == kind]


def _unlike(before: Files, after: Files) -> list[str]:
    return [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]


def _plural(kind: str) -> str:
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
