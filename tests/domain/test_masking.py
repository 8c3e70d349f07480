"""What people of other regions read: the words, without what would lead to the person."""

import time

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.masking import KINDS, kinds_of, masked, masked_words, recognised
from domain.stores import Text

LETTERS = st.text(
    st.characters(categories=("L", "Zs", "Po"), exclude_characters="@＠"), max_size=30
)
NUMBERS = st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)).map(phonenumbers.example_number)
WRITTEN = st.sampled_from(
    [phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.INTERNATIONAL]
)


def with_check_digit(digits: str) -> str:
    """A card number: the digits and the one that makes them fit."""
    for last in "0123456789":
        doubled = [int(digit) * 2 for digit in (digits + last)[-2::-2]]
        plain = [int(digit) for digit in (digits + last)[-1::-2]]
        if (sum(plain) + sum(sum(divmod(one, 10)) for one in doubled)) % 10 == 0:
            return digits + last
    raise AssertionError("one of ten digits fits")


def account_of(country: str, rest: str) -> str:
    """An IBAN with its check digits."""
    number = int("".join(str(int(letter, 36)) for letter in f"{rest}{country}00"))
    return f"{country}{98 - number % 97:02}{rest}"


CARDS = st.from_regex(r"[3-6][0-9]{11,17}", fullmatch=True).map(with_check_digit)
ACCOUNTS = st.builds(
    account_of,
    st.sampled_from(["PT", "DE", "FR", "GB"]),
    st.from_regex(r"[0-9A-Z]{14,26}", fullmatch=True),
)
MAILS = st.from_regex(
    r"[a-z0-9][a-z0-9._+-]{0,20}[a-z0-9]@[a-z0-9]{1,20}(\.[a-z]{2,10}){1,2}", fullmatch=True
)


def in_fours(digits: str) -> str:
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


@given(LETTERS, MAILS, LETTERS)
def test_no_address_is_left(before: str, mail: str, after: str) -> None:
    shown = masked_words(f"{before} {mail}, {after}")
    assert mail not in shown
    assert "[e-mail]" in shown


@given(LETTERS, NUMBERS, WRITTEN, LETTERS)
def test_no_international_number_is_left(
    before: str, number: phonenumbers.PhoneNumber, written: int, after: str
) -> None:
    phone = phonenumbers.format_number(number, written)
    shown = masked_words(f"{before} {phone} {after}")
    assert phone not in shown
    lenient = phonenumbers.Leniency.POSSIBLE
    assert not list(phonenumbers.PhoneNumberMatcher(shown, None, lenient)), shown


@given(LETTERS, CARDS, st.booleans(), LETTERS)
def test_no_card_is_left(before: str, card: str, grouped: bool, after: str) -> None:
    written = in_fours(card) if grouped else card
    assert written not in masked_words(f"{before} {written}; {after}")


@given(st.integers(0, 99), CARDS, st.integers(0, 99))
def test_a_card_between_other_numbers_is_found(before: int, card: str, after: int) -> None:
    shown = masked_words(f"{before} {in_fours(card)} {after}")
    assert in_fours(card) not in shown
    assert "[" in shown


@given(LETTERS, ACCOUNTS, st.booleans(), LETTERS)
def test_no_account_is_left(before: str, account: str, grouped: bool, after: str) -> None:
    written = in_fours(account) if grouped else account
    shown = masked_words(f"{before} {written}; {after}")
    assert written not in shown


@given(st.text(st.characters(exclude_categories=("Nd", "Nl", "No"), exclude_characters="@＠")))
def test_words_alone_stay_as_they_are(words: str) -> None:
    assert masked_words(words) == words


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("o meu telefone é 912345678", "o meu telefone é [phone]"),
        ("Ring me: 0170 5550142.", "Ring me: [phone]."),
        ("(11) 91234-5678", "[phone]"),
        ("912 345 678", "[phone]"),
        ("0049 170 5550142", "[phone]"),
        ("電話は0312345678です", "電話は[phone]です"),
        ("My card is 4111 1111 1111 1111.", "My card is [card]."),
        ("IBAN pt50 0002 0123 1234 5678 9015 4", "IBAN [account]"),
        ("CPF 529.982.247-25", "CPF [document]"),
        ("Passport no. C01X00T47", "Passport no. [document]"),
        ("SSN is 078-05-1120", "SSN is [document]"),
        ("write to Ana <ana.silva@example.pt>", "write to Ana <[e-mail]>"),
    ],
)
def test_a_thing_gives_way_to_the_name_of_its_kind(written: str, shown: str) -> None:
    assert masked_words(written) == shown


@pytest.mark.parametrize(
    "written",
    [
        "Order 912345678 of 2026-03-02 10:30 has not arrived.",
        "Order #A-10293, parcel 1Z999AA10123456784.",
        "It cost 1.234,50 euros on 01/02/2026 at 10:45.",
        "Error 0x80070005 in version 10.15.7",
        "I waited 30 minutes, then 2 hours, then 3 days.",
        "Model 5-2000, size 42, 100 pieces",
    ],
)
def test_what_an_agent_needs_stays(written: str) -> None:
    assert masked_words(written) == written


def test_everything_in_a_text_is_masked_whatever_holds_it() -> None:
    content = {
        "text": "I am ana@example.pt",
        "attachments": [{"url": "https://files.example/?of=ana@example.pt", "size": 3}],
        "metadata": {"phone": "+351 912 345 678", "vip": True},
    }
    shown = masked(Text("m-1", "c-1", "eu-1", "message", "en", content)).content
    assert "ana@example.pt" not in str(shown)
    assert shown["metadata"] == {"phone": "[phone]", "vip": True}
    assert content["text"] == "I am ana@example.pt", "the text itself is left alone"


@pytest.mark.parametrize(
    "nasty", ["1 ", "0-", "a.", "+1(", "tel ", "AA00", "1" * 19 + " ", "a@b.", "passport no is "]
)
def test_the_time_is_linear_in_the_text(nasty: str) -> None:
    words = (nasty * 100_000)[:100_000]
    began = time.process_time()
    masked_words(words)
    assert time.process_time() - began < 5


def test_the_kinds_are_these() -> None:
    assert [kind.name for kind in KINDS] == ["e-mail", "account", "card", "document", "phone"]


ANYTHING = st.one_of(MAILS, CARDS, CARDS.map(in_fours), ACCOUNTS, LETTERS, st.just("2026-03-02"))


@given(st.lists(ANYTHING, max_size=6).map(" ".join))
def test_what_is_recognised_is_what_masking_hides(words: str) -> None:
    found = recognised(words)
    assert bool(found) == (masked_words(words) != words)
    kept, end = "", 0
    for one in found:
        kept, end = f"{kept}{words[end : one.start]}[{one.kind}]", one.end
    assert f"{kept}{words[end:]}" == masked_words(words)


@given(st.lists(ANYTHING, max_size=6).map(" ".join))
def test_nothing_is_left_to_mask_in_what_is_masked(words: str) -> None:
    assert recognised(masked_words(words)) == ()


def test_only_the_kinds_that_are_wanted_give_way() -> None:
    words = "ana@example.pt, 4111 1111 1111 1111"
    assert masked_words(words, kinds_of(["card"])) == "ana@example.pt, [card]"
    assert masked_words(words, ()) == words
    assert masked_words(words, kinds_of(["card", "e-mail"])) == "[e-mail], [card]"


@pytest.mark.parametrize(
    ("name", "written", "shown"),
    [
        ("Ana Silva", "I am Ana Silva, of Silva & Sons", "I am [name], of [name] & Sons"),
        ("Ana Silva", "SILVA, ANA wrote", "[name] wrote"),
        ("Ana Silva", "A banana for Anabel Silvano", "A banana for Anabel Silvano"),
        ("J. R", "J. R is short, so I stay", "J. R is short, so I stay"),
        ("山田太郎", "山田太郎です", "[name]です"),
        ("Zoe\u0308 Ng", "Zo\u00eb, also Zoe\u0308", "[name], also [name]"),
        ("Ana (home)", "Ana at home", "[name] at [name]"),
        ("", "nobody", "nobody"),
    ],
)
def test_what_the_customer_is_called_gives_way_where_it_is_wanted(
    name: str, written: str, shown: str
) -> None:
    assert masked_words(written, kinds_of(["name"], [name])) == shown
    assert masked_words(written, kinds_of(["e-mail"], [name])) == written


def test_the_time_to_find_names_is_linear_in_the_text() -> None:
    kinds = kinds_of(["name"], [f"Ana Maria{number}" for number in range(50)])
    began = time.process_time()
    masked_words("Ana Maria " * 10_000, kinds)
    masked_words("Ana." * 25_000, kinds)
    assert time.process_time() - began < 5
