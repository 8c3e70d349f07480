"""Builds the chain of engines that a region's file allows."""

from collections.abc import Mapping, Sequence
from typing import Final

from language.chain import Patience, TranslatorChain
from language.engine import Engine
from language.local import LocalEngine
from language.online import ADAPTERS, Access, DeepTranslatorEngine

ENGINES: Final = ("local", *ADAPTERS)
OPTIONS: Final = ("libre_url", "libre_key", "mymemory_email", "proxy", "seconds")


def build_translator(engines: Sequence[str], options: Mapping[str, str]) -> TranslatorChain:
    """The chain of the named engines, in that order; text goes to no engine that is not named.

    `options`: `libre_url` (the server's address, needed by `libre`), `libre_key`,
    `mymemory_email`, `proxy` (an address, for all online engines), `seconds` (the limit for one
    text, ten where not given). Raises ValueError with a sentence that says what to write.
    """
    _refuse_unknown("translation engine", engines, ENGINES)
    _refuse_unknown("translation option", options, OPTIONS)
    if len(set(engines)) < len(engines):
        raise ValueError("Name each translation engine once: the order is the order of asking.")
    if "libre" in engines and not options.get("libre_url"):
        raise ValueError("The engine `libre` needs `libre_url`, such as http://127.0.0.1:5000/.")
    seconds = _seconds(options.get("seconds", "10"))
    built = [_engine(name, options, seconds) for name in engines]
    return TranslatorChain(built, Patience(seconds=seconds))


def _engine(name: str, options: Mapping[str, str], seconds: float) -> Engine:
    if name == "local":
        return LocalEngine(seconds)
    access = Access(
        address=options.get("libre_url", "") if name == "libre" else "",
        key=options.get("libre_key", "") if name == "libre" else "",
        email=options.get("mymemory_email", "") if name == "mymemory" else "",
        proxy=options.get("proxy") or None,
    )
    return DeepTranslatorEngine(name, access, seconds)


def _refuse_unknown(
    what: str, given: Sequence[str] | Mapping[str, str], known: tuple[str, ...]
) -> None:
    for name in given:
        if name not in known:
            raise ValueError(f"No {what} is called {name!r}: write one of {', '.join(known)}.")


def _seconds(written: str) -> float:
    try:
        seconds = float(written)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 60:
        raise ValueError(f"Write `seconds` as a number up to 60, such as 10, not {written!r}.")
    return seconds
