"""How many short messages are understood, by language: py3langid alone, and ours.

python -m bench.detection [--json]

The messages are those of tests/language/short_messages, at most six words each, written before
anything was tuned on them; `held out` are more of the close neighbours, written afterwards and
never tuned on. py3langid alone knows no script of Chinese: there, `zh` counts as right for it.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from language.detection import Detector

MESSAGES: Final = Path(__file__).parents[1] / "tests" / "language" / "short_messages"
HELD_OUT: Final = MESSAGES / "held_out"
WANTED: Final = 0.92

_OURS: Final = MappingProxyType({"no": "nb", "nn": "nb", "tl": "fil"})  # the model's other names


@dataclass(frozen=True, slots=True)
class Row:
    """One language: how many messages, and how many of them were understood."""

    language: str
    messages: int
    right: int


def read(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """The messages of a folder by the BCP 47 tag of their language."""
    files = sorted(folder.glob("*.txt"))
    return {file.stem: tuple(file.read_text(encoding="utf-8").splitlines()) for file in files}


def measured(
    messages: Mapping[str, tuple[str, ...]], language_of: Callable[[str], str]
) -> list[Row]:
    """One row for each language; right is what has the very tag of its file."""
    return [
        Row(language, len(texts), sum(language_of(text) == language for text in texts))
        for language, texts in messages.items()
    ]


def alone() -> Callable[[str, str], bool]:
    """py3langid with all its languages and nothing of ours: whether it names the language."""
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def names(text: str, language: str) -> bool:
        found = str(model.classify(text)[0])
        return _OURS.get(found, found) == language.partition("-")[0]

    return names


def main() -> int:
    """Print the tables; 1 where fewer are understood than was promised."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", action="store_true")
    as_json = asked.parse_args().json
    by_itself, detector = alone(), Detector()
    report, missed = {}, 0
    for name, folder in (("short messages", MESSAGES), ("held out", HELD_OUT)):
        messages = read(folder)
        ours = measured(messages, lambda text: detector.detect(text).language)
        theirs = [
            Row(each, len(texts), sum(by_itself(text, each) for text in texts))
            for each, texts in messages.items()
        ]
        report[name] = [
            {**asdict(row), "alone": one.right} for row, one in zip(ours, theirs, strict=True)
        ]
        missed |= _share(ours) < WANTED
        if not as_json:
            _print(name, theirs, ours)
    if as_json:
        print(json.dumps(report))
    return int(missed)


def _print(name: str, theirs: list[Row], ours: list[Row]) -> None:
    print(f"{name:<16}{'messages':>10}{'py3langid':>11}{'ours':>8}")
    for one, row in zip(theirs, ours, strict=True):
        print(f"{row.language:<16}{row.messages:>10}{_percent([one]):>11}{_percent([row]):>8}")
    count = sum(row.messages for row in ours)
    print(f"{'all':<16}{count:>10}{_percent(theirs):>11}{_percent(ours):>8}\n")


def _share(rows: list[Row]) -> float:
    return sum(row.right for row in rows) / sum(row.messages for row in rows)


def _percent(rows: list[Row]) -> str:
    return f"{_share(rows):.1%}"


if __name__ == "__main__":
    sys.exit(main())
