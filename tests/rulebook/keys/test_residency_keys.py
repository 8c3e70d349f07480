"""Each key of `residency.yaml`, seen by who reads what."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Role
from domain.residency import (
    WITH_A_SHAPE,
    BriefCheck,
    GlassRule,
    Piece,
    Reader,
    Residency,
    Show,
    Sight,
    sight,
)
from tests.rulebook.building import Copy

RESIDENCY, REGIONS = "residency.yaml", "regions.yaml"
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
CHINA = "    calendar: cn-business\n    residency: cn\n"


def of(copy: Copy, text: str) -> Residency:
    return copy.write(RESIDENCY, text).read().residency


def seen(residency: Residency, home: str = "eu", region: str = "na", reason: str = "") -> Sight:
    reader = Reader("k", Role.AGENT, region, is_guest=True, reason=reason)
    return sight(residency, home, reader, f"{home}-1", NOW)


@pytest.mark.shows_key("regions.regions.residency")
def test_regions_of_one_residency_group_share_what_others_see_masked(copy: Copy) -> None:
    (copy.folder / RESIDENCY).unlink()
    assert not seen(copy.read().residency, "cn", "apac").is_clear
    copy.edit(REGIONS, CHINA, CHINA.replace("residency: cn", "residency: apac"))
    residency = copy.read().residency
    assert seen(residency, "cn", "apac").is_clear
    assert seen(residency, "apac", "cn").is_clear
    assert not seen(residency, "cn", "na").is_clear


@pytest.mark.shows_key("residency.rules", "residency.rules.name")
def test_the_first_rule_that_fits_decides_and_is_named(copy: Copy) -> None:
    assert seen(of(copy, "rules: []\n")).because == "standard"
    both = "rules:\n  - {name: one}\n  - {name: two, of: {region: [eu]}}\n"
    assert seen(of(copy, both)).because == "rule one"
    turned = "rules:\n  - {name: two, of: {region: [eu]}}\n  - {name: one}\n"
    assert seen(of(copy, turned)).because == "rule two"


@pytest.mark.shows_key(
    "residency.rules.of",
    "residency.rules.of.region",
    "residency.rules.of.group",
    "residency.rules.read_in",
    "residency.rules.read_in.region",
    "residency.rules.read_in.group",
)
@pytest.mark.parametrize("what", ["region", "group"])
def test_a_rule_is_about_the_homes_and_the_readers_that_it_names(copy: Copy, what: str) -> None:
    copy.edit(REGIONS, CHINA, CHINA.replace("residency: cn", "residency: mainland"))
    name = "cn" if what == "region" else "mainland"
    about = of(copy, f"rules:\n  - {{name: r, of: {{{what}: [{name}]}}}}\n")
    assert seen(about, "cn", "na").because == "rule r"
    assert seen(about, "eu", "na").because == "standard"
    readers = of(copy, f"rules:\n  - {{name: r, read_in: {{{what}: [{name}]}}}}\n")
    assert seen(readers, "eu", "cn").because == "rule r"
    assert seen(readers, "eu", "na").because == "standard"


@pytest.mark.shows_key(
    "residency.rules.texts",
    "residency.rules.subject",
    "residency.rules.attachments",
    "residency.rules.briefs",
    "residency.rules.profile",
)
@pytest.mark.parametrize("piece", Piece)
def test_each_piece_is_shown_as_its_key_says(copy: Copy, piece: Piece) -> None:
    hidden = of(copy, f"rules:\n  - {{name: r, {piece}: hidden}}\n")
    shows = seen(hidden).shows
    assert shows == {**dict.fromkeys(Piece, Show.MASKED), piece: Show.HIDDEN}


@pytest.mark.shows_key("residency.rules.masks")
def test_what_masks_names_gives_way(copy: Copy) -> None:
    assert seen(of(copy, "rules:\n  - {name: r}\n")).masks == WITH_A_SHAPE
    everything = "[e-mail, account, card, document, phone, name]"
    assert seen(of(copy, f"rules:\n  - {{name: r, masks: {everything}}}\n")).masks == (
        *WITH_A_SHAPE,
        "name",
    )


@pytest.mark.shows_key("residency.rules.reason", "residency.reasons")
def test_a_rule_that_wants_a_reason_takes_those_of_the_file(copy: Copy) -> None:
    text = "rules:\n  - {name: r, reason: true}\nreasons:\n  a-code: What it means.\n"
    asks = of(copy, text)
    assert seen(asks).wants_reason
    assert seen(asks, reason="another").wants_reason
    assert not seen(asks, reason="a-code").wants_reason
    assert asks.reasons == {"a-code": "What it means."}
    assert not seen(of(copy, text.replace("true", "false"))).wants_reason
    assert not seen(of(copy, text.replace("a-code", "another")), reason="another").wants_reason


@pytest.mark.shows_key("residency.briefs")
def test_the_file_says_what_becomes_of_briefs(copy: Copy) -> None:
    assert of(copy, "rules: []\n").masks_of_briefs("eu", "na") == ()
    for word in BriefCheck:
        said = of(copy, f"briefs: {word}\n")
        assert (said.briefs, said.masks_of_briefs("eu", "na")) == (word, WITH_A_SHAPE)


@pytest.mark.shows_key(
    "residency.break_glass",
    "residency.break_glass.roles",
    "residency.break_glass.at_most",
    "residency.break_glass.second_person",
)
def test_the_file_says_who_may_break_glass_how_long_and_with_whom(copy: Copy) -> None:
    assert of(copy, "rules: []\n").glass is None
    quarter = timedelta(minutes=15)
    short = of(copy, "break_glass: {roles: [auditor]}\n")
    assert short.glass == GlassRule((Role.AUDITOR,), quarter, second_person=True)
    long = of(copy, "break_glass: {roles: [agent, ops], at_most: 1 hour, second_person: false}\n")
    assert long.glass == GlassRule((Role.AGENT, Role.OPS), 4 * quarter, second_person=False)
