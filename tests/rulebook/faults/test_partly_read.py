"""A slip hides nothing: what can be read of a file is read, and compared with the rest."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from rulebook.checking.examination import examine
from rulebook.desk import read_desk
from rulebook.reading.files import DeskError, parse_document, parse_partly
from rulebook.reading.folders import folder_of
from rulebook.reading.salvage import Written, salvaged
from tests.rulebook.building import SAMPLE
from tests.rulebook.faults.planting import SUNDAY, found_in, sample_files


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    size: int = Field(1, ge=1)


class Shelf(BaseModel):
    model_config = ConfigDict(extra="forbid")
    items: tuple[Item, ...] = Field(min_length=1)
    named: dict[str, Item] = Field(default_factory=dict)


def read(text: str) -> tuple[Written[Shelf] | None, list[str]]:
    found, findings = salvaged(parse_document("shelf.yaml", text), Shelf)
    return found, [str(one) for one in findings]


def test_what_stands_below_something_left_out_keeps_its_line() -> None:
    found, said = read("items:\n  - {name: a, size: big}\n  - {size: 3}\n  - {name: c, size: 2}\n")
    assert found is not None
    assert [item.name for item in found.says.items] == ["a", "c"]
    assert found.finding(("items", 1, "size"), "here").line == 4
    assert said == [
        "shelf.yaml, line 2: items.size: Input should be a valid integer, unable to parse string "
        "as an integer",
        "shelf.yaml, line 3: 'name' is missing; write it",
    ]


def test_it_is_remembered_what_something_was_left_out_of() -> None:
    found, _ = read("items:\n  - {name: a, size: big}\n  - {name: b}\n  - {size: 3}\n")
    assert found is not None
    assert (found.is_whole(), found.is_whole("items"), found.is_whole("items", 0)) == (False,) * 3
    assert (found.is_whole("items", 1), found.is_whole("named")) == (True, True)
    assert (found.has_all_keys(), found.has_all_keys("items")) == (True, False)


def test_a_file_of_which_nothing_can_be_used_is_none() -> None:
    found, said = read("items: [{size: 1}]\nnamed: {}\n")
    assert (found, said) == (None, ["shelf.yaml, line 1: 'name' is missing; write it"])


def test_a_key_with_a_slip_is_said_once_and_not_as_missing_too() -> None:
    _, said = read("items: [{nmae: a}]\n")
    assert said == ["shelf.yaml, line 1: 'nmae' is not known here; did you mean 'name'?"]


def test_of_a_key_that_is_written_twice_the_last_stands_and_the_rest_is_read() -> None:
    document, said = parse_partly("a.yaml", "a: 1\nb: 2\na: 3\n")
    assert document is not None
    assert document.data == {"a": 3, "b": 2}
    assert [str(one) for one in said] == ["a.yaml, line 3: 'a' is written twice; keep one of them"]


@pytest.mark.parametrize(
    "name",
    ["regions.yaml", "teams.yaml", "routing.yaml", "channels.yaml", "calendars/eu-business.yaml"],
)
@pytest.mark.parametrize("text", ["", "a: [", "a: 1\n"])
def test_a_file_that_cannot_be_used_says_so_and_hides_nothing_else(name: str, text: str) -> None:
    files = {**sample_files(), name: text}
    roster = "rosters/apac-engineering.yaml"
    files[roster] = files[roster].replace("zone: Asia/Manila", "zone: Asia/Manilla")
    found = found_in(files)
    assert {one.file for one in found} == {name, roster}
    assert [one.sentence for one in found if one.file == roster] == [
        "zone: 'Asia/Manilla' is no time zone: write one like Europe/Berlin"
    ]


def test_a_desk_in_memory_is_the_desk_in_its_folder() -> None:
    assert examine(sample_files(), SUNDAY).findings == examine(SAMPLE, SUNDAY).findings
    assert read_desk(sample_files()).policies == read_desk(SAMPLE).policies


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="there is no folder here; name the one that holds"):
        folder_of(tmp_path / "nowhere")


def test_an_empty_folder_lacks_everything(tmp_path: Path) -> None:
    said = [str(one) for one in examine(tmp_path, SUNDAY).findings]
    assert "regions.yaml: the file is missing; write it" in said
    assert "calendars/: there is no file here; at least one is wanted" in said
    assert not any("line" in one for one in said)
