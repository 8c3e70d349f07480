"""What each setting and secret of an account of mail does, and what does not go together."""

from email.utils import parseaddr
from typing import Any

import pytest

from channels.mail.accounts import read_account
from channels.mail.collecting import NOT_WHOLE
from channels.mail.connecting import Security
from channels.mail.tokens import key_of_message_id, message_id, ticket_of_address, ticket_of_subject
from channels.platforms.email import CollectingEmailChannel
from channels.web.signature import BadSecret
from domain.abilities import Collects, Reports, SendsFiles
from domain.channels import Request, Unreadable, Written
from tests.architecture.tree import ROOT
from tests.channels.building import NOW
from tests.channels.mail.writing import KEY, TICKET, message, read
from tests.channels.mail_server import MailServer
from tests.channels.platforms.email_accounts import (
    DEFAULTS,
    KIND,
    TOKEN_KEY,
    email_account,
    email_channel,
)
from tests.dovecot import NO_DOVECOT, PASSWORD, dovecot, programs

PAGE = ROOT / "docs" / "channels" / "email.md"
SIGNED = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.com\r\n"
needs_dovecot = pytest.mark.skipif(programs() is None, reason=NO_DOVECOT)


async def sent(**settings: Any) -> Any:
    """A mail of an account with these settings, as its receiver reads it."""
    async with MailServer() as server:
        async with email_channel(email_account(smtp_port=server.port, **settings)) as channel:
            await channel.send(message())
        return read(server.taken[0].content)


def posted(
    *, head: str = "", to: str = "care@example.org", sender: str = "maria@example.com"
) -> Request:
    mail = (
        f"{head}From: Maria <{sender}>\r\nTo: {to}\r\nSubject: Hello\r\n"
        "Message-ID: <1@mail.example.com>\r\nDate: Sun, 29 Mar 2026 01:00:00 +0000\r\n\r\nHello\r\n"
    )
    return Request("POST", "", {"content-type": "message/rfc822"}, {}, mail.encode(), NOW)


async def heard(request: Request, **settings: Any) -> Any:
    async with email_channel(email_account(**settings)) as channel:
        [item] = channel.read(request)
        return item


async def test_we_write_as_the_address_and_the_name() -> None:
    mail = await sent(address="hilfe@example.net", name="بيت الهاتف")
    assert parseaddr(mail["From"]) == ("بيت الهاتف", "hilfe@example.net")
    assert mail["Message-ID"].endswith("@example.net>")
    assert (await sent(name=""))["From"] == "care@example.org"


async def test_answers_go_to_the_address_that_takes_them() -> None:
    mail = await sent(answers_to="in@example.net")
    assert mail["Reply-To"].startswith("in+eu-")
    assert mail["Reply-To"].endswith("@example.net")
    assert (await heard(posted(to=mail["Reply-To"]), answers_to="in@example.net")).ticket == TICKET
    assert (await heard(posted(to=mail["Reply-To"]))).ticket is None


async def test_what_comes_from_an_address_of_ours_is_nobodys_message() -> None:
    ours = posted(sender="hilfe@example.org")
    assert isinstance(await heard(ours), Written)
    item = await heard(ours, also="help@example.org, hilfe@example.org")
    assert isinstance(item, Unreadable)
    assert item.reason == "from_ourselves"


async def test_a_ticket_is_told_in_the_subject_where_addresses_cannot_tell_it() -> None:
    mail = await sent(tokens_in="subject")
    mailbox = read_account(email_account()).writer.mailbox
    assert mail["Reply-To"] is None
    assert ticket_of_subject(mailbox, mail["Subject"]) == TICKET
    assert ticket_of_address(mailbox, (await sent())["Reply-To"]) == TICKET


async def test_only_our_own_server_says_who_a_mail_is_from() -> None:
    for named, expected in [("mx.example.org", True), ("mx.example.net", False), ("", False)]:
        item = await heard(posted(head=SIGNED), authserv_id=named)
        assert item.verified.email is expected


@pytest.mark.parametrize("named", ["no-reply@shop.example.com", "shop.example.com"])
async def test_a_machine_is_read_that_is_said_to_be_one_of_ours(named: str) -> None:
    order = posted(sender="no-reply@shop.example.com")
    item = await heard(order)
    assert isinstance(item, Unreadable)
    assert item.reason == "verification_code"
    assert isinstance(await heard(order, machines=f"a@b.example, {named}"), Written)


async def test_a_token_counts_as_long_as_its_key_is_among_ours() -> None:
    older = email_account()
    token = message_id(read_account(older).writer.mailbox, KEY)
    changing = email_account(secrets={"token_key": ["a newer key that we have", TOKEN_KEY]})
    mailbox = read_account(changing).writer.mailbox
    assert key_of_message_id(mailbox, token) == KEY
    assert message_id(mailbox, KEY) != token
    changed = email_account(secrets={"token_key": ["a newer key that we have"]})
    assert key_of_message_id(read_account(changed).writer.mailbox, token) is None


def test_the_servers_are_those_that_the_account_names() -> None:
    account = email_account(
        smtp_host="smtp.example.org",
        smtp_port=465,
        smtp_security="tls",
        smtp_user="care",
        imap_host="imap.example.org",
        imap_port=143,
        imap_security="starttls",
        imap_user="care-box",
        imap_folder="Customers",
        loopback=False,
        secrets={"smtp_password": ["one"], "imap_password": ["two"]},
    )
    read = read_account(account)
    out, come = read.outgoing, read.incoming
    assert come is not None
    assert (out.host, out.port, out.security) == ("smtp.example.org", 465, Security.TLS)
    assert (out.user, out.password, out.loopback) == ("care", "one", False)
    assert (come.place.host, come.place.port) == ("imap.example.org", 143)
    assert (come.security, come.folder) == (Security.STARTTLS, "Customers")
    assert (come.user, come.password, come.place.loopback) == ("care-box", "two", False)
    for secret in ("'one'", "'two'", TOKEN_KEY):
        assert secret not in repr(read)


def test_what_an_account_does_not_say_is_what_most_servers_do() -> None:
    account = email_account(
        smtp_host="smtp.example.org",
        smtp_security=DEFAULTS["smtp_security"],
        imap_host="imap.example.org",
        secrets={"imap_password": ["two"]},
    )
    read = read_account(account)
    assert (read.outgoing.port, read.outgoing.security) == (587, Security.STARTTLS)
    assert read.incoming is not None
    assert (read.incoming.place.port, read.incoming.security) == (993, Security.TLS)
    assert (read.incoming.user, read.incoming.folder) == ("care@example.org", "INBOX")


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"smtp_user": "care"}, "smtp_user and the secret smtp_password go together"),
        ({"secrets": {"smtp_password": ["x"]}}, "smtp_user and the secret smtp_password go"),
        ({"imap_host": "imap.example.org"}, "imap_host and the secret imap_password go together"),
        (
            {"smtp_user": "care", "secrets": {"smtp_password": ["x"]}, "loopback": False},
            "a password only travels encrypted: write smtp_security",
        ),
        (
            {
                "imap_host": "imap.example.org",
                "imap_security": "none",
                "secrets": {"imap_password": ["x"]},
                "loopback": False,
            },
            "a password only travels encrypted: write imap_security",
        ),
        ({"smtp_port": 65_536}, "smtp_port is a number from 1 to 65535"),
        ({"address": "care@"}, "an address is written like"),
        ({"address": "customer-happiness@example.org"}, "name a shorter address for answers"),
        ({"secrets": {"token_key": ["short"]}}, "a key of at least 16 bytes"),
        ({"secrets": {"inbound_secret": ["short"]}}, "inbound_secret has at least 16 characters"),
    ],
)
async def test_what_does_not_go_together_is_said(given: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValueError, match=advice):
        async with email_channel(email_account(**given)):
            pass


async def test_a_secret_that_is_none_is_said() -> None:
    with pytest.raises(BadSecret):
        async with email_channel(
            email_account(secrets={"inbound_secret": ["whsec_not base 64!!"]})
        ):
            pass


async def test_an_account_without_a_mailbox_sends_and_collects_nothing() -> None:
    async with email_channel(email_account()) as channel:
        assert not isinstance(channel, Collects)
    imap = email_account(imap_host="127.0.0.1", secrets={"imap_password": ["x"]})
    async with email_channel(imap) as channel:
        assert isinstance(channel, CollectingEmailChannel)
        assert isinstance(channel, Collects)


async def test_nobody_may_post_where_there_is_no_secret() -> None:
    async with email_channel(email_account()) as channel:
        assert not channel.accepts(posted())
        assert isinstance(channel, Reports)
        assert isinstance(channel, SendsFiles)


async def test_of_what_was_not_brought_whole_the_head_is_set_aside() -> None:
    head = b"From: maria@example.com\r\nSubject: 50 MB\r\n\r\n"
    request = Request(
        "POST", "", {"content-type": "message/rfc822", NOT_WHOLE: "too_large"}, {}, head, NOW
    )
    item = await heard(request)
    assert item == Unreadable("too_large", head)


async def test_a_form_without_a_mail_is_unreadable() -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    item = await heard(Request("POST", "", form, {}, b"recipient=care", NOW))
    assert item == Unreadable("no_mail", b"recipient=care")


async def findings(**given: Any) -> dict[str, str]:
    async with email_channel(email_account(**given)) as channel:
        found = await channel.check("https://desk.example.org/v1/channels/email/care")
        return {one.what: one.advice if not one.well else f"well: {one.advice}" for one in found}


OUT = "the server for outgoing mail takes us"
BOX = "the mailbox can be read"


async def test_a_check_says_what_to_mend_and_sends_nothing(closed_port: int) -> None:
    async with MailServer(login=("care", "pass")) as server:
        found = await findings(smtp_port=server.port)
        assert found[OUT] == "well: "
        assert found["mail has a way in"].startswith("name a mailbox (imap_host)")
        assert server.taken == []
    found = await findings(smtp_port=closed_port, secrets={"mailgun_key": ["key-0123456789abcdef"]})
    assert "whether host, port and security are right" in found[OUT]
    route = 'forward("https://desk.example.org/v1/channels/email/care?as=mime")'
    assert route in found["mails may be posted by Mailgun"]
    found = await findings(smtp_port=closed_port, secrets={"inbound_secret": ["x" * 32]})
    assert "as message/rfc822" in found["mails may be posted by others"]


@needs_dovecot
async def test_a_check_looks_into_the_mailbox_and_changes_nothing(closed_port: int) -> None:
    async with dovecot(users={"care": PASSWORD}) as server:
        given = {
            "smtp_port": closed_port,
            "imap_host": "127.0.0.1",
            "imap_port": server.port,
            "imap_security": "none",
            "imap_user": "care",
            "secrets": {"imap_password": [PASSWORD]},
        }
        server.deliver("care", b"From: a@example.com\r\n\r\nhello\r\n")
        assert (await findings(**given))[BOX] == "well: "
        with server.mailbox("care") as box:
            assert [line for line in box.list()[1] if b"Meridian" in (line or b"")] == []
            box.select("INBOX", readonly=True)
            assert box.uid("SEARCH", "UNSEEN")[1] == [b"1"]
        given["imap_folder"] = "Customers"
        assert "make that folder" in (await findings(**given))[BOX]
        given["secrets"] = {"imap_password": ["wrong"]}
        assert "mend user or password" in (await findings(**given))[BOX]
        given["imap_port"] = closed_port
        assert "whether host, port and security are right" in (await findings(**given))[BOX]


def test_the_page_names_every_setting_and_secret_with_its_default() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for setting in KIND.settings:
        assert f"`{setting.name}`" in page, setting.name
        if setting.default:
            assert f"| `{setting.name}` | {setting.default} |" in page, setting.name
    for secret in KIND.secrets:
        assert f"`{secret.name}`" in page, secret.name
