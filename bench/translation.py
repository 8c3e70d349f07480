"""How good a translation engine is, on parallel lines that are passed in.

`python -m bench.translation --engine local --pairs en:pt-BR es:en --lines FOLDER`. The folder holds
a file for each language, such as `es.txt`, whose lines say the same. Texts go the product's own
way, through the chain with its masks. An online engine sees the lines: pass in nobody's words.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from bench.chrf import chrf
from domain.ports import Translator
from language.build import ENGINES, build_engine
from language.cache import TranslationCache
from language.chain import UNTRANSLATED, ChainRules, Patience, TranslatorChain
from language.online import Access
from language.tags import primary

# What has to come back as it stands, behind a sentence of any language.
ENTITIES = ("#A-10293", "1,234.50", "https://shop.example/t?id=7&x=1", "help@shop.example")
WITH_ENTITIES = 10  # of a pair's lines, at most


@dataclass(frozen=True, slots=True)
class Worth:
    """What an engine did with a pair's lines."""

    pair: str
    lines: int
    chrf: float  # 0 to 100; what stayed untranslated counts as it is
    copied: float  # the chrF of the source itself: what a translation has to beat
    seconds: float  # a line
    untranslated: int
    flagged: int  # translated, but with something for a person to check
    entities: float  # the share of numbers, links and addresses that came back
    characters: float = 0.0  # that the engine is given for a line, with masks and second attempts
    cost: float | None = None  # of a line, by the price that was named
    cached: float = 0.0  # the share of the lines that, said again, ask no engine


class CannotMeasure(Exception):
    """A pair has no lines; the sentence says which file was looked for."""


def lines_of(folder: Path, language: str, count: int) -> list[str]:
    """The first lines of a language: `pt` takes `pt-BR.txt` where there is no `pt.txt`."""
    exact = folder / f"{language}.txt"
    near = sorted(one for one in folder.glob("*.txt") if primary(one.stem) == language)
    file = exact if exact.is_file() else next(iter(near), None)
    if file is None:
        raise CannotMeasure(f"there is no {language}.txt in {folder}")
    return file.read_text(encoding="utf-8").splitlines()[:count]


@dataclass(slots=True)
class Meter:
    """Counts what the engine is given; its calls come from threads of its own."""

    price: float | None = None  # of a million characters
    calls: list[int] = field(default_factory=list)  # characters of each: appending is atomic

    def sent(self, _: str, characters: int) -> None:
        """One more call."""
        self.calls.append(characters)

    def cost(self, characters: float) -> float | None:
        """Of so many, if there is a price."""
        return None if self.price is None else characters * self.price / 1_000_000


async def measured(
    chain: Translator, pair: str, folder: Path, count: int, meter: Meter | None = None
) -> Worth:
    """Translate a pair's lines, one after the other, and some again with entities behind them.

    What they cost is known where the chain tells a meter; then all of them are said again, too.
    """
    meter = meter or Meter()
    source, target = pair.split(":")
    given, wanted = (lines_of(folder, language, count) for language in (source, target))
    if len(given) != len(wanted):
        raise CannotMeasure(f"{pair}: one file has {len(given)} lines, the other {len(wanted)}")
    begun = perf_counter()
    answers = [await chain.translate(line, source, target) for line in given]
    seconds = (perf_counter() - begun) / len(given)
    characters = sum(meter.calls) / len(given)
    kept = [
        await _kept(chain, f"{line.rstrip('.')} ({', '.join(ENTITIES)}).", (source, target))
        for line in given[:WITH_ENTITIES]
    ]
    return Worth(
        pair,
        len(given),
        round(chrf([answer.text for answer in answers], wanted), 1),
        round(chrf(given, wanted), 1),
        round(seconds, 3),
        sum(UNTRANSLATED in answer.flags for answer in answers),
        sum(bool(set(answer.flags) - {UNTRANSLATED}) for answer in answers),
        round(sum(kept) / len(kept), 3),
        round(characters, 1),
        meter.cost(characters),
        round(await _cached(chain, given, pair, meter), 3) if meter.calls else 0.0,
    )


async def _kept(chain: Translator, line: str, pair: tuple[str, str]) -> float:
    answer = await chain.translate(line, *pair)
    return sum(entity in answer.text for entity in ENTITIES) / len(ENTITIES)


async def _cached(chain: Translator, lines: Sequence[str], pair: str, meter: Meter) -> float:
    """The share of lines that, said again, ask no engine."""
    hits, source, target = 0, *pair.split(":")
    for line in lines:
        before = len(meter.calls)
        await chain.translate(line, source, target)
        hits += len(meter.calls) == before
    return hits / len(lines)


async def run(arguments: argparse.Namespace) -> list[Worth]:
    """Measure each pair with one engine."""
    key = arguments.key_file.read_text(encoding="utf-8").strip() if arguments.key_file else ""
    access = Access(address=arguments.url, key=key)
    engine = build_engine(arguments.engine, access, arguments.seconds)
    patience = Patience(seconds=arguments.seconds)
    found = []
    for pair in arguments.pairs:
        meter = Meter(arguments.price)
        rules = ChainRules(cache=TranslationCache(most=arguments.count), sent=meter.sent)
        chain = TranslatorChain([engine], patience, rules=rules)
        try:
            found.append(await measured(chain, pair, arguments.lines, arguments.count, meter))
        finally:
            chain.close()
    return found


def main(given: Sequence[str] | None = None) -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.translation", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, default="local")
    parser.add_argument("--url", default="", help="where the engine `libre` answers")
    parser.add_argument("--key-file", type=Path, help="a file with the engine's key")
    parser.add_argument("--pairs", nargs="+", required=True, metavar="FROM:TO")
    parser.add_argument("--lines", type=Path, required=True, help="the folder of parallel lines")
    parser.add_argument("--count", type=int, default=50, help="how many lines of each pair")
    parser.add_argument("--seconds", type=float, default=60.0, help="the limit for one line")
    parser.add_argument("--price", type=float, help="of a million characters, in your own money")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args(given)
    try:
        found = asyncio.run(run(arguments))
    except (CannotMeasure, ValueError) as wrong:
        parser.error(str(wrong))
    if arguments.json:
        print(json.dumps({"engine": arguments.engine, "pairs": [asdict(one) for one in found]}))
    else:
        _show(arguments.engine, found)


def _show(engine: str, found: Sequence[Worth]) -> None:
    table = Table(title=f"{engine}: chrF2 against one reference")
    names = (
        *("pair", "lines", "chrF", "source's", "s a line", "untranslated", "flagged", "entities"),
        *("characters a line", "cost a line", "cached"),
    )
    for name in names:
        table.add_column(name, justify="left" if name == "pair" else "right")
    for one in found:
        table.add_row(*(str(value) for value in asdict(one).values()))
    Console().print(table)


if __name__ == "__main__":
    main()
