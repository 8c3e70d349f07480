"""What the ledger and the messages hold of a customer's tickets, on each kind of database."""

from datetime import timedelta

from domain.background import MOST_HEARD, MOST_SAID, Background, Heard, Noted, Said
from domain.events import MessageUnderstood, TicketHeld
from domain.facts import MessageReference
from domain.message_events import MessageDeleted, MessageEdited
from domain.moods import Mood
from domain.relay_events import TicketHandedOver
from domain.stores import RegionStores
from domain.vocabulary import THE_DESK, HandOverCause
from tests.storage.building import AGENT, CUSTOMER, NOW, after, page, received, replied, view


def understood(message_id: str, seconds: int, *moods: str) -> MessageUnderstood:
    return MessageUnderstood(
        at=after(seconds),
        by=THE_DESK,
        message_id=message_id,
        language="pt",
        confidence=0.9,
        moods=moods,
    )


def handed(brief_id: str, seconds: int, *, by_desk: bool = False) -> TicketHandedOver:
    return TicketHandedOver(
        at=after(seconds),
        by=AGENT,
        team="na-care",
        language="en",
        cause=HandOverCause.AGENT,
        reason="an agent chose it",
        brief_id=brief_id,
        brief_by_desk=by_desk,
    )


def held(reason_id: str, seconds: int) -> TicketHeld:
    return TicketHeld(
        at=after(seconds), by=AGENT, until=NOW + timedelta(days=1), reason_id=reason_id
    )


async def test_what_customers_said_is_found_and_nothing_that_others_did(
    stores: RegionStores,
) -> None:
    await stores.ledger.write(page(view("eu-1"), received("m-1"), replied("m-2")))
    await stores.ledger.write(page(view("eu-2"), received("m-3")))
    background = await stores.views.background(["eu-1"])
    assert background.said == (Said("eu-1", "m-1", NOW),)
    both = await stores.views.background(["eu-1", "eu-2"])
    assert {one.text_id for one in both.said} == {"m-1", "m-3"}
    assert await stores.views.background([]) == Background()


async def test_what_was_edited_counts_as_it_is_now_and_what_was_taken_back_does_not(
    stores: RegionStores,
) -> None:
    words = MessageReference("m-1~anew", "web", "shop", NOW, "pt")
    edited = MessageEdited(at=NOW, by=CUSTOMER, message_id="m-1", words=words)
    gone = MessageDeleted(at=NOW, by=CUSTOMER, message_id="m-2")
    events = (received("m-1"), received("m-2"), edited, gone)
    await stores.ledger.write(page(view("eu-1"), *events))
    said = (await stores.views.background(["eu-1"])).said
    assert [one.text_id for one in said] == ["m-1~anew"]


async def test_briefs_of_people_and_holds_are_found_the_newest_first(stores: RegionStores) -> None:
    events = (handed("b-1", 1), held("r-1", 2), handed("b-2", 3, by_desk=True), handed("b-3", 4))
    await stores.ledger.write(page(view("eu-1"), *events))
    background = await stores.views.background(["eu-1"])
    assert [one.text_id for one in background.briefs] == ["b-3", "b-1"]
    assert background.holds == (Noted("eu-1", "r-1", after(2)),)


async def test_the_moods_of_the_last_messages_are_heard(stores: RegionStores) -> None:
    calm = [understood(f"m-{n}", n) for n in range(MOST_HEARD)]
    angry = understood("m-x", 99, "pt.angry.enough", "pt.urgent.at-once", "xx.unknown.entry")
    await stores.ledger.write(page(view("eu-1"), *calm, angry))
    heard = (await stores.views.background(["eu-1"])).heard
    assert heard[0] == Heard("eu-1", after(99), (Mood.ANGRY, Mood.URGENT))
    assert [one.moods for one in heard[1:]] == [()] * (MOST_HEARD - 1)


async def test_of_very_many_messages_the_newest_are_looked_through(stores: RegionStores) -> None:
    messages = [received(f"m-{n}") for n in range(MOST_SAID + 1)]
    await stores.ledger.write(page(view("eu-1"), *messages))
    said = (await stores.views.background(["eu-1"])).said
    assert len(said) == MOST_SAID
    assert said[0].text_id == f"m-{MOST_SAID}"
    assert "m-0" not in {one.text_id for one in said}
