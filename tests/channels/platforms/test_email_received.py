"""Mails that come twice, by two ways, and in any order."""

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random

import pytest

from channels.web.signature import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from domain.channels import Request
from storage.open import open_region
from tests.channels.platforms.door import LATER, Door
from tests.channels.platforms.email_accounts import email_account, email_channel
from tests.regions import in_shape

COUNT = 30
SECRET = "whoever posts mails signs them with it"


def brought(number: int, *, noted: bool = False) -> Request:
    """One mail; `noted` as another server hands it on, with lines of its own above."""
    at = LATER - timedelta(hours=1, minutes=COUNT - number)
    mail = (
        f"From: maria@example.com\r\nTo: care@example.org\r\nDate: {format_datetime(at)}\r\n"
        f"Message-ID: <{number}@mail.example.com>\r\nReferences: <0@mail.example.com>\r\n"
        f"Subject: Hello\r\n\r\ntext {number}\r\n"
    )
    above = "Received: from a by b\r\nDelivered-To: care@example.org\r\n" if noted else ""
    body, key, told_at = (above + mail).encode(), f"delivery-{number}", int(LATER.timestamp())
    headers = {
        "content-type": "message/rfc822",
        ID_HEADER: key,
        TIMESTAMP_HEADER: str(told_at),
        SIGNATURE_HEADER: sign(SECRET.encode(), key, told_at, body),
    }
    return Request("POST", "", headers, {}, body, LATER)


async def texts_of_all(door: Door) -> list[str]:
    """The words of all that was accepted, by when each says that it was written.

    Nobody vouches for their sender, so each mail is a ticket of its own.
    """
    until, stores = LATER + timedelta(minutes=1), door.stores
    batches = await stores.inbox.lease("test", LATER, until, 1_000)
    news = [one.message for batch in batches for one in batch.news if one.message]
    ordered = sorted(news, key=lambda one: one.sent_at)
    found = await stores.vault.get_many([one.id for one in ordered])
    return [str(found[one.id].content["text"]) for one in ordered]


@pytest.mark.channel("email", "duplicate", "reorder")
async def test_each_mail_is_there_once_and_in_the_order_in_which_they_were_written(
    tmp_path: Path,
) -> None:
    requests = [brought(number) for number in range(COUNT)]
    requests += [brought(number, noted=True) for number in range(0, COUNT, 3)]
    requests += [replace(requests[0]) for _ in range(3)]
    Random(7).shuffle(requests)
    async with (
        await open_region("eu", in_shape(tmp_path / "eu"), b"k" * 32) as opened,
        email_channel(email_account(secrets={"inbound_secret": [SECRET]})) as channel,
    ):
        door = Door(opened.stores)
        for request in requests:
            await door.hears(channel, request)
        assert await texts_of_all(door) == [f"text {number}" for number in range(COUNT)]
        assert door.outcomes == {"accepted": COUNT, "duplicate": len(requests) - COUNT}
