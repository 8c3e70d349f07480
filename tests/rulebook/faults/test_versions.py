"""A version of a policy is one content: who changes a policy raises its version."""

from domain.desks import Files
from rulebook.checking.versions import changed_without_version
from tests.rulebook.building import SAMPLE, STANDARD
from tests.rulebook.faults.planting import found_in, sample_files

SLOWER = ("solve: 40 hours", "solve: 50 hours")
VERSION = next(one for one in sample_files()[STANDARD].splitlines() if one.startswith("version:"))
NEXT = f"version: {int(VERSION.split()[1]) + 1}"


def edited(*changes: tuple[str, str]) -> Files:
    files = dict(sample_files())
    for old, new in changes:
        assert files[STANDARD].count(old) == 1
        files[STANDARD] = files[STANDARD].replace(old, new)
    return files


def test_a_changed_policy_with_an_unchanged_version_is_refused_in_its_line() -> None:
    (said,) = changed_without_version(SAMPLE, edited(SLOWER))
    assert said.is_error
    before = sample_files()[STANDARD].partition(f"\n{VERSION}")[0]
    assert (said.file, said.line) == (STANDARD, before.count("\n") + 2)
    assert said.sentence == (
        "standard has another targets than the one in force, and is still "
        f"{VERSION.replace(':', '')}; write {NEXT}"
    )


def test_with_a_new_version_it_is_a_new_policy() -> None:
    assert changed_without_version(SAMPLE, edited(SLOWER, (VERSION, NEXT))) == ()


def test_another_comment_or_order_changes_nothing() -> None:
    moved = edited(("\nacknowledge: true", ""), ("\npolicy: ", "\nacknowledge: true\npolicy: "))
    assert changed_without_version(sample_files(), moved) == ()


def test_an_older_desk_may_come_back_as_it_was() -> None:
    newer = edited(SLOWER, (VERSION, NEXT))
    assert changed_without_version(newer, sample_files()) == ()


def test_a_policy_with_a_slip_in_it_is_compared_once_it_is_mended() -> None:
    slip = edited(("solve: 40 hours", "solve: 15m"))
    (said,) = found_in(slip, against=SAMPLE)
    assert "'15m' is not a time" in said.sentence


def test_the_check_compares_with_the_desk_that_it_is_given() -> None:
    (said,) = found_in(edited(SLOWER), against=sample_files())
    assert "is still version" in said.sentence
    assert found_in(edited(SLOWER)) == []
