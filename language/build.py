"""Builds the engines that a region's file allows, each once for all regions of a process."""

import time
from collections.abc import Callable, Mapping
from typing import Final

from language.adapters import ADAPTERS
from language.engine import Engine
from language.guarded import GuardedEngine, Patience
from language.local import LocalEngine
from language.online import Access, DeepTranslatorEngine

LOCAL: Final = "local"
ENGINES: Final = (LOCAL, *ADAPTERS)


def build_engine(name: str, access: Access | None = None, seconds: float = 10.0) -> Engine:
    """The engine of that name. Raises ValueError with a sentence that says what to write."""
    if name not in ENGINES:
        raise ValueError(
            f"No translation engine is called {name!r}: write one of {', '.join(ENGINES)}."
        )
    return LocalEngine(seconds) if name == LOCAL else DeepTranslatorEngine(name, access, seconds)


class EnginePool:
    """The engines of a process. The local one holds some 200 MB of weights, and what an online one
    may be asked in a minute is one allowance: so regions share both.

    Belongs to one event loop; close it when its door closes.
    """

    def __init__(
        self, patience: Patience | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._patience = patience or Patience()
        self._clock = clock
        self._engines: dict[tuple[str, Access], GuardedEngine] = {}

    def engines(self, names: tuple[str, ...], access: Mapping[str, Access]) -> list[GuardedEngine]:
        """The named engines, in that order; raises ValueError as `build_engine` does.

        Those whose access is the same as before are the same as before.
        """
        if len(set(names)) < len(names):
            raise ValueError("Name each translation engine once: the order is the order of asking.")
        return [self._engine(name, access.get(name, Access())) for name in names]

    def close(self, grace: float = 1.0) -> None:
        """Take no more texts, and wait at most `grace` seconds in all for calls under way."""
        stop_at = time.monotonic() + grace
        for engine in self._engines.values():
            engine.close(stop_at)

    def _engine(self, name: str, access: Access) -> GuardedEngine:
        if (name, access) not in self._engines:
            built = build_engine(name, access, self._patience.seconds)
            self._engines[name, access] = GuardedEngine(built, self._patience, self._clock)
        return self._engines[name, access]
