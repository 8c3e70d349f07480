from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.linking import (
    Handle,
    HandleKind,
    Holder,
    LinkReason,
    LinkState,
    judged,
    judged_at_sign_in,
    pair,
)

PHONE = Handle(HandleKind.PHONE, "+351", verified=True)
EMAIL = Handle(HandleKind.EMAIL, "maria@", verified=True)
OTHER_EMAIL = Handle(HandleKind.EMAIL, "anna@", verified=True)


def holder(name: str, *known: Handle, verified: bool = True, person: str = "") -> Holder:
    return Holder(name, verified, frozenset(person or name), frozenset(known))


def verdicts(
    mine: Holder, handle: Handle, *others: Holder, apart: tuple[tuple[str, str], ...] = ()
) -> list[tuple[str, LinkState, LinkReason]]:
    return list(judged(mine, handle, others, apart))


@pytest.mark.parametrize(
    ("handle", "reason"),
    [(PHONE, LinkReason.VERIFIED_PHONE), (EMAIL, LinkReason.VERIFIED_EMAIL)],
)
def test_what_is_verified_for_two_makes_them_one(handle: Handle, reason: LinkReason) -> None:
    found = verdicts(holder("a", handle), handle, holder("b", handle))
    assert found == [("b", LinkState.LINKED, reason)]


@pytest.mark.parametrize(("mine", "theirs"), [(True, False), (False, True)])
def test_what_somebody_only_says_of_themselves_is_a_question(mine: bool, theirs: bool) -> None:
    found = verdicts(holder("a", verified=mine), PHONE, holder("b", verified=theirs))
    assert found == [("b", LinkState.ASKED, LinkReason.NOT_VERIFIED)]


def test_what_both_only_say_of_themselves_is_no_matter() -> None:
    assert verdicts(holder("a", verified=False), PHONE, holder("b", verified=False)) == []


def test_two_verified_addresses_are_never_made_one_by_a_number() -> None:
    mine, other = holder("a", PHONE, EMAIL), holder("b", PHONE, OTHER_EMAIL)
    assert verdicts(mine, PHONE, other) == [("b", LinkState.ASKED, LinkReason.ANOTHER_EMAIL)]


def test_a_number_that_several_people_have_makes_nobody_one() -> None:
    found = verdicts(holder("a", PHONE), PHONE, holder("b", PHONE), holder("c", PHONE))
    assert found == [
        ("b", LinkState.ASKED, LinkReason.SEVERAL_PEOPLE),
        ("c", LinkState.ASKED, LinkReason.SEVERAL_PEOPLE),
    ]


def test_one_link_is_enough_for_a_person_of_several_customers() -> None:
    others = (holder("b", PHONE, person="bc"), holder("c", PHONE, person="bc"))
    assert verdicts(holder("a", PHONE), PHONE, *others) == [
        ("b", LinkState.LINKED, LinkReason.VERIFIED_PHONE)
    ]


def test_whom_a_person_parted_no_rule_links_again() -> None:
    other = holder("b", PHONE, person="bc")
    assert verdicts(holder("a", PHONE), PHONE, other, apart=(pair("c", "a"),)) == []


def test_whoever_has_two_verified_numbers_is_made_one_with_nobody_by_a_number() -> None:
    second = Handle(HandleKind.PHONE, "+49", verified=True)
    for mine, other in (((PHONE, second), (PHONE,)), ((PHONE,), (PHONE, second))):
        found = verdicts(holder("a", *mine), PHONE, holder("b", *other))
        assert found == [("b", LinkState.ASKED, LinkReason.ANOTHER_PHONE)]


def test_a_number_of_very_many_makes_nobody_one() -> None:
    found = judged(holder("a", PHONE), PHONE, [holder("b", PHONE)], (), are_many=True)
    assert list(found) == [("b", LinkState.ASKED, LinkReason.SEVERAL_PEOPLE)]


def test_a_sites_word_joins_no_two_verified_addresses_and_nobody_who_was_parted() -> None:
    one, other = holder("a", EMAIL), holder("b", OTHER_EMAIL)
    assert judged_at_sign_in(one, other, ()) == (LinkState.ASKED, LinkReason.ANOTHER_EMAIL)
    known = holder("b", EMAIL, PHONE)
    assert judged_at_sign_in(one, known, ()) == (LinkState.LINKED, LinkReason.SIGNED_IN)
    assert judged_at_sign_in(one, known, [pair("a", "b")]) is None


HANDLES = st.frozensets(
    st.sampled_from(
        [Handle(kind, value, True) for kind, value in product(HandleKind, ("x", "y", "z"))]
    ),
    max_size=4,
)


@given(mine=HANDLES, theirs=HANDLES, verified=st.tuples(st.booleans(), st.booleans()))
def test_the_desk_never_joins_what_has_two_verified_names_of_a_kind(
    mine: frozenset[Handle], theirs: frozenset[Handle], verified: tuple[bool, bool]
) -> None:
    one = Holder("a", verified[0], frozenset("a"), mine)
    other = Holder("b", verified[1], frozenset("b"), theirs)
    joined = [state for _, state, _ in judged(one, PHONE, [other], ())]
    if LinkState.LINKED in joined:
        assert all(verified)
        for kind in HandleKind:
            ours = {handle.hash for handle in mine if handle.kind is kind}
            their = {handle.hash for handle in theirs if handle.kind is kind}
            assert not ours or not their or ours & their
