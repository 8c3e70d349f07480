import re
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from channels.mail.collecting import NOT_WHOLE
from runtime.waiting import until
from tests.channels.building import NOW
from tests.channels.mail.intake import NEVER, PACE, USERS, intake, mail
from tests.dovecot import NO_DOVECOT, PASSWORD, Dovecot, dovecot, programs
from tests.patience import PATIENCE

pytestmark = pytest.mark.skipif(programs() is None, reason=NO_DOVECOT)


@pytest.fixture
async def server() -> AsyncIterator[Dovecot]:
    async with dovecot(users=USERS) as running:
        yield running


@pytest.mark.channel("email", "in")
async def test_what_lies_there_and_what_comes_later_is_brought_in_order_byte_for_byte(
    server: Dovecot,
) -> None:
    server.deliver("support", mail(1))
    server.deliver("support", mail(2))
    async with intake(server) as mails:
        assert await mails.settled() == mail(1)
        assert await mails.settled() == mail(2)
        async with mails.listening() as waiting:
            await mails.comes_to("listening")
            server.deliver("support", mail(3))  # the server says so: nobody asks again so soon
            third = await waiting
        assert third.request.body == mail(3)
        assert third.request.headers == {"content-type": "message/rfc822"}
        assert third.request.at == NOW
        assert "support" not in third.request.url


async def test_a_mail_stays_unread_where_it_is_until_it_is_kept(server: Dovecot) -> None:
    server.deliver("support", mail(1))
    async with intake(server) as mails:
        first = await mails.next()
        async with mails.listening():
            await mails.comes_to("listening")
            assert server.mails("support") == [mail(1)]
            with server.mailbox("support") as box:
                box.select("INBOX")
                assert box.uid("SEARCH", "UNSEEN")[1] == [b"1"]
    async with intake(server) as mails:  # the worker fell over before it was committed
        again = await mails.next()
        assert again.request.body == first.request.body
        await again.keep()
        server.deliver("support", mail(2))
        assert await mails.settled() == mail(2)
        assert server.mails("support", "Meridian/Kept") == [mail(1)]
        assert server.mails("support") == [mail(2)]


async def test_what_somebody_has_read_already_is_brought_too(server: Dovecot) -> None:
    server.deliver("support", mail(1))
    with server.mailbox("support") as box:
        box.select("INBOX")
        box.uid("STORE", "1", "+FLAGS", r"(\Seen)")
    async with intake(server) as mails:
        assert await mails.settled() == mail(1)


@pytest.mark.channel("email", "again")
async def test_what_nobody_settled_is_offered_again(server: Dovecot) -> None:
    server.deliver("support", mail(1))
    async with intake(server, pace=replace(PACE, news=0.05, again=0.1)) as mails:
        first, second = await mails.next(), await mails.next()
        assert first.request.body == second.request.body == mail(1)


async def test_poison_is_set_aside_and_the_next_one_comes(server: Dovecot) -> None:
    server.deliver("support", mail(1))
    server.deliver("support", mail(2))
    async with intake(server) as mails:
        poison = await mails.next()
        await poison.set_aside()
        assert await mails.settled() == mail(2)
        assert server.mails("support", "Meridian/Set aside") == [mail(1)]


async def test_of_a_mail_that_is_too_large_the_head_alone_is_brought(server: Dovecot) -> None:
    server.deliver("support", mail(1, size=200_000))
    server.deliver("support", mail(2))
    async with intake(server) as mails:
        large = await mails.next()
        assert large.request.headers[NOT_WHOLE] == "too_large"
        assert large.request.body == mail(1, size=200_000)[: 64 * 1024]
        await large.set_aside()
        assert await mails.settled() == mail(2)
        assert server.mails("support", "Meridian/Set aside") == [mail(1, size=200_000)]


async def test_a_mail_that_the_server_cannot_give_does_not_stand_before_the_others(
    server: Dovecot,
) -> None:
    server.deliver("support", mail(1))
    server.deliver("support", mail(2))
    new = (server.folder / "mail" / "support" / "new").iterdir()
    [broken] = [one for one in new if b"Hello 1" in one.read_bytes()]  # names do not tell which
    broken.chmod(0)
    async with intake(server, pace=replace(PACE, news=0.05, again=0.1)) as mails:
        one = await mails.next()
        await one.keep()
        both = (one, await mails.next())
        found = {each.request.headers.get(NOT_WHOLE): each.request.body for each in both}
        assert found == {None: mail(2), "cannot_fetch": b""}


@pytest.mark.channel("email", "again")
async def test_a_server_that_dies_is_come_back_to_for_as_long_as_it_takes(
    server: Dovecot,
) -> None:
    server.deliver("support", mail(1))
    async with intake(server) as mails:
        assert await mails.settled() == mail(1)
        async with mails.listening() as waiting:
            await mails.comes_to("listening")
            await server.stop()
            await mails.comes_to("unreachable")
            await server.start()
            await mails.comes_to("listening")
            server.deliver("support", mail(2))
            second = await waiting
        assert second.request.body == mail(2)
        await second.keep()


async def test_what_was_kept_as_the_connection_broke_is_moved_and_not_brought_again(
    server: Dovecot,
) -> None:
    server.deliver("support", mail(1))
    async with intake(server) as mails:
        first = await mails.next()
        await server.stop()
        await first.keep()
        async with mails.listening() as waiting:
            await mails.comes_to("unreachable")
            await server.start()
            server.deliver("support", mail(2))
            second = await waiting
        assert second.request.body == mail(2)
        assert server.mails("support", "Meridian/Kept") == [mail(1)]


@pytest.mark.channel("email", "token")
async def test_a_wrong_password_is_said_and_tried_again_until_it_is_right() -> None:
    async with dovecot(users={"support": "another password"}) as server:
        server.deliver("support", mail(1))
        async with intake(server) as mails:
            async with mails.listening() as waiting:
                await mails.comes_to("login_refused")
                server.allow(support=PASSWORD)
                first = await waiting
            assert first.request.body == mail(1)


async def test_a_wrong_password_is_not_tried_as_often_as_a_server_that_is_away(
    server: Dovecot,
) -> None:
    async with intake(server, pace=replace(PACE, refused=NEVER), password="wrong") as mails:
        async with mails.listening():
            await mails.comes_to("login_refused")
        log = (server.folder / "log").read_text()
        assert log.count("auth failed, 1 attempts") == 1


async def test_a_folder_that_is_not_there_is_said(server: Dovecot) -> None:
    async with intake(server, folder="Customers") as mails, mails.listening():
        await mails.comes_to("no_such_folder")


@pytest.mark.channel("email", "in")
async def test_another_folder_than_the_inbox_is_read_where_the_account_says_so(
    server: Dovecot,
) -> None:
    with server.mailbox("support") as box:
        box.create("Kunden/Anfragen")
        box.append("Kunden/Anfragen", "", "", mail(7))
    async with intake(server, folder="Kunden/Anfragen") as mails:
        assert await mails.settled() == mail(7)


def forget_all(inbox: Path, instead: bytes) -> None:
    """As after a restored backup: another mail is there, and numbers are given out anew."""
    for file in (*inbox.glob("dovecot.*"), *inbox.glob("new/*"), *inbox.glob("cur/*")):
        file.unlink()
    numbers = inbox / "dovecot-uidlist"
    head = re.sub(r"V\d+ N\d+", "V7 N1", numbers.read_text().splitlines()[0])
    numbers.write_text(f"{head}\n")
    (inbox / "new" / "1.another").write_bytes(instead)


async def test_numbers_that_mean_other_mails_now_move_nothing(server: Dovecot) -> None:
    """UIDVALIDITY changed: the number that was to be moved names another mail."""
    server.deliver("support", mail(1))
    async with intake(server) as mails:
        first = await mails.next()
        await server.stop()
        forget_all(server.folder / "mail" / "support", mail(2))
        await first.keep()
        await server.start()
        second = await mails.next()
        assert second.request.body == mail(2)
        assert second.request.url != first.request.url
        assert server.mails("support") == [mail(2)]
        assert server.mails("support", "Meridian/Kept") == []


def mailbox_threads() -> Iterator[str]:
    return (one.name for one in threading.enumerate() if one.name.startswith("mailbox"))


async def test_who_stops_listening_leaves_nothing_behind(server: Dovecot) -> None:
    async with intake(server) as mails, mails.listening():
        await mails.comes_to("listening")
        assert [*mailbox_threads()]

    async def is_quiet() -> bool:
        return not [*mailbox_threads()]

    await until(is_quiet, PATIENCE, "a thread still waits for mail")
