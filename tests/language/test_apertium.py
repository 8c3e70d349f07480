import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from language.apertium import Apertium
from language.engine import EngineFailed
from language.local import apertium_here
from tests.apertium import NO_APERTIUM, is_installed
from tests.patience import PATIENCE

# Answers each sentence with itself, as Apertium would with a pair that knows every word.
ECHO = "#!/bin/sh\nexec cat\n"
Installed = Callable[..., Apertium]


@pytest.fixture
def apertium() -> Apertium:
    if not is_installed():
        pytest.skip(NO_APERTIUM)
    found = apertium_here()
    assert found is not None
    return found


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    """A program of the test's in the place of Apertium, with one mode."""

    def install(script: str = ECHO, pipeline: str = "lt-proc '{data}' | cg-proc -w") -> Apertium:
        programs, modes = tmp_path / "bin", tmp_path / "share" / "apertium" / "modes"
        programs.mkdir(exist_ok=True)
        modes.mkdir(parents=True, exist_ok=True)
        for name in ("apertium", "lt-proc", "cg-proc"):
            (programs / name).write_text(script)
            (programs / name).chmod(0o755)
        (tmp_path / "data.bin").write_text("")
        (modes / "aa-es.mode").write_text(pipeline.format(data=tmp_path / "data.bin"))
        found = Apertium.found(["aa-es", "aa-bb"], programs / "apertium")
        assert found is not None
        return found

    return install


def _soon(seconds: float = 30.0) -> float:
    return time.monotonic() + seconds


def test_spanish_becomes_english(apertium: Apertium) -> None:
    answer = apertium.translate("¿Dónde está mi pedido?", "spa-eng", _soon())
    assert answer.lower().startswith("where")


def test_lines_links_and_signs_of_its_own_stay_where_they_are(apertium: Apertium) -> None:
    text = (
        "\nHola,\n\n  no llegó [nada] {hoy} y cuesta $15/€20 ^ C:\\x <b> ~ 🎉.\r\n"
        "#A-10293 *ya* me@x.example\n\thttps://a.example/b?c=1&d=[2] gracias\n"
    )
    answer = apertium.translate(text, "spa-eng", _soon())
    lines = answer.split("\n")
    assert [bool(line) for line in lines] == [bool(line) for line in text.split("\n")]
    assert lines[3].startswith("  ")
    assert lines[3].endswith("🎉.\r")
    for kept in ("[", "]", "{", "}", "$15/€20", "^", "C:\\x", "<", ">", "~"):
        assert kept in lines[3]
    assert lines[4].startswith("#A-10293 *")
    assert lines[4].endswith(" me@x.example")
    assert lines[5].startswith("\thttps://a.example/b?c=1&d=[2] ")


def test_no_mark_of_an_unknown_word_is_shown(apertium: Apertium) -> None:
    answer = apertium.translate("Mi pedido zxqwe no ha llegado todavía.", "spa-eng", _soon())
    assert "zxqwe" in answer
    assert "*" not in answer


def test_a_text_in_another_language_is_known_by_its_unknown_words(apertium: Apertium) -> None:
    with pytest.raises(EngineFailed, match="unknown words") as failed:
        apertium.translate("Wo bleibt denn meine Bestellung?", "spa-eng", _soon())
    assert not failed.value.retry


def test_names_do_not_count_as_unknown(apertium: Apertium) -> None:
    answer = apertium.translate("Gracias, Sushmita Wójcik", "spa-eng", _soon())
    assert answer.endswith("Sushmita Wójcik")


def test_spanish_questions_are_opened(apertium: Apertium) -> None:
    answer = apertium.translate("Onde está o pedido? Obrigado.", "pt-es", _soon())
    assert answer.startswith("¿")
    assert answer.count("¿") == 1


def test_a_mode_counts_only_with_all_that_it_names(installed: Installed, tmp_path: Path) -> None:
    assert installed().modes == {"aa-es"}
    assert installed(pipeline="lt-proc '/no/such/data.bin'").modes == frozenset()
    assert installed(pipeline="no-such-program|lt-proc '{data}'").modes == frozenset()
    assert installed(pipeline="").modes == frozenset()
    assert installed(pipeline="lt-proc '").modes == frozenset()
    nowhere = Apertium.found(["aa-es"], tmp_path / "nowhere" / "apertium")
    assert nowhere is not None
    assert nowhere.modes == frozenset()


def test_a_run_that_hangs_is_killed_with_all_its_children(
    installed: Installed, tmp_path: Path
) -> None:
    pids = tmp_path / "pids"
    script = f"#!/bin/sh\necho $$ >> {pids}\nsh -c 'echo $$ >> {pids}; sleep 600' &\nsleep 600\n"
    with pytest.raises(EngineFailed, match="timeout") as failed:
        installed(script).translate("hola", "aa-es", _soon(1.0))
    assert failed.value.retry
    assert failed.value.__cause__ is None
    for pid in map(int, pids.read_text().split()):
        with suppress(psutil.NoSuchProcess):
            psutil.Process(pid).wait(PATIENCE.total_seconds())


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("#!/bin/sh\ncat > /dev/null\n", "sentences lost"),
        ("#!/bin/sh\ncat | head -n 1\n", "sentences lost"),
        ("#!/bin/sh\nexit 1\n", "sentences lost"),
        ("#!/bin/sh\nsed 's/[a-z]*//g'\n", "empty"),
        ("not a program", "cannot start"),
    ],
)
def test_what_it_leaves_out_is_a_failure(installed: Installed, script: str, reason: str) -> None:
    with pytest.raises(EngineFailed, match=reason):
        installed(script).translate("hola. Adios\nbien", "aa-es", _soon())


def test_it_gets_nothing_of_our_environment(
    installed: Installed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERIDIAN_SECRET_TOKEN", "secret")
    seen, left = tmp_path / "seen", tmp_path / "left"
    left.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(left))
    script = f'#!/bin/sh\nenv > {seen}; echo "$@" >> {seen}\nexec cat\n'
    installed(script).translate("hola", "aa-es", _soon())
    assert "secret" not in seen.read_text()
    assert "hola" not in seen.read_text()  # a list of processes shows arguments to everybody
    assert list(left.iterdir()) == []


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.text(max_size=120))
def test_everything_around_the_words_survives(installed: Installed, text: str) -> None:
    assert installed().translate(f"hola {text}", "aa-es", _soon()).replace("¿", "") == (
        f"hola {text}".replace("¿", "")
    )
