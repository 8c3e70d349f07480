"""The pages of LINE and Telegram name what their files declare, and nothing else."""

import json
import re
from pathlib import Path

import pytest

from channels.kinds import Kind
from channels.platforms import line, telegram
from channels.telegram.reading import WANTED

PAGES = Path(__file__).parents[2] / "docs" / "channels"
ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
KINDS = pytest.mark.parametrize("kind", [line.KIND, telegram.KIND], ids=lambda kind: kind.name)


def page_of(kind: Kind) -> str:
    return (PAGES / f"{kind.name}.md").read_text("utf-8")


@KINDS
def test_every_setting_and_every_secret_has_its_row_and_no_other_has_one(kind: Kind) -> None:
    declared = [one.name for one in kind.settings] + [one.name for one in kind.secrets]
    assert sorted(ROW.findall(page_of(kind))) == sorted(declared)


@KINDS
def test_a_default_is_told_as_it_is(kind: Kind) -> None:
    page = page_of(kind)
    for one in kind.settings:
        if one.default:
            assert f"| `{one.name}` | `{one.default}` |" in page


@KINDS
def test_the_example_account_gives_only_what_there_is(kind: Kind) -> None:
    example = page_of(kind).partition("```yaml")[2].partition("```")[0]
    named = set(re.findall(r"^       (\w+):", example, re.MULTILINE))
    known = {one.name for one in kind.settings} | {one.name for one in kind.secrets}
    assert named <= known
    assert {one.name for one in kind.secrets if not one.optional} <= named


@KINDS
def test_the_limits_are_those_of_the_code(kind: Kind) -> None:
    assert f"texts of {kind.limits.longest} UTF-16 code units" in page_of(kind)


def test_the_call_that_sets_telegrams_webhook_wants_all_that_is_read() -> None:
    call = page_of(telegram.KIND).partition(" -d '")[2].partition("'")[0]
    assert json.loads(call)["allowed_updates"] == list(WANTED)
