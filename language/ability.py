"""Which engines may know a pair of languages, as far as can be told without asking one."""

from collections.abc import Sequence
from typing import Final

from language.build import LOCAL
from language.online import Access, DeepTranslatorEngine

_ANY: Final = Access("https://engine.invalid/", key="none")  # none of them is asked


def may_know(names: Sequence[str], source: str, target: str) -> tuple[str, ...]:
    """Those of the named engines, in their order.

    What the local one knows depends on the worker's machine, so it always may.
    """
    return tuple(
        name
        for name in names
        if name == LOCAL or DeepTranslatorEngine(name, _ANY).supports(source, target)
    )
