"""The table of channels and abilities: complete, true, and as the tests are now."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from channels.abilities import abilities_of
from channels.kinds import kinds
from tests.architecture.tree import ROOT
from tests.channel_marks import Shown, says_something, shown_here
from tests.channels_table import (
    MEANT,
    PAGE,
    README,
    faults,
    needed,
    page,
    table,
    with_table,
)

COMMAND = "`python -m tests.channels_table` writes it anew"


@pytest.fixture(scope="module")
def shown() -> list[Shown]:
    return shown_here()


def test_every_ability_of_every_channel_is_shown_and_no_other(shown: list[Shown]) -> None:
    assert faults(shown, kinds()) == []


def test_the_table_and_its_page_say_what_the_tests_show(shown: list[Shown]) -> None:
    readme = README.read_text(encoding="utf-8")
    assert readme == with_table(readme, table(shown, kinds())), COMMAND
    assert PAGE.read_text(encoding="utf-8") == page(shown, kinds()), COMMAND


def test_each_channel_has_a_page_of_its_own() -> None:
    for name, kind in kinds().items():
        text = (PAGE.parent / f"{name}.md").read_text(encoding="utf-8")
        said = [*(one.name for one in kind.settings), *(one.name for one in kind.secrets)]
        for one in said:
            assert f"`{one}`" in text or f"{one}:" in text, (name, one)


def test_every_address_that_a_channel_calls_by_itself_is_told() -> None:
    told = (ROOT / "docs" / "outbound.md").read_text(encoding="utf-8")
    urls = [one.default for kind in kinds().values() for one in kind.settings if one.is_url]
    hosts = {urlsplit(url).hostname for url in urls if url}
    assert len(hosts) > 3
    assert not [host for host in hosts if f"`{host}`" not in told]


@pytest.mark.parametrize("ability", ["in", "edit", "signature"])
def test_an_ability_without_a_test_is_found(shown: list[Shown], ability: str) -> None:
    without = [one for one in shown if one[:2] != ("line", ability)]
    [fault] = faults(without, kinds())
    assert fault.startswith(f"line can {ability}, and no test shows it: mark one with @pytest")


@pytest.mark.parametrize(
    ("channel", "ability", "fault"),
    [
        ("line", "receipt", "tests/t.py::test_it shows receipt, which line does not say it has"),
        ("line", "telepathy", "tests/t.py::test_it shows telepathy, which is no ability"),
        ("fax", "in", "tests/t.py::test_it shows fax, which is no channel"),
    ],
)
def test_a_mark_that_shows_what_is_not_is_found(
    shown: list[Shown], channel: str, ability: str, fault: str
) -> None:
    assert faults([*shown, (channel, ability, "tests/t.py", "test_it")], kinds()) == [fault]


def test_every_ability_that_a_class_says_can_be_shown() -> None:
    said = {one for kind in kinds().values() for one in abilities_of(kind)}
    assert said - set(MEANT) == {"check", "collect"}  # shown by the command's tests, and by `in`
    assert all(set(needed(kind)) <= set(MEANT) for kind in kinds().values())


def test_a_test_that_says_nothing_shows_nothing(tmp_path: Path) -> None:
    def empty() -> None:
        str(tmp_path)

    def full() -> None:
        assert tmp_path

    assert (says_something(empty), says_something(full)) == (False, True)
