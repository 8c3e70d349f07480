"""The how-to for policies: what it shows is read, taken and refused as it says."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from domain.vocabulary import Tier
from rulebook.policy_schemas import PolicyFile, StepPart
from tests.architecture.tree import ROOT
from tests.rulebook.building import Copy, copied, frozen

PAGE = (ROOT / "docs" / "write-a-policy.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL))
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
    (written.folder / "replies/we-care/en.j2").unlink()
    (sentence,) = written.complaints()
    assert "no template 'we-care' is for customers in replies/" in sentence


def test_every_key_of_a_policy_is_explained_where_the_page_says() -> None:
    comments = "\n".join(line for line in HEADER.splitlines() if line.startswith("#"))
    keys = {*PolicyFile.model_fields, *StepPart.model_fields} - {"policy"}
    assert sorted(key for key in keys if not re.search(rf"\b{key}\b", comments)) == []
