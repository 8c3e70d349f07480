"""`meridian translate`: put a text into another language, and say who did it and who did not."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final, NoReturn

import langcodes
import typer

from language.chain import ANSWERED, CACHED, NO_ENGINE, UNTRANSLATED, Trial, Try
from language.detection import Detector
from language.tags import is_known
from runtime.beginning import edition_here
from runtime.secret_places import secrets_in
from runtime.settings import Settings, variable
from runtime.translators import Translators

NOT_TRANSLATED: Final = 1
WRONG_INPUT: Final = 2
_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ANSWERED: "answered",
        CACHED: "answered before",
        "not for this pair": "is not good enough for this pair, says translation.yaml",
        "unsupported": "does not have this pair of languages",
        "rests": "is left alone, after failures in a row",
        "rate": "may not be asked so often",
        "timeout": "did not answer in time",
        "no time": "was not asked: the time was over",
        "unreachable": "cannot be reached",
        "status 400": "does not take this text or pair, it says",
        "status 429": "was asked too often, it says",
        "too long": "does not take so long a text",
        "empty": "answered nothing",
        "malformed": "answered something that cannot be read",
        "answer too large": "answered more than can be read",
        "answer too long": "answered far more than was asked",
        "markup": "answered with a page instead of a text",
        "not text": "answered something that is no text",
        "identical": "answered with the text itself",
        "another language": "answered in another language",
        "not latin": "cannot read this script",
        "unknown words": "does not know enough of the words",
    }
)
_OF_THE_KEY: Final = frozenset({"status 401", "status 403"})
_OF_THE_QUOTA: Final = frozenset({"status 402", "status 456"})


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    target: str
    source: str | None
    region: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    trial: Trial
    source: str
    target: str
    region: str

    def facts(self) -> dict[str, Any]:
        """The translation with all that came about on the way to it."""
        made = self.trial.translation
        return {
            "text": made.text,
            "from": self.source,
            "to": self.target,
            "region": self.region,
            "engine": made.engine,
            "flags": list(made.flags),
            "retry": made.retry,
            "tries": [asdict(one) for one in self.trial.tries],
        }

    def tell(self) -> None:
        """The text alone to the output, and everything about it beside that."""
        made = self.trial.translation
        typer.echo(made.text, nl=not made.text.endswith("\n"))
        typer.echo(f"{self.source} to {self.target}, region {self.region}:", err=True)
        for one in self.trial.tries:
            typer.echo(f"  {_sentence(one)}", err=True)
        typer.echo(f"  {_outcome(self.trial)}", err=True)


def translate(
    text: Annotated[
        str | None, typer.Argument(help="What to translate; left out, it is read from the input.")
    ] = None,
    *,
    target: Annotated[
        str, typer.Option("--to", help="The language wanted, as a tag such as pt-BR.")
    ],
    source: Annotated[
        str | None, typer.Option("--from", help="The text's language; by default it is detected.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="Whose engines are asked; default: the desk's own region.")
    ] = None,
    data: Annotated[
        Path, typer.Option(help="The desk's data folder.", envvar=variable("data"))
    ] = Path(".meridian"),
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Try a region's engines on a text: the translation, who made it, and why others did not.

    Ends with 1 where nobody could translate it, and with 2 for input that cannot be used.
    """
    said = sys.stdin.read() if text is None else text
    if not said.strip():
        _refuse("there is nothing to translate: give a text, or pipe one in")
    asked = _Asked(said, _tag(target), None if source is None else _tag(source), region)
    found = asyncio.run(_found(Settings.read(data=data.resolve()), asked))
    if as_json:
        typer.echo(json.dumps(found.facts(), ensure_ascii=False))
    else:
        found.tell()
    if UNTRANSLATED in found.trial.translation.flags:
        raise typer.Exit(NOT_TRANSLATED)


async def _found(settings: Settings, asked: _Asked) -> _Found:
    desk = (await edition_here(settings)).desk
    region = asked.region or desk.default_region
    if region not in desk.regions:
        _refuse(f"there is no region {region}: write one of {', '.join(desk.regions)}")
    detector = await asyncio.to_thread(Detector)
    source = asked.source or detector.detect(asked.text).language
    if not is_known(source):
        _refuse("the language of the text cannot be told: name it with --from")
    secrets = secrets_in(settings.keys_folder(), os.environ)
    with Translators(desk, secrets, regions=[region], detector=detector) as translators:
        trial = await translators.chain(region).trial(asked.text, source, asked.target)
    return _Found(trial, source, asked.target, region)


def _sentence(one: Try) -> str:
    took = f" after {one.seconds:.2f} s" if one.seconds >= 0.005 else ""
    if one.outcome in _OF_THE_KEY:
        return f"{one.engine} does not accept our key ({one.outcome}){took}"
    if one.outcome in _OF_THE_QUOTA:
        return f"{one.engine} has spent what it may ({one.outcome}){took}"
    return f"{one.engine} {_REASONS.get(one.outcome, f'failed: {one.outcome}')}{took}"


def _outcome(trial: Trial) -> str:
    made = trial.translation
    if UNTRANSLATED in made.flags:
        later = "; later it may be" if made.retry else ""
        asked = "" if trial.tries else ": the region names no engine in regions.yaml"
        return f"untranslated{asked}{later}"
    if made.engine == NO_ENGINE:
        return "nothing to translate: it is of that language, or has no words"
    flagged = f"; look at it: {', '.join(made.flags)}" if made.flags else ""
    return f"translated by {made.engine}{flagged}"


def _tag(written: str) -> str:
    if not langcodes.tag_is_valid(written):
        _refuse(f"{written!r} is no language: write a tag like pt or pt-BR")
    return langcodes.standardize_tag(written)


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(WRONG_INPUT)
