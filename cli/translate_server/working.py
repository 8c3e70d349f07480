"""Translates for the server: a few texts at a time, a few waiting, each within its seconds."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from cli.translate_server.asking import Asked, Refusal, not_supported
from domain.ports import Detected, LanguageDetector
from language.engine import EngineFailed
from language.entities import says_nothing
from language.tags import primary, same_language

AUTO: Final = "auto"
Answer = TypeVar("Answer")


class Local(Protocol):
    """The engine behind the server."""

    def supports(self, source: str, target: str) -> bool:
        """Whether it translates between two tags."""
        ...

    def pairs(self) -> Sequence[tuple[str, str]]:
        """All that it translates here, by primary language."""
        ...

    def translate(self, text: str, source: str, target: str) -> str:
        """Translate within its seconds. Raises EngineFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the server does at a time."""

    width: int = 2  # requests that are worked on
    waiting: int = 16  # requests that wait for their turn; more are told to come again
    seconds: float = 20.0  # for one request, with its wait


class Work:
    """The engine and the detector behind few threads. Belongs to one event loop."""

    def __init__(self, engine: Local, detector: LanguageDetector, bounds: Bounds) -> None:
        self._engine = engine
        self._detector = detector
        self._bounds = bounds
        self._here = 0
        self._threads = ThreadPoolExecutor(bounds.width, thread_name_prefix="translate")

    def languages(self) -> dict[str, list[str]]:
        """Each source language with its targets, sorted."""
        found: dict[str, list[str]] = {}
        for source, target in sorted(self._engine.pairs()):
            found.setdefault(source, []).append(target)
        return found

    async def translated(self, asked: Asked) -> tuple[list[str], list[Detected]]:
        """The translations and, for `auto`, what was detected. Raises Refusal."""
        return await self._in_turn(lambda stop_at: self._translated(asked, stop_at))

    async def detected(self, texts: Sequence[str]) -> Detected:
        """The language of all texts together. Raises Refusal."""
        return await self._in_turn(lambda _: self._detector.detect("\n".join(texts)))

    def close(self) -> None:
        """Take no more; what runs ends within the engine's seconds."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _in_turn(self, job: Callable[[float], Answer]) -> Answer:
        bounds = self._bounds
        if self._here >= bounds.width + bounds.waiting:
            raise Refusal(503, "The server is busy: come again shortly")
        stop_at = time.monotonic() + bounds.seconds
        self._here += 1
        running = asyncio.get_running_loop().run_in_executor(self._threads, job, stop_at)
        # Not when nobody waits any more, but when its thread is free again.
        running.add_done_callback(self._left)
        try:
            async with asyncio.timeout(bounds.seconds):
                return await asyncio.shield(running)
        except TimeoutError:
            running.cancel()
            raise Refusal(503, "Cannot translate text: timeout") from None

    def _left(self, ended: "asyncio.Future[Answer]") -> None:
        self._here -= 1
        if not ended.cancelled():
            ended.exception()  # looked at, so that asyncio does not report it with its text

    def _translated(self, asked: Asked, stop_at: float) -> tuple[list[str], list[Detected]]:
        found = [self._detector.detect(text) for text in asked.texts if asked.source == AUTO]
        sources = [one.language for one in found] or [asked.source] * len(asked.texts)
        for source in sources:
            self._expect(source, asked.target)
        translated = []
        for text, source in zip(asked.texts, sources, strict=True):
            if time.monotonic() > stop_at:
                raise Refusal(503, "Cannot translate text: timeout")
            translated.append(self._one(text, source, asked.target))
        return translated, found

    def _expect(self, source: str, target: str) -> None:
        known = {language for pair in self._engine.pairs() for language in pair}
        for code in (source, target):
            if primary(code) not in known:
                raise not_supported(code)
        if not (same_language(source, target) or self._engine.supports(source, target)):
            said = f"{primary(target)} is not available as a target language from {primary(source)}"
            raise Refusal(400, said)

    def _one(self, text: str, source: str, target: str) -> str:
        if same_language(source, target) or says_nothing(text):
            return text
        try:
            return self._engine.translate(text, source, target)
        except EngineFailed as failed:
            # What another try may mend is no fault of the request; our chain reads it so too.
            refusal = Refusal(
                503 if failed.retry else 400, f"Cannot translate text: {failed.reason}"
            )
        raise refusal
