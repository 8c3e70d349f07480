"""Thirty faults at once: each is named with its file and line, and nothing else is."""

import pytest

from rulebook.reading.findings import Severity
from tests.rulebook.faults.planting import (
    THIRTY,
    Fault,
    found_in,
    known_of_the_sample,
    planted,
)


def test_thirty_faults_are_named_with_their_lines_and_nothing_else() -> None:
    files = planted(THIRTY)
    found = found_in(files)
    unnamed = [one for one in THIRTY if sum(one.is_told_by(each, files) for each in found) != 1]
    besides = [
        str(each) for each in found if not any(one.is_told_by(each, files) for one in THIRTY)
    ]
    assert (len(THIRTY), unnamed, besides) == (30, [], [])
    assert len(found) == 30


@pytest.mark.parametrize("fault", THIRTY, ids=lambda fault: f"{fault.file}: {fault.says}")
def test_a_fault_is_named_and_nothing_that_only_follows_from_it(fault: Fault) -> None:
    files = planted([fault])
    found = found_in(files)
    assert [fault.is_told_by(each, files) for each in found] == [True], [*map(str, found)]


def test_the_sample_desk_has_no_fault_and_three_gaps_that_it_says_itself() -> None:
    found = known_of_the_sample()
    assert {one.severity for one in found} == {Severity.WARNING}
    said = sorted(one.sentence.partition(" nobody ")[2].partition(",")[0] for one in found)
    # Three people cannot cover four languages in two shifts, nor two people a long day in two.
    assert said == ["speaks Hindi", "speaks Japanese", "speaks Portuguese and Spanish"]


def test_each_sentence_says_what_to_write_instead() -> None:
    assert [str(one) for one in found_in(planted(THIRTY)) if not one.write] == []
