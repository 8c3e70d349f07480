"""Who is believed to have written a mail, and what they may join by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.mail.tokens import reply_address, subject_mark
from domain.arrivals import Joining
from tests.channels.mail.mails import (
    MAILBOX,
    OURS,
    PASSED,
    REPLY_ADDRESS,
    TICKET,
    mail,
    without_servers,
    written,
)

OURS_SAYS = "Authentication-Results: mx.example.org; "
CLAIMS = {
    "an address with a token": f"To: {REPLY_ADDRESS}",
    "an address in the envelope": f"Delivered-To: {REPLY_ADDRESS.upper()}",
    "what it answers": f"In-Reply-To: {OURS}",
    "what it refers to": f"References: <0@example.com> {OURS} <2@example.com>",
    "a mark in its subject": f"Subject: Re: Router {subject_mark(MAILBOX, TICKET)}",
}


@pytest.mark.attack(1)
@pytest.mark.channel("email", "signature")
@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_forged_sender_joins_nothing_whatever_token_they_have(claim: str) -> None:
    for field in ("X-Nothing: 1", OURS_SAYS + "dmarc=fail header.from=example.com", "X-Loop: no"):
        one = written(mail(field, claim))
        assert one.joining is Joining.NOBODY
        assert one.extra["sender"] == "unverified"
        assert not one.verified.email


@pytest.mark.channel("email", "in", "signature")
@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_who_is_vouched_for_goes_on_in_their_own_ticket(claim: str) -> None:
    one = written(mail(PASSED, claim))
    assert one.ticket == TICKET
    assert one.joining is Joining.ITS_CUSTOMER
    assert one.verified.email
    assert "sender" not in one.extra


@pytest.mark.attack(1)
def test_a_stranger_who_refers_to_another_conversation_without_proof_joins_nothing() -> None:
    one = written(mail("References: <first@example.com>"))
    assert (one.thread, one.ticket) == ("<first@example.com>", None)
    assert one.joining is Joining.NOBODY


def test_a_first_mail_of_somebody_unverified_opens_a_ticket() -> None:
    one = written(mail())
    assert one.joining is Joining.ITS_CUSTOMER
    assert one.extra["sender"] == "unverified"


@pytest.mark.parametrize(
    "results",
    [
        "dmarc=pass header.from=example.com",
        "dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=Example.com",
        "spf=pass smtp.mailfrom=ana@example.com",
        "spf=pass (sender (nested) is fine) smtp.mailfrom=example.com",
        "dkim=pass (2048-bit key) header.d=example.com header.s=x header.b=abc",
        "dkim=fail header.d=example.com; dkim=pass header.d=example.com",
        "dkim=pass header.i=@example.com",
        "dmarc=temperror header.from=example.com; dkim=pass header.d=example.com",
        'spf=fail smtp.mailfrom="a; b"@evil.example; dmarc=pass header.from=example.com',
    ],
)
def test_a_pass_in_the_senders_name_verifies(results: str) -> None:
    assert written(mail(OURS_SAYS + results)).verified.email


def test_a_pass_of_the_domain_above_the_senders_verifies() -> None:
    says = OURS_SAYS + "dkim=pass header.d=example.com"
    assert written(mail(says, sender="ana@mail.example.com")).verified.email


@pytest.mark.attack(1)
@pytest.mark.parametrize(
    "results",
    [
        "none",
        "",
        "dmarc=none header.from=example.com",
        "dmarc=pass header.from=evil.example",
        "dmarc=fail header.from=example.com; dkim=pass header.d=example.com",
        "spf=pass smtp.mailfrom=a@example.com; dmarc=fail header.from=example.com",
        "dkim=pass header.d=evil.example",
        "dkim=pass header.d=notexample.com",
        "dkim=pass header.d=com",
        "dkim=pass header.d=mail.example.com",
        "dkim=pass",
        "spf=pass smtp.helo=example.com",
        "spf=pass smtp.mailfrom=evil.example",
        "spf=softfail smtp.mailfrom=example.com",
        "arc=pass",
        "iprev=pass policy.iprev=192.0.2.1",
        'spf=fail smtp.mailfrom="x; dmarc=pass header.from=example.com"@evil.example',
        "spf=fail (x; dmarc=pass header.from=example.com) smtp.mailfrom=evil.example",
        "spf=fail (unclosed; dmarc=pass header.from=example.com",
        'spf=fail reason="a\\"; dmarc=pass header.from=example.com" smtp.mailfrom=evil.example',
    ],
)
def test_anything_else_does_not_verify(results: str) -> None:
    assert not written(mail(OURS_SAYS + results)).verified.email


@pytest.mark.attack(1)
def test_results_that_came_with_the_mail_count_for_nothing() -> None:
    passed = "dmarc=pass header.from=example.com"
    forged = OURS_SAYS + passed
    others = f"Authentication-Results: mx.elsewhere.example; {passed}"
    assert not written(mail(others)).verified.email
    assert not written(mail(OURS_SAYS + "dmarc=fail", forged)).verified.email
    assert not written(
        mail(f"ARC-Authentication-Results: i=1; mx.example.org; {passed}")
    ).verified.email
    assert not written(mail(forged), without_servers()).verified.email
    assert written(mail(others, forged)).verified.email


@pytest.mark.attack(1)
@pytest.mark.parametrize(
    "senders",
    [
        ["From: ana@example.com, eve@evil.example"],
        ["From: ana@example.com", "From: eve@evil.example"],
        ["From: eve@evil.example", "From: ana@example.com"],
    ],
)
def test_who_gives_two_senders_is_neither(senders: list[str]) -> None:
    assert not written(mail(PASSED, *senders, sender=None)).verified.email


@given(some.text(alphabet='abc;=()"\\ .@-dmarcpassheaderfrom', max_size=200))
def test_results_of_any_form_are_read(results: str) -> None:
    written(mail(OURS_SAYS + results))


@pytest.mark.attack(1)
def test_a_token_for_another_account_or_of_nobody_is_none() -> None:
    other = reply_address(MAILBOX, TICKET)[:-20] + "0" * 8 + "@example.org"
    assert written(mail(PASSED, f"To: {other}")).ticket is None
    assert written(mail(PASSED, f"To: support+{TICKET}@example.org")).ticket is None
    assert written(mail(PASSED, f"In-Reply-To: <t.{TICKET}.12.0.abc@example.org>")).ticket is None
    assert written(mail(PASSED, f"Subject: Re: [#{TICKET}]")).ticket is None


@pytest.mark.attack(2)
def test_who_else_is_named_is_suggested_and_nothing_more() -> None:
    one = written(
        mail(
            PASSED,
            f"To: {REPLY_ADDRESS}, Bob <bob@example.net>",
            "Cc: eve@evil.example, help@example.org, ana@example.com",
        )
    )
    assert one.extra["suggested_participants"] == [
        {"name": "Bob", "address": "bob@example.net"},
        {"name": "", "address": "eve@evil.example"},
    ]
    assert (one.sender.id, one.ticket) == ("ana@example.com", TICKET)


@pytest.mark.attack(2)
def test_a_stranger_who_was_in_copy_and_answers_all_is_not_its_customer() -> None:
    theirs = PASSED.replace("example.com", "evil.example")
    one = written(mail(theirs, f"To: {REPLY_ADDRESS}", sender="eve@evil.example"))
    assert one.verified.email
    assert one.joining is Joining.ITS_CUSTOMER


@pytest.mark.channel("email", "in")
def test_a_conversation_is_named_by_its_first_mail() -> None:
    first = written(mail(PASSED, "Message-ID: <1@example.com>"))
    second = written(
        mail(
            PASSED,
            "Message-ID: <2@example.com>",
            f"References: <1@example.com> {OURS}",
            f"In-Reply-To: {OURS}",
        )
    )
    assert first.thread == second.thread == "<1@example.com>"
    assert second.in_reply_to == OURS
    alone = written(mail("Message-ID: <3@example.com>", "In-Reply-To: <1@example.com>"))
    assert alone.thread == "<1@example.com>"
