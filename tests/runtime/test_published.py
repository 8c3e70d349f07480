"""Publishing in several regions: all of them, or a clear word of which have it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.desks import PublishedMeanwhile
from domain.stores import Missing, Unavailable
from rulebook.facts import Desk
from rulebook.publishing.editions import Edition, edition_in, edition_of
from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding
from runtime.published import (
    Editions,
    NumbersDiffer,
    PublishedInPart,
    Wish,
    newest,
    of_number,
    publish,
    publish_first,
)
from runtime.settings import ROOT
from tests.runtime.desks import NOW, STANDARD, KeptDesks, with_standard

WISH = Wish("niamh", "shorter replies", NOW)


@pytest.fixture(scope="module")
def sample() -> Edition:
    return edition_in(ROOT / "desk")


@pytest.fixture(scope="module")
def other(sample: Edition) -> Edition:
    return with_standard(sample, 77)


@pytest.fixture
def regions() -> dict[str, KeptDesks]:
    return {"eu": KeptDesks(), "na": KeptDesks()}


def numbers(regions: dict[str, KeptDesks]) -> list[list[int]]:
    return [[made.number for made, _ in desks.kept] for desks in regions.values()]


async def test_the_first_start_publishes_what_it_began_with_where_nothing_is(
    regions: dict[str, KeptDesks], sample: Edition, other: Edition
) -> None:
    assert await publish_first({"eu": regions["eu"]}, sample, NOW) == ["eu"]
    assert await publish_first(regions, other, NOW) == ["na"]
    assert await publish_first(regions, other, NOW) == []
    [(made, _)] = regions["eu"].kept
    assert (made.by, made.why, made.address) == ("start", "first start", sample.address)
    assert made.changes[0].startswith("the first desk: ")


async def test_a_publication_is_recorded_in_every_region_with_its_words(
    regions: dict[str, KeptDesks], sample: Edition, other: Edition
) -> None:
    await publish_first(regions, sample, NOW)
    done = await publish(regions, other, WISH)
    assert [one.is_new for one in done.values()] == [True, True]
    for desks in regions.values():
        made, _ = desks.kept[-1]
        assert (made.number, made.by, made.why, made.at) == (2, "niamh", "shorter replies", NOW)
        assert len(made.changes) == 1
        assert made.changes[0].startswith("policy standard ")
        assert " → 77" in made.changes[0]


async def test_the_same_content_changes_nothing_and_an_older_one_is_a_new_number(
    regions: dict[str, KeptDesks], sample: Edition, other: Edition
) -> None:
    await publish_first(regions, sample, NOW)
    again = await publish(regions, sample, WISH)
    assert [(one.is_new, one.desk.number) for one in again.values()] == [(False, 1), (False, 1)]
    await publish(regions, other, WISH)
    await publish(regions, await of_number(regions, 1), replace(WISH, why="roll back"))
    made, _ = regions["na"].kept[-1]
    assert (made.number, made.address, made.why) == (3, sample.address, "roll back")


async def test_nothing_is_published_where_anything_speaks_against_it(
    regions: dict[str, KeptDesks], sample: Edition, other: Edition
) -> None:
    await publish_first(regions, sample, NOW)

    def complaints(desk: Desk) -> Iterable[Finding]:
        assert desk is other.desk
        yield Finding("channels.yaml", None, "the secret x is missing")

    with pytest.raises(DeskError, match="the secret x is missing"):
        await publish(regions, other, WISH, complaints)
    assert numbers(regions) == [[1], [1]]


async def test_a_region_whose_tickets_are_here_stays_in_the_desk(
    sample: Edition, other: Edition
) -> None:
    regions = {"eu": KeptDesks(), "mars": KeptDesks()}
    with pytest.raises(DeskError, match=r"regions.yaml: region mars is missing"):
        await publish(regions, other, WISH)
    await publish_first(regions, sample, NOW)
    with pytest.raises(DeskError, match=r"regions.yaml: region mars is missing"):
        await publish(regions, other, WISH)
    assert numbers(regions) == [[1], [1]]


async def test_a_version_of_a_policy_names_one_content_for_ever(
    regions: dict[str, KeptDesks], sample: Edition, other: Edition
) -> None:
    await publish_first(regions, sample, NOW)
    await publish(regions, other, WISH)
    await publish(regions, sample, WISH)  # back, from where somebody tries 77 once more
    text = other.files[STANDARD].replace("reopen_within: 7 days", "reopen_within: 8 days")
    assert text != other.files[STANDARD]
    with pytest.raises(DeskError, match=r"standard.yaml, line \d+: .*version 77"):
        await publish(regions, edition_of({**sample.files, STANDARD: text}), WISH)
    await publish(regions, other, WISH)
    assert numbers(regions) == [[1, 2, 3, 4], [1, 2, 3, 4]]


async def test_a_region_whose_database_is_away_keeps_all_from_being_published(
    regions: dict[str, KeptDesks], sample: Edition
) -> None:
    regions["na"].away = True
    with pytest.raises(Unavailable):
        await publish(regions, sample, WISH)
    assert numbers(regions) == [[], []]


async def test_a_failure_half_way_says_which_have_it_and_a_repeat_mends_it(
    regions: dict[str, KeptDesks], sample: Edition
) -> None:
    regions["na"].lost = True
    with pytest.raises(PublishedInPart) as partly:
        await publish(regions, sample, WISH)
    assert (partly.value.done, partly.value.left) == (("eu",), ("na",))
    assert str(partly.value).startswith("eu has it, na has not")
    regions["na"].lost = False
    done = await publish(regions, sample, WISH)
    assert [one.is_new for one in done.values()] == [False, True]
    assert numbers(regions) == [[1], [1]]


async def test_who_has_not_seen_the_newest_does_not_undo_it(
    regions: dict[str, KeptDesks], sample: Edition, other: Edition
) -> None:
    await publish_first(regions, sample, NOW)
    await publish(regions, other, WISH)
    mine = edition_of({**sample.files, "notifications.yaml": "{}\n"})
    with pytest.raises(PublishedMeanwhile) as refused:
        await publish(regions, mine, replace(WISH, after=1))
    assert refused.value.newest.number == 2
    assert [one.is_new for one in (await publish(regions, other, replace(WISH, after=1))).values()]
    await publish(regions, mine, replace(WISH, after=2))
    assert numbers(regions) == [[1, 2, 3], [1, 2, 3]]


async def test_a_request_that_is_repeated_is_answered_with_what_it_published(
    regions: dict[str, KeptDesks], sample: Edition, other: Edition
) -> None:
    await publish_first(regions, sample, NOW)
    asked = replace(WISH, after=1, request="once")
    first = await publish(regions, other, asked)
    await publish(regions, sample, WISH)
    assert await publish(regions, other, replace(asked, at=NOW + timedelta(1))) == first
    assert numbers(regions) == [[1, 2, 3], [1, 2, 3]]


async def test_a_number_that_is_another_desk_elsewhere_needs_its_region(
    regions: dict[str, KeptDesks], sample: Edition, other: Edition
) -> None:
    await publish_first({"eu": regions["eu"]}, sample, NOW)
    await publish_first({"na": regions["na"]}, other, NOW)
    with pytest.raises(NumbersDiffer, match="eu and na"):
        await of_number(regions, 1)
    assert (await of_number({"na": regions["na"]}, 1)).address == other.address
    with pytest.raises(Missing):
        await of_number(regions, 2)


async def test_a_desk_that_was_altered_where_it_is_kept_is_found_out(
    regions: dict[str, KeptDesks], sample: Edition, other: Edition
) -> None:
    await publish_first(regions, sample, NOW)
    made, new = regions["eu"].kept[0]
    regions["eu"].kept[0] = (made, replace(new, files=other.files))
    with pytest.raises(DeskError, match="desk 1 is not what was published"):
        await newest(regions["eu"])


async def test_the_newest_is_read_as_a_desk(
    regions: dict[str, KeptDesks], sample: Edition, other: Edition
) -> None:
    assert await newest(regions["eu"]) is None
    await publish_first(regions, sample, NOW)
    await publish(regions, other, WISH)
    standing = await newest(regions["eu"], Editions(sample))
    assert standing is not None
    assert standing.published.number == 2
    assert {rule.version for rule in standing.edition.desk.policies if rule.name == "standard"} == {
        77
    }
