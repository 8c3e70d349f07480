"""Which of the desk's languages engines put into others."""

from collections.abc import Sequence
from typing import Final

from domain.coverage import LANGUAGES, Coverage
from language.adapters import ADAPTERS
from language.build import LOCAL
from language.engine import Engine
from language.online import Access, DeepTranslatorEngine

SELF_HOSTED: Final = "libre"
PIVOT: Final = "en"
_ANY: Final = Access("https://engine.invalid/", key="none")  # none of them is asked


def online_coverage() -> Coverage:
    """The online engines that have a language together with English (or French, for it)."""
    names = [name for name in ADAPTERS if name != SELF_HOSTED]
    return _coverage("online", [DeepTranslatorEngine(name, _ANY) for name in names])


def self_hosted_coverage() -> Coverage:
    """Which languages a server of LibreTranslate's form has, with all of its models or routes.

    Of what only our own server has, it is said as of the local engine.
    """
    engine = DeepTranslatorEngine(SELF_HOSTED, _ANY)
    return Coverage("self-hosted", {**_counted(engine), **_coverage("", [engine]).languages})


def local_coverage(engine: Engine) -> Coverage:
    """How many of the desk's other languages this machine puts one into, and from: `→4 ←6`."""
    return Coverage(LOCAL, _counted(engine))


def _counted(engine: Engine) -> dict[str, str]:
    found = {}
    for tag in LANGUAGES:
        into = sum(engine.supports(tag, other) for other in LANGUAGES)
        out_of = sum(engine.supports(other, tag) for other in LANGUAGES)
        if into or out_of:
            found[tag] = f"→{into} ←{out_of}"
    return found


def _coverage(what: str, engines: Sequence[Engine]) -> Coverage:
    found = {}
    for tag in LANGUAGES:
        having = [engine.name for engine in engines if _has(engine, tag)]
        if having:
            found[tag] = (
                f"all {len(engines)}" if len(having) == len(engines) > 1 else ", ".join(having)
            )
    return Coverage(what, found)


def _has(engine: Engine, tag: str) -> bool:
    other = "fr" if tag == PIVOT else PIVOT
    return engine.supports(tag, other) and engine.supports(other, tag)
