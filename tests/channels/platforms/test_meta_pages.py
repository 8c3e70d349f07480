"""What the three pages say is what the code does."""

import re
from pathlib import Path

import pytest

from channels.meta.errors import AGAIN, BLOCKED, NEVER, TOKEN, WINDOW
from channels.meta.uploading import MESSENGER, WHATSAPP
from tests.channels.platforms.meta_accounts import NAMES, kind_of

PAGES = Path(__file__).parents[3] / "docs" / "channels"
MEGABYTE = 1024 * 1024


def page_of(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def rows(name: str) -> dict[str, str]:
    lines = re.findall(r"^\| (.+?) \| (.+) \|$", page_of(name), re.MULTILINE)
    return {first.strip("`"): rest for first, rest in lines}


@pytest.mark.parametrize("name", list(NAMES))
def test_each_setting_and_secret_is_there_as_the_kind_declares_it(name: str) -> None:
    kind, told = kind_of(name), rows(name)
    for setting in kind.settings:
        row = told[setting.name]
        left_out = "it has to be there" if setting.default is None else setting.default
        assert [
            part for part in (setting.meaning, setting.example, left_out) if part not in row
        ] == []
    for secret in kind.secrets:
        row = told[secret.name]
        assert [part for part in (secret.meaning, secret.where) if part not in row] == []


@pytest.mark.parametrize("name", list(NAMES))
def test_each_code_that_is_known_stands_in_the_row_of_what_the_desk_does(name: str) -> None:
    told = [row for row in page_of(name).splitlines() if row.startswith("| ")]
    for codes, does in (
        (AGAIN, "tries again later"),
        (WINDOW, "takes the window for closed"),
        (TOKEN, "keeps the message and tries later"),
        (BLOCKED, "the person blocked us"),
        (NEVER, "the reason names the code"),
    ):
        (row,) = [one for one in told if does in one]
        assert {int(code) for code in re.findall(r"(?<!\w)-?\d+\b", row)} >= set(codes)


@pytest.mark.parametrize("name", list(NAMES))
def test_limits_and_what_to_subscribe_to_are_told(name: str) -> None:
    kind, page = kind_of(name), " ".join(page_of(name).split())
    assert f"texts of {kind.limits.longest} {kind.limits.unit.value}" in page
    assert kind.limits.window is not None
    assert f"{kind.limits.window.total_seconds() / 3600:.0f} hours after" in page
    wanted = NAMES[name][0].WANTED
    assert [one for one in wanted.fields if f"`{one}`" not in page] == []
    assert [one for one in wanted.permissions if f"`{one}`" not in page] == []
    for shelf in {"whatsapp": WHATSAPP, "messenger": MESSENGER}.get(name, ()):
        assert f"{shelf.largest // MEGABYTE} MB" in page
