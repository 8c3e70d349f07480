import subprocess
import sys

import pytest

from runtime.settings import ROOT
from tests.apertium import NO_APERTIUM, is_installed
from tests.language.closed_network import refuse


def translated(*asked: str) -> list[str]:
    """What tests/language/closed_network.py prints, by an interpreter of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.language.closed_network", *asked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


def test_portuguese_and_english_are_translated_by_what_pip_installs() -> None:
    there, back = translated(
        *("en", "pt", "Where is my parcel?"), *("pt", "en", "Onde está o meu pedido?")
    )
    assert there.startswith("local - Onde está")
    assert back.startswith("local - Where is")


def test_spanish_and_english_are_translated_by_apertium() -> None:
    if not is_installed():
        pytest.skip(NO_APERTIUM)
    there, back = translated(
        *("en", "es", "Where is my parcel?"), *("es", "en", "¿Dónde está mi paquete?")
    )
    assert there.startswith("local - ¿")
    assert "está" in there
    assert back.startswith("local - Where is")


def test_a_pair_that_nobody_has_says_untranslated() -> None:
    (answer,) = translated("ja", "en", "荷物はどこですか。")
    assert answer == "none untranslated 荷物はどこですか。"


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.connect", (None, ("198.51.100.7", 443))),
        ("socket.getaddrinfo", ("translate.example", 443, 0, 1, 0)),
    ],
)
def test_the_closed_network_is_closed(event: str, arguments: tuple[object, ...]) -> None:
    with pytest.raises(ConnectionRefusedError):
        refuse(event, arguments)
    refuse("socket.connect", (None, ("127.0.0.1", 5000)))
