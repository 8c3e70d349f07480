"""A desk as files: read alike from a folder and from what was kept, and addressed by content."""

import string
from pathlib import Path
from shutil import rmtree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.desks import Files
from domain.vocabulary import Tier
from rulebook.publishing.current import Current, Made, Standing
from rulebook.publishing.editions import (
    MOST_FILES,
    Edition,
    content_address,
    edition_in,
    edition_of,
    files_of,
    stranded,
)
from rulebook.reading.files import LARGEST_FILE, DeskError
from tests.rulebook.building import FRIDAY, SAMPLE, Copy, copied, frozen
from tests.runtime.desks import published

NAMES = st.text(string.ascii_lowercase + "./", min_size=1, max_size=12)


@pytest.fixture(scope="module")
def sample() -> Edition:
    return edition_in(SAMPLE)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return copied(tmp_path)


def test_what_was_kept_says_what_the_folder_says(sample: Edition) -> None:
    again = edition_of(dict(sorted(sample.files.items(), reverse=True)))
    assert again.address == sample.address
    assert frozen(again.desk, tier=Tier.VIP) == frozen(sample.desk, tier=Tier.VIP)


def test_notes_and_hidden_files_are_no_part_of_a_desk(copy: Copy, sample: Edition) -> None:
    copy.write("README.md", "how we work").write(".git/config", "x")
    copy.write("policies/notes.md", "x").write("policies/.swap", "x")
    assert content_address(files_of(copy.folder)) == sample.address


def test_every_byte_counts(copy: Copy, sample: Edition) -> None:
    path = copy.folder / "routing.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert content_address(files_of(copy.folder)) != sample.address


@given(st.dictionaries(NAMES, st.text(max_size=8), max_size=4), st.data())
def test_an_address_is_of_one_content_only(files: Files, data: st.DataObject) -> None:
    other = data.draw(st.dictionaries(NAMES, st.text(max_size=8), max_size=4))
    assert (content_address(files) == content_address(other)) == (files == other)


def test_a_boundary_that_moves_between_name_and_text_changes_the_address() -> None:
    assert content_address({"ab": "c"}) != content_address({"a": "bc"})
    assert content_address({"a": "b", "c": ""}) != content_address({"a": "bc", "": ""})


@pytest.mark.parametrize(
    "path",
    [
        "../outside.yaml",
        "/etc/passwd",
        "policies/../../x",
        "policies//x.yaml",
        "policies/.hidden.yaml",
        "policies\\x.yaml",
        "a/b/c/d/e.yaml",
        "policies/a\nb.yaml",
        "README.md",
        "x" * 121,
        "",
    ],
)
def test_a_name_that_is_none_of_a_desk_is_refused(sample: Edition, path: str) -> None:
    with pytest.raises(DeskError, match="names no file of a desk"):
        edition_of({**sample.files, path: "x: y"})


def test_what_cannot_be_kept_is_refused_all_at_once(sample: Edition) -> None:
    with pytest.raises(DeskError) as refused:
        edition_of(
            {
                **sample.files,
                "replies": "x",
                "replies/digest/en.j2": "\x00",
                "policies/long.yaml": "x" * (LARGEST_FILE + 1),
            }
        )
    assert {one.file for one in refused.value.findings} == {
        "replies",
        "replies/digest/en.j2",
        "policies/long.yaml",
    }
    with pytest.raises(DeskError, match=f"it may have {MOST_FILES}"):
        edition_of({f"policies/{number}.yaml": "" for number in range(MOST_FILES + 1)})


def test_a_folder_is_read_with_all_that_is_wrong_in_it(copy: Copy) -> None:
    (copy.folder / "teams.yaml").write_bytes(b"\xff\xfe")
    copy.write("policies/long.yaml", "x" * (LARGEST_FILE + 1))
    copy.edit("routing.yaml", "teams: [latam-care]", "teams: []")
    with pytest.raises(DeskError) as refused:
        edition_in(copy.folder)
    said = str(refused.value)
    assert "teams.yaml: the file is not UTF-8" in said
    assert "policies/long.yaml: the file is larger" in said
    assert "routing.yaml, line" in said


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="there is no folder here"):
        edition_in(tmp_path / "nowhere")


def test_a_region_with_tickets_stays_in_the_desk(sample: Edition) -> None:
    [found] = stranded(sample.desk, sample.desk, "mars", FRIDAY)
    assert found.sentence.startswith("region mars is missing")
    assert list(stranded(sample.desk, sample.desk, "eu", FRIDAY)) == []


def test_a_reply_that_open_tickets_may_send_stays_in_the_desk(copy: Copy, sample: Edition) -> None:
    step = "  - at: 14 days after opening\n    reply_with: still-working\n"
    copy.edit("policies/standard.yaml", step, "")
    for policy in ("eu-vip", "vip"):
        copy.edit(f"policies/{policy}.yaml", "    reply_with: still-working\n", "")
    rmtree(copy.folder / "replies" / "still-working")
    [found] = stranded(sample.desk, copy.read(), "eu", FRIDAY)
    assert found.file == "replies/still-working"
    assert list(stranded(copy.read(), copy.read(), "eu", FRIDAY)) == []


def test_a_reply_that_a_setting_sends_stays_in_the_desk(copy: Copy) -> None:
    tells = "tell_the_customer: true\n"
    copy.edit("policies/standard.yaml", tells, f"{tells}say_when_closed: true\n")
    copy.edit("policies/vip.yaml", "say_when_closed: true\n", "")
    before = copy.read()
    copy.edit("policies/standard.yaml", "say_when_closed: true\n", "")
    rmtree(copy.folder / "replies" / "closing")
    [found] = stranded(before, copy.read(), "eu", FRIDAY)
    assert found.file == "replies/closing"


def test_work_that_has_begun_keeps_the_desk_that_it_began_with(sample: Edition) -> None:
    current, made = Current(Standing(published(1), sample)), Made(frozen)
    began = current.standing
    other = Edition(sample.files, "another address", sample.desk)
    current.take(Standing(published(2), other))
    assert began.edition is sample
    assert current.standing.published.number == 2
    assert made.of(sample) is made.of(sample)
    assert made.of(other) is not made.of(sample)


def test_what_cannot_be_made_of_a_desk_is_tried_again(sample: Edition) -> None:
    faults = [ValueError("not yet")]

    def make(_: object) -> str:
        if faults:
            raise faults.pop()
        return "made"

    made = Made(make)
    with pytest.raises(ValueError, match="not yet"):
        made.of(sample)
    assert made.of(sample) == "made"
