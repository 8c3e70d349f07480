"""The how-to for policies: what it shows is read, taken and refused as it says."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree

import pytest

from domain.events import TicketEscalated
from domain.vocabulary import Tier
from rulebook.schemas.exported import Kind
from rulebook.schemas.policies import PolicyFile
from rulebook.schemas.steps import StepPart
from tests.architecture.tree import ROOT
from tests.rulebook.building import FRIDAY, Copy, copied, frozen, happening, of, with_steps
from tests.rulebook.keys.living import HOUR, MINUTE, Life

PAGE = (ROOT / "docs" / "write-a-policy.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
BLOCKS = dict(reversed(SHOWN))  # the first of each language
LIMITED = [text for language, text in SHOWN if language == "yaml"][1]
HEADER = (ROOT / "desk" / "policies" / "standard.yaml").read_text(encoding="utf-8")


@pytest.fixture
def written(tmp_path: Path) -> Copy:
    """The sample desk with the files of the page."""
    copy = copied(tmp_path).write("policies/apac-vip.yaml", BLOCKS["yaml"])
    return copy.write("replies/we-care/en.j2", BLOCKS["jinja"])


def test_the_policy_of_the_page_is_a_policy(written: Copy) -> None:
    policy = frozen(written.read(), "apac", Tier.VIP)
    assert policy.reference.name == "apac-vip"
    assert policy.relay is not None
    assert policy.relay.acknowledge_within == timedelta(minutes=15)
    assert [len(step.actions) for step in policy.steps] == [1, 1, 1, 1]


def test_the_template_of_the_page_is_a_template(written: Copy) -> None:
    instants = [f"2026-11-23T09:{minute}:00+00:00" for minute in ("00", "20", "45")]
    wait = dict(zip(("now", "soonest", "latest"), instants, strict=True))
    replies = written.read().replies
    text = replies.render("we-care", "hi", {"ticket": "apac-1", "name": "Ana", **wait}).text
    assert text.startswith("Hello Ana,\n\nWe expect to answer you between 20 and 45 minutes")
    assert "expect" not in replies.render("we-care", "hi", {"ticket": "apac-1"}).text


def test_the_refusal_of_the_page_is_what_the_desk_says(written: Copy) -> None:
    written.edit("policies/apac-vip.yaml", "every: 10 minutes", "every: 10m")
    assert "".join(written.complaints()) == BLOCKS["text"].strip()


def test_a_policy_whose_template_is_missing_is_refused(written: Copy) -> None:
    rmtree(written.folder / "replies/we-care")
    (sentence,) = written.complaints()
    assert "no template 'we-care' is for customers in replies/" in sentence


def test_every_key_of_a_policy_is_explained_where_the_page_says() -> None:
    comments = "\n".join(line for line in HEADER.splitlines() if line.startswith("#"))
    keys = {*PolicyFile.model_fields, *StepPart.model_fields} - {"policy"}
    assert sorted(key for key in keys if not re.search(rf"\b{key}\b", comments)) == []


@pytest.fixture
def limited(written: Copy) -> Copy:
    """The sample desk with the limited steps of the page."""
    steps = LIMITED.partition("steps:\n")[2]
    return with_steps(written, "\n".join(line[2:] for line in steps.splitlines()))


def test_the_limited_steps_of_the_page_do_what_it_says(limited: Copy) -> None:
    limited.edit("policies/standard.yaml", "  next_reply: 8 hours", "  next_reply: 1 hour")
    monday = datetime(2026, 11, 23, 8, tzinfo=UTC)
    taken = {event.step: event.at for event in of(
        TicketEscalated, happening(limited, until=FRIDAY + timedelta(days=10))
    )}  # fmt: skip
    assert taken == {"step 2": monday, "step 3": FRIDAY + timedelta(days=3)}
    life = Life(limited.read()).answered(FRIDAY + MINUTE)
    for number in range(7):
        asked = FRIDAY + HOUR + number * HOUR
        life.writes(asked).answered(asked + 50 * MINUTE)
    assert [step for step, _ in life.taken()] == ["step 1"] * 5
    assert life.until(FRIDAY + timedelta(days=10)).taken()[5:] == []  # answered, and claimed


def test_the_first_line_of_a_file_names_a_schema_that_there_is(written: Copy) -> None:
    (line,) = re.findall(r"^# yaml-language-server: \$schema=(\S+)$", PAGE, re.MULTILINE)
    into = re.findall(r"meridian desk schema --into desk/(\S+)", PAGE)
    assert line.split("/") == ["..", *into, f"{Kind.POLICIES}.json"]
    written.write(f"{into[0]}/policies.json", "{}")
    text = (written.folder / "policies/apac-vip.yaml").read_text(encoding="utf-8")
    written.write("policies/apac-vip.yaml", f"# yaml-language-server: $schema={line}\n{text}")
    assert frozen(written.read(), "apac", Tier.VIP).reference.name == "apac-vip"
