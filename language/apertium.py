"""Apertium, where the system has it: rules and dictionaries, one run for each text.

Apertium is a program of its own (GPL) with data for each pair of languages. A run is a pipeline of
some ten processes; it ends by itself when its input ends, and is killed as a whole where it does
not (docs/decisions/0031-translation-on-this-machine.md).
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from language.engine import EngineFailed
from language.readable import Reading

PROGRAM: Final = "apertium"
MOST_UNKNOWN: Final = 0.4  # of the words; above that the text is in another language, or beyond it

# Apertium marks words with `*`, `@` and `#`: as none of them reaches it, each that comes back is
# a mark. `~` means something in its stream. Controls, private letters and pictures go around it.
_READING: Final = Reading(
    re.compile(
        r"[*@#~][\w-]*"
        r"|[^\w !-/:-@\[-`{-~\xa1-\xbf\u0300-\u036f\u0610-\u065f\u0670\u06d6-\u06ed\u0900-\u0963"
        r"\u2010-\u2027\u2030-\u205e\u20a0-\u20cf]+|[^\s]{60,}"
    ),
    longest=1_000,
)
_RESERVED: Final = re.compile(r"([\\\[\]{}^$/<>])")  # in its stream format
_ESCAPED: Final = re.compile(r"\\(.)")
_MARKED: Final = re.compile(r"[*@#](?=\w)")
_STOP: Final = ".[]"  # a full stop that the stream format calls our own addition
_BREAK: Final = "[][\n]"  # what the stream carries through as it is, between two sentences
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Spanish opens its questions, and much of the data does not know it.
_OPENING: Final = frozenset({"spa", "es"})
_UNKNOWN: Final = re.compile(r"\*([^\W\d_][\w'’-]*)")


@dataclass(frozen=True, slots=True)
class Apertium:
    """The installed program and the modes (pairs of languages) that can run here."""

    program: Path
    modes: frozenset[str]

    @classmethod
    def found(cls, wanted: Sequence[str], program: Path | None = None) -> "Apertium | None":
        """What the system has of the wanted modes; None where it has no Apertium.

        A mode counts if its file is in the folder of modes, and each program and each data file
        that it names is there too.
        """
        named = program or shutil.which(PROGRAM)
        if named is None:
            return None
        place = Path(named)
        folder = place.resolve().parent.parent / "share" / PROGRAM / "modes"
        whole = (mode for mode in wanted if _is_whole(folder / f"{mode}.mode", place.parent))
        return cls(place, frozenset(whole))

    def translate(self, text: str, mode: str, stop_at: float) -> str:
        """Translate each sentence by itself; lines, links and emoji stay as they are.

        One run for the whole text, which is over at `stop_at` of `time.monotonic`. Raises
        EngineFailed: `unknown words` where the pair's dictionary lacks too many of the text's.
        """
        parts = list(_READING.parts(text))
        sentences = [part for part, readable in parts if readable]
        if not sentences:
            return text
        answers = iter(_unmarked(sentences, self._run(sentences, mode, stop_at)))
        if mode.partition("-")[2] in _OPENING:
            answers = map(_opened, answers)
        return "".join(next(answers) if readable else part for part, readable in parts)

    def _run(self, sentences: Sequence[str], mode: str, stop_at: float) -> list[str]:
        closed = [_stopped(_RESERVED.sub(r"\\\1", sentence)) for sentence in sentences]
        output = self._output("".join(one + _BREAK for one in closed), mode, stop_at)
        answers = output.split(_BREAK)[:-1]
        if len(answers) != len(sentences):
            raise EngineFailed("sentences lost", retry=False)
        return [
            _plain(answer, stopped=one.endswith(_STOP))
            for answer, one in zip(answers, closed, strict=True)
        ]

    def _output(self, given: str, mode: str, stop_at: float) -> str:
        # It makes a file to leave behind if it is killed: in a folder that is removed in any case.
        with tempfile.TemporaryDirectory(prefix="meridian-apertium-") as folder:
            try:
                process = self._begin(mode, folder)
            except OSError:
                raise EngineFailed("cannot start", retry=True) from None
            with process:
                try:
                    output, _ = process.communicate(given.encode(), stop_at - time.monotonic())
                except subprocess.TimeoutExpired:
                    raise EngineFailed("timeout", retry=True) from None
                finally:
                    _end(process)
        return output.decode(errors="replace")

    def _begin(self, mode: str, folder: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own table's modes; no text is an argument
            [str(self.program), "-f", "none", mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may quote the text
            cwd="/",
            env={"PATH": f"{self.program.parent}{os.pathsep}{os.defpath}", "TMPDIR": folder},
            start_new_session=True,  # so that all its processes can be ended at once
        )


def _is_whole(mode: Path, programs: Path) -> bool:
    try:
        written = mode.read_text(encoding="utf-8")
        reader = shlex.shlex(written, posix=True, punctuation_chars="|")
        reader.whitespace_split = True
        pipeline = list(reader)
    except (OSError, ValueError):
        return False
    path = f"{programs}{os.pathsep}{os.defpath}"
    begins = [pipeline[at] for at in range(len(pipeline)) if at == 0 or pipeline[at - 1] == "|"]
    data = [one for one in pipeline if one.startswith("/")]
    return (
        bool(begins)
        and all(shutil.which(one, path=path) for one in begins)
        and all(Path(one).is_file() for one in data)
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _stopped(sentence: str) -> str:
    """With a full stop of ours where it has none: the rules look at whole sentences."""
    return sentence if sentence[-1] in ".!?:;…" else sentence + _STOP


def _plain(answer: str, *, stopped: bool) -> str:
    """Out of the stream format, without the full stop that was ours; marks stay."""
    told = answer.removesuffix("[]")
    if stopped:
        told = told.removesuffix(".")
    return _ESCAPED.sub(r"\1", told.replace("[]", "")).strip()


def _opened(sentence: str) -> str:
    return f"¿{sentence}" if sentence.endswith("?") and "¿" not in sentence else sentence


def _unmarked(sentences: Sequence[str], answers: Sequence[str]) -> list[str]:
    """Without marks. Raises EngineFailed where they say that this is no translation."""
    if not all(answers):
        raise EngineFailed("empty", retry=False)
    words = sum(len(_WORD.findall(sentence)) for sentence in sentences)
    unknown = sum(_counts(word) for answer in answers for word in _UNKNOWN.finditer(answer))
    if unknown > MOST_UNKNOWN * words:
        raise EngineFailed("unknown words", retry=False)
    return [_MARKED.sub("", answer) for answer in answers]


def _counts(unknown: re.Match[str]) -> bool:
    """A name within a sentence is unknown to any dictionary, and rightly stays as it is."""
    word = unknown[1]
    is_name = word[0].isupper() and unknown.start() > 0
    return not is_name and not any(letter.isdigit() for letter in word)
