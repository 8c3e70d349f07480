from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some
from ulid import ULID

from channels.mail.mailbox import Mailbox
from channels.mail.tokens import (
    LONGEST_LOCAL_PART,
    bounce_address,
    key_of_bounce_address,
    key_of_message_id,
    message_id,
    reply_address,
    subject_mark,
    ticket_of_address,
    ticket_of_key,
    ticket_of_subject,
)
from tests.channels.mail.mails import KEY, MAILBOX, TICKET

regions = some.from_regex(r"[a-z][a-z0-9]{1,3}", fullmatch=True)
tickets = some.builds(
    lambda region, number: f"{region}-{ULID.from_int(number)}",
    regions,
    some.integers(0, (1 << 128) - 1),
)
keys = some.builds(
    lambda ticket, sequence, part: f"{ticket}:{sequence}:{part}",
    tickets,
    some.integers(0, 999_999),
    some.integers(0, 999),
)
cases = some.sampled_from([str.lower, str.upper, str.swapcase, str])


@given(tickets, cases)
def test_an_address_names_its_ticket_in_whatever_case_it_comes_back(
    ticket: str, case: Callable[[str], str]
) -> None:
    address = reply_address(MAILBOX, ticket)
    assert ticket_of_address(MAILBOX, case(address)) == ticket
    assert len(address.partition("@")[0].encode()) <= LONGEST_LOCAL_PART


@given(keys, cases)
def test_a_message_id_and_a_bounce_address_name_their_key(
    key: str, case: Callable[[str], str]
) -> None:
    assert key_of_message_id(MAILBOX, case(message_id(MAILBOX, key))) == key
    address = bounce_address(MAILBOX, key)
    assert key_of_bounce_address(MAILBOX, case(address)) == key
    assert len(address.partition("@")[0].encode()) <= LONGEST_LOCAL_PART


@given(some.text(max_size=120))
def test_what_we_did_not_sign_names_nothing(text: str) -> None:
    assert ticket_of_address(MAILBOX, f"support+{text}@example.org") is None
    assert ticket_of_subject(MAILBOX, f"Re: [#{text}]") is None
    assert key_of_message_id(MAILBOX, f"<{text}@example.org>") is None
    assert key_of_bounce_address(MAILBOX, f"bounce+{text}@example.org") is None


@given(some.data())
def test_no_letter_of_a_token_can_be_another(data: some.DataObject) -> None:
    signed = data.draw(
        some.sampled_from(
            [reply_address(MAILBOX, TICKET), message_id(MAILBOX, KEY), bounce_address(MAILBOX, KEY)]
        )
    )
    local = signed.partition("@")[0]
    start = local.index("-") + 1
    place = data.draw(some.integers(start, len(local) - 1))
    other = data.draw(some.sampled_from("0123456789abcdefghijklmnopqrstuvwxyz"))
    changed = signed[:place] + other + signed[place + 1 :]
    if changed != signed:
        assert ticket_of_address(MAILBOX, changed) is None
        assert key_of_message_id(MAILBOX, changed) is None
        assert key_of_bounce_address(MAILBOX, changed) is None


def test_tokens_of_the_key_before_still_count_and_new_ones_are_of_the_newest() -> None:
    before = replace(MAILBOX, keys=MAILBOX.keys[1:])
    after = replace(MAILBOX, keys=(b"a key that came after both of them", MAILBOX.keys[0]))
    assert ticket_of_address(MAILBOX, reply_address(before, TICKET)) == TICKET
    assert ticket_of_address(after, reply_address(before, TICKET)) is None
    assert ticket_of_address(before, reply_address(MAILBOX, TICKET)) is None


def test_a_token_of_one_kind_is_none_of_another() -> None:
    bounce = bounce_address(MAILBOX, KEY)
    assert ticket_of_address(MAILBOX, bounce.replace("bounce+", "support+")) is None
    tag = reply_address(MAILBOX, TICKET).partition("+")[2]
    assert key_of_bounce_address(MAILBOX, f"bounce+{tag}") is None


def test_the_address_of_another_box_or_domain_names_nothing() -> None:
    address = reply_address(MAILBOX, TICKET)
    assert ticket_of_address(MAILBOX, address.replace("support", "sales")) is None
    assert ticket_of_address(MAILBOX, address.replace("example.org", "example.com")) is None


def test_a_long_address_needs_a_shorter_one_for_answers() -> None:
    long = Mailbox("customer-happiness@example.org", MAILBOX.keys)
    with pytest.raises(ValueError, match="at most 10 characters"):
        reply_address(long, TICKET)
    short = replace(long, answers_to="re@in.example.org")
    assert ticket_of_address(short, reply_address(short, TICKET)) == TICKET


def test_a_subject_is_of_a_ticket_by_our_mark_alone() -> None:
    mark = subject_mark(MAILBOX, TICKET)
    assert ticket_of_subject(MAILBOX, f"AW: Router [#4711] {mark}") == TICKET
    assert ticket_of_subject(MAILBOX, f"Re: [#{TICKET}]") is None


@pytest.mark.parametrize("ticket", ["", "ticket-7", "eu-", "eu-01K8ZC4V7S9XAYB2D3E4F5G6H", "01K8"])
def test_what_is_no_ticket_gets_no_address(ticket: str) -> None:
    with pytest.raises(ValueError, match="ULID"):
        reply_address(MAILBOX, ticket)


@pytest.mark.parametrize("key", ["", TICKET, f"{TICKET}:1", f"{TICKET}:-1:0", f"{TICKET}:1:0:0"])
def test_what_is_no_key_gets_no_message_id(key: str) -> None:
    with pytest.raises(ValueError, match="key of sending"):
        message_id(MAILBOX, key)
    with pytest.raises(ValueError, match="key of sending"):
        bounce_address(MAILBOX, key)


def test_a_message_id_is_the_same_on_every_attempt_and_names_its_ticket() -> None:
    assert message_id(MAILBOX, KEY) == message_id(MAILBOX, KEY)
    found = key_of_message_id(MAILBOX, message_id(MAILBOX, KEY))
    assert found is not None
    assert ticket_of_key(found) == TICKET


@pytest.mark.parametrize(
    ("address", "keys", "says"),
    [
        ("support", (b"k" * 32,), "support@example.org"),
        ("süd@example.org", (b"k" * 32,), "support@example.org"),
        ("support@example.org", (), "16 bytes"),
        ("support@example.org", (b"short",), "16 bytes"),
    ],
)
def test_what_is_no_mailbox_is_told_how_to_be_one(
    address: str, keys: tuple[bytes, ...], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Mailbox(address, keys)
