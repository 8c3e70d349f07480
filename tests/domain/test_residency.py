"""One function says what a reader sees, from facts alone; auditors ask it about the past."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Role
from domain.glass import Grant
from domain.residency import (
    ALL_CLEAR,
    ALL_HIDDEN,
    ALL_MASKED,
    SEES_TEXT,
    BriefCheck,
    Piece,
    Places,
    Reader,
    Residency,
    ResidencyRule,
    Show,
    as_seen,
    sight,
)
from domain.stores import Text

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
GROUPS = {"eu": "europe", "uk": "europe", "na": "na", "apac": "apac"}
NOTHING_SAID = Residency(GROUPS)
BOB = Reader("k-bob", Role.AGENT, "na", is_guest=True)
ANA = Reader("k-ana", Role.AGENT, "eu", is_guest=False)
NO_PROFILE = {**ALL_MASKED, Piece.PROFILE: Show.HIDDEN}
GRANT = Grant("g-1", "k-bob", "eu-1", NOW, NOW + timedelta(minutes=15))

readers = st.builds(
    Reader, st.just("k"), st.sampled_from(Role), st.sampled_from(sorted(GROUPS)), st.booleans()
)
rules = st.builds(
    ResidencyRule,
    name=st.just("rule"),
    of=st.none() | st.builds(Places, st.tuples(st.sampled_from(sorted(GROUPS)))),
    read_in=st.none() | st.builds(Places, st.tuples(st.sampled_from(sorted(GROUPS)))),
    shows=st.fixed_dictionaries(dict.fromkeys(Piece, st.sampled_from(Show))),
    needs_reason=st.booleans(),
)
desks = st.builds(Residency, st.just(GROUPS), st.lists(rules, max_size=4).map(tuple))


@pytest.mark.parametrize(
    ("reader", "shows", "because"),
    [
        (ANA, ALL_CLEAR, "at home"),
        (replace(ANA, region=None), ALL_CLEAR, "at home"),
        (replace(ANA, region="uk", is_guest=True), ALL_CLEAR, "group"),
        (BOB, ALL_MASKED, "standard"),
        (replace(BOB, region="eu"), ALL_MASKED, "standard"),  # through eu's own API, as others are
        (replace(BOB, region="nowhere"), ALL_MASKED, "standard"),
        (replace(ANA, role=Role.AUDITOR), ALL_HIDDEN, "role"),
        (replace(ANA, role=Role.ADMIN), ALL_HIDDEN, "role"),
    ],
)
def test_without_rules_groups_share_and_others_read_masked(
    reader: Reader, shows: object, because: str
) -> None:
    seen = sight(NOTHING_SAID, "eu", reader, "eu-1", NOW)
    assert (seen.shows, seen.because) == (shows, because)


def test_the_first_rule_that_fits_decides() -> None:
    first = ResidencyRule("first", of=Places(("uk",)), shows=ALL_HIDDEN)
    second = ResidencyRule("second", of=Places(groups=("europe",)), masks=("card",))
    third = ResidencyRule("third", shows=ALL_HIDDEN)
    desk = Residency(GROUPS, (first, second, third))
    assert sight(desk, "eu", BOB, "eu-1", NOW).because == "rule second"
    assert sight(desk, "eu", BOB, "eu-1", NOW).masks == ("card",)
    assert sight(desk, "uk", BOB, "uk-1", NOW).because == "rule first"
    assert sight(desk, "apac", BOB, "apac-1", NOW).because == "rule third"


def test_a_rule_narrows_a_group_only_where_it_names_it() -> None:
    everywhere = ResidencyRule("everywhere", shows=ALL_HIDDEN)
    uk = Reader("k", Role.AGENT, "uk", is_guest=True)
    assert sight(Residency(GROUPS, (everywhere,)), "eu", uk, "eu-1", NOW).is_clear
    named = replace(everywhere, read_in=Places(("uk",)))
    assert sight(Residency(GROUPS, (named,)), "eu", uk, "eu-1", NOW).shows == ALL_HIDDEN


@pytest.mark.parametrize(("reason", "wants"), [("", True), ("else", True), ("a-code", False)])
def test_where_a_reason_is_wanted_only_an_agreed_one_shows_anything(
    reason: str, wants: bool
) -> None:
    rule = ResidencyRule("asks", needs_reason=True)
    desk = Residency(GROUPS, (rule,), {"a-code": "What it means."})
    seen = sight(desk, "eu", replace(BOB, reason=reason), "eu-1", NOW)
    assert seen.wants_reason is wants
    assert seen.shows == (ALL_HIDDEN if wants else ALL_MASKED)


def test_broken_glass_is_for_one_holder_one_ticket_and_a_while() -> None:
    def is_clear(reader: Reader = BOB, ticket: str = "eu-1", after: float = 1) -> bool:
        at = NOW + timedelta(minutes=after)
        return sight(NOTHING_SAID, "eu", reader, ticket, at, [GRANT]).is_clear

    assert is_clear()
    assert is_clear(after=0)
    assert not is_clear(after=15), "its end is an instant, and outside of it"
    assert not is_clear(after=-0.001)
    assert not is_clear(ticket="eu-2")
    assert not is_clear(replace(BOB, key_id="k-other"))
    assert sight(NOTHING_SAID, "eu", BOB, "eu-1", NOW, [GRANT]).because == "glass g-1"


@given(desks, st.sampled_from(sorted(GROUPS)), readers)
def test_who_may_read_no_text_sees_none_by_any_rule(
    desk: Residency, home: str, reader: Reader
) -> None:
    seen = sight(desk, home, reader, "t-1", NOW)
    if reader.role not in SEES_TEXT:
        assert seen.shows == ALL_HIDDEN
    elif not reader.is_guest:
        assert seen.is_clear


PIECES = {
    "text": Piece.TEXTS,
    "subject": Piece.SUBJECT,
    "attachments": Piece.ATTACHMENTS,
    "done": Piece.BRIEFS,
}


@given(
    desks,
    st.sampled_from(sorted(GROUPS)),
    readers,
    st.fixed_dictionaries(
        {
            "text": st.just("ana@example.pt"),
            "subject": st.just("ana@example.pt"),
            "attachments": st.just([{"url": "https://f.example/ana@example.pt"}]),
            "done": st.just("ana@example.pt"),
        }
    ),
)
def test_a_text_is_shown_as_the_sight_says_piece_by_piece(
    desk: Residency, home: str, reader: Reader, content: dict[str, object]
) -> None:
    seen = sight(desk, home, reader, "t-1", NOW)
    shown = as_seen(Text("m", "c", "t-1", "message", "en", content), seen).content
    for member, piece in PIECES.items():  # not in the order of `content`, which is any
        show = seen.shows[piece]
        assert (member in shown) is (show is not Show.HIDDEN)
        if member in shown:
            assert ("ana@example.pt" in str(shown[member])) is (show is Show.CLEAR)


@pytest.mark.parametrize(
    ("masks", "shown"),
    [
        (("e-mail", "phone"), {"id": "[e-mail]", "name": "Ana", "email": "[e-mail]", "phone": 1}),
        (("name",), {"id": "a@b.pt", "name": "[name]", "email": "a@b.pt", "phone": 0}),
    ],
)
def test_of_a_profile_the_whole_gives_way(masks: tuple[str, ...], shown: dict[str, object]) -> None:
    told = {"id": "a@b.pt", "name": "Ana", "email": "a@b.pt", "phone": "912345678", "country": "PT"}
    profile = Text("", "c", "", "profile", "und", told)
    desk = Residency(GROUPS, (ResidencyRule("r", masks=masks),))
    seen = sight(desk, "eu", BOB, "eu-1", NOW)
    phone = "[phone]" if shown["phone"] else "912345678"
    assert as_seen(profile, seen).content == {**shown, "phone": phone, "country": "PT"}
    hidden = Residency(GROUPS, (ResidencyRule("r", shows=NO_PROFILE),))
    assert as_seen(profile, sight(hidden, "eu", BOB, "eu-1", NOW)).content == {}


def test_what_the_desk_says_of_a_translation_stays() -> None:
    content = {"text": "Hallo", "engine": "local", "flags": ["terms_unverified"]}
    hidden = sight(Residency(GROUPS, (ResidencyRule("r", shows=ALL_HIDDEN),)), "eu", BOB, "t", NOW)
    shown = as_seen(Text("m", "c", "t", "translation", "de", content), hidden).content
    assert shown == {"engine": "local", "flags": ["terms_unverified"]}


@pytest.mark.parametrize(
    ("briefs", "home", "region", "masks"),
    [
        (None, "eu", "na", ()),
        (BriefCheck.REFUSE, "eu", "na", ("card", "name")),
        (BriefCheck.MASK, "eu", "na", ("card", "name")),
        (BriefCheck.REFUSE, "eu", "eu", ()),
        (BriefCheck.REFUSE, "eu", "uk", ()),
        (BriefCheck.REFUSE, "uk", "apac", ("e-mail", "account", "card", "document", "phone")),
    ],
)
def test_a_brief_is_held_to_what_the_team_that_gets_it_may_read(
    briefs: BriefCheck | None, home: str, region: str, masks: tuple[str, ...]
) -> None:
    rule = ResidencyRule("r", of=Places(("eu",)), masks=("card", "name"), needs_reason=True)
    assert Residency(GROUPS, (rule,), {}, briefs).masks_of_briefs(home, region) == masks
