"""Which way a message takes to its customer, by the rule that domain/reaching.py says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.channels import Limits
from domain.contacts import AccountRule, Contact, Fallback, best_contacts
from domain.facts import Via
from domain.reaching import (
    Abilities,
    Burden,
    Choice,
    Closed,
    Wanted,
    Way,
    as_turned,
    choice,
    in_order,
    primary,
    way,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
CHAT, MAIL, SHOP = Via("chat", "shop"), Via("email", "support"), Via("webhook", "shop")
WINDOWED = Abilities(Limits(1_000, window=DAY))
FREE = Abilities(Limits(1_000))
PICTURES = Abilities(Limits(1_000, files=("image/*",), largest=100), sends_files=True)


def a_way(via: Via = CHAT, abilities: Abilities | None = FREE, **facts: object) -> Way:
    contact = replace(Contact(via, "anna", NOW - timedelta(hours=1)), **facts)  # type: ignore[arg-type] # as given
    return way(contact, abilities, NOW)


def ruled(abilities: Abilities, **rule: object) -> Abilities:
    return replace(abilities, rule=AccountRule(**rule))  # type: ignore[arg-type] # as given


@given(st.integers(-100, 100))
def test_a_way_is_open_for_as_long_as_its_window(minutes: int) -> None:
    wrote_at = NOW - DAY - timedelta(minutes=minutes)
    one = a_way(abilities=WINDOWED, wrote_at=wrote_at)
    assert one.until == wrote_at + DAY
    assert one.is_open is (minutes < 0)


def test_somebody_who_never_wrote_there_is_not_written_to_where_there_is_a_window() -> None:
    assert a_way(abilities=WINDOWED, wrote_at=None).closed is Closed.WINDOW_CLOSED
    assert a_way(abilities=FREE, wrote_at=None).is_open


def test_a_way_says_why_it_is_closed() -> None:
    assert a_way(abilities=None).closed is Closed.NO_SUCH_ACCOUNT
    assert a_way(blocked=True).closed is Closed.BLOCKED
    assert a_way(abilities=replace(FREE, only_hears=True)).closed is Closed.NO_CALLBACK


@pytest.mark.parametrize(
    ("abilities", "kind", "size", "closed"),
    [
        (FREE, "image/png", 1, Closed.FILES_NOT_TAKEN),
        (PICTURES, "image/png", 100, None),
        (PICTURES, "image/png", 101, Closed.FILE_TOO_LARGE),
        (PICTURES, "application/pdf", 1, Closed.FILES_NOT_TAKEN),
        (replace(PICTURES, sends_files=False), "image/png", 1, Closed.FILES_NOT_TAKEN),
    ],
)
def test_a_way_takes_the_files_that_its_platform_takes(
    abilities: Abilities, kind: str, size: int, closed: Closed | None
) -> None:
    one = way(Contact(CHAT, "anna", NOW), abilities, NOW, Burden(((kind, size),)))
    assert one.closed is closed


def test_an_answer_goes_where_the_customer_wrote_as_long_as_it_may() -> None:
    chat, mail = a_way(CHAT, WINDOWED), a_way(MAIL)
    wanted = Wanted(CHAT, preferred=MAIL)
    assert choice([chat, mail], wanted) == Choice(chat)
    late = a_way(CHAT, WINDOWED, wrote_at=NOW - DAY)
    assert choice([late, mail], wanted) == Choice(mail)


def test_what_answers_nothing_goes_where_the_customer_prefers() -> None:
    chat, mail = a_way(CHAT), a_way(MAIL)
    assert choice([chat, mail], Wanted(CHAT, preferred=MAIL, answers=False)) == Choice(mail)
    assert choice([chat, mail], Wanted(CHAT, answers=False)) == Choice(chat)


def test_what_its_author_asks_for_comes_before_all_wishes() -> None:
    chat, mail, shop = a_way(CHAT), a_way(MAIL), a_way(SHOP)
    assert choice([chat, mail, shop], Wanted(CHAT, asked=SHOP, preferred=MAIL)) == Choice(shop)
    assert choice([chat], Wanted(CHAT, asked=SHOP)) is None


def test_after_the_window_a_template_goes_where_there_is_one_else_the_fall_back() -> None:
    able = replace(WINDOWED, sends_templates=True)
    mail = a_way(MAIL)
    with_both = ruled(able, template="desk_answer", fall_back=(Fallback("email"),))
    late = a_way(CHAT, with_both, wrote_at=NOW - DAY)
    assert choice([late, mail], Wanted(CHAT)) == Choice(late, "desk_answer")
    without = a_way(CHAT, ruled(able, fall_back=(Fallback("email"),)), wrote_at=NOW - DAY)
    assert choice([without, mail], Wanted(CHAT)) == Choice(mail)
    other = a_way(CHAT, ruled(able, fall_back=(Fallback("email", "sales"),)), wrote_at=NOW - DAY)
    assert choice([other, mail], Wanted(CHAT)) is None
    alone = a_way(CHAT, able, wrote_at=NOW - DAY)
    assert choice([alone, mail], Wanted(CHAT)) is None
    first = primary([alone, mail], Wanted(CHAT))
    assert first is not None
    assert first.closed is Closed.WINDOW_CLOSED


def test_a_template_is_named_only_where_the_channel_can_send_one_and_carries_no_files() -> None:
    unable = ruled(WINDOWED, template="desk_answer")
    assert a_way(CHAT, unable, wrote_at=NOW - DAY).template == ""
    able = replace(
        ruled(WINDOWED, template="desk_answer"),
        limits=replace(WINDOWED.limits, files=("*/*",)),
        sends_templates=True,
        sends_files=True,
    )
    late = Contact(CHAT, "anna", NOW - DAY)
    assert way(late, able, NOW).template == "desk_answer"
    assert way(late, able, NOW, Burden((("image/png", 1),))).template == ""


def test_a_template_that_cannot_carry_the_words_is_no_way_and_says_why() -> None:
    able = replace(
        ruled(WINDOWED, template="desk_answer"),
        sends_templates=True,
        unfit=lambda text, language: "odd" if "\n" in text or language == "tlh" else None,
    )
    late, said = Contact(CHAT, "anna", NOW - DAY), Burden(text="one line", language="pt")
    for burden, template, unfit in (
        (said, "desk_answer", ""),
        (Burden(), "desk_answer", ""),
        (replace(said, text="two\nlines"), "", "odd"),
        (replace(said, language="tlh"), "", "odd"),
    ):
        found = way(late, able, NOW, burden)
        assert (found.closed, found.template, found.unfit) == (
            Closed.WINDOW_CLOSED,
            template,
            unfit,
        )


def test_what_its_author_names_falls_back_to_nothing() -> None:
    able = ruled(WINDOWED, fall_back=(Fallback("email"),))
    shut, mail = a_way(CHAT, able, wrote_at=NOW - DAY), a_way(MAIL)
    assert choice([shut, mail], Wanted(CHAT)) == Choice(mail)
    assert choice([shut, mail], Wanted(CHAT, asked=CHAT)) is None


def test_the_regions_default_is_the_last_way_out_and_never_for_what_names_another() -> None:
    blocked, mail = a_way(CHAT, blocked=True), a_way(MAIL)
    assert choice([blocked, mail], Wanted(CHAT, default=MAIL)) == Choice(mail)
    assert choice([blocked, mail], Wanted(CHAT, asked=CHAT, default=MAIL)) is None


def test_what_the_platform_says_of_its_window_counts_more_than_what_we_think() -> None:
    able = ruled(replace(WINDOWED, sends_templates=True), template="desk_answer")
    one = a_way(CHAT, able)
    turned = as_turned(one, [(CHAT, "")])
    assert (turned.closed, turned.template) == (Closed.WINDOW_CLOSED, "desk_answer")
    again = as_turned(one, [(CHAT, ""), (CHAT, "desk_answer")])
    assert (again.closed, again.template) == (Closed.WINDOW_CLOSED, "")
    assert as_turned(one, [(MAIL, "")]) == one


def test_the_way_that_is_taken_is_listed_first_and_what_is_closed_last() -> None:
    late = a_way(CHAT, ruled(WINDOWED, fall_back=(Fallback("webhook"),)), wrote_at=NOW - DAY)
    mail, shop = a_way(MAIL), a_way(SHOP)
    assert in_order([late, mail, shop], Wanted(CHAT)) == (shop, mail, late)


def test_of_two_names_on_one_account_the_one_that_wrote_what_is_answered_is_taken() -> None:
    old = Contact(CHAT, "anna-1", NOW - DAY)
    new = Contact(CHAT, "anna-2", NOW)
    assert best_contacts([old, new]) == {CHAT: new}
    assert best_contacts([new, old], answered="anna-1") == {CHAT: old}
    assert best_contacts([old, replace(new, blocked=True)]) == {CHAT: old}
