"""What a region's chat promises, on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.chat import CHANNEL, MOST_UPLOADS, Accepted, Direction, Line, Upload, Visitor
from domain.ports import Outbound
from domain.stores import Erased, Missing, RegionStores
from domain.vocabulary import DeliveryState
from tests.storage.building import NOW, after, arrival
from tests.storage.contract_persons import order

MARIA, KNOWN = Visitor("shop", "v-maria"), Visitor("shop", "customer 7")
WORDS = "Mañana llega su pedido."


async def wrote(stores: RegionStores, number: int = 1, visitor: Visitor = MARIA) -> Line:
    """A visitor wrote; the line."""
    came = arrival(number, visitor.id, channel=CHANNEL, account=visitor.account)
    await stores.chat.begin(visitor, NOW)
    await stores.inbox.accept(came)
    named = Accepted(f"uuid-{number}", came.message_id, f"print {number}")
    return await stores.chat.follow(visitor, named, NOW)


def answer(number: int = 1, visitor: Visitor = MARIA, text: str = WORDS) -> Outbound:
    """An agent's answer on its way to a visitor."""
    return Outbound(
        key=f"eu-1:{number}:0",
        event="message.created",
        channel=CHANNEL,
        account=visitor.account,
        ticket_id="eu-1",
        message_id=f"ours-{number}",
        conversation_id=visitor.id,
        author_kind="agent",
        author_id="ana",
        author_name="",
        text=text,
        language="es",
        sent_at=NOW,
        recipient=visitor.id,
    )


async def names(stores: RegionStores, visitor: Visitor = MARIA) -> list[tuple[int, str]]:
    return [(one.position, one.name) for one in await stores.chat.lines(visitor, 0, 100)]


async def test_both_sides_stand_in_one_order_without_gaps(stores: RegionStores) -> None:
    await wrote(stores, 1)
    assert await stores.chat.say(answer(1)) == 2
    await wrote(stores, 2)
    assert await names(stores) == [(1, "uuid-1"), (2, "eu-1:1:0"), (3, "uuid-2")]
    standing = await stores.chat.standing(MARIA)
    assert standing is not None
    assert (standing.position, standing.ticket_id) == (3, "eu-1")
    later = await stores.chat.lines(MARIA, 1, 1)
    assert [(one.position, one.direction) for one in later] == [(2, Direction.OUT)]


async def test_what_is_said_at_once_has_a_place_each(stores: RegionStores) -> None:
    await wrote(stores)
    places = await asyncio.gather(*(stores.chat.say(answer(one)) for one in range(20)))
    assert sorted(places) == list(range(2, 22))


async def test_a_repeat_changes_nothing(stores: RegionStores) -> None:
    first = await wrote(stores)
    named = Accepted("uuid-1", "client-1", "print 1")
    assert await stores.chat.follow(MARIA, named, after(9)) == first
    assert await stores.chat.say(answer()) == 2
    assert await stores.chat.say(answer(text="otras palabras")) == 2
    line = (await stores.chat.lines(MARIA, 1, 9))[0]
    assert (await stores.vault.get(line.text_id)).content["text"] == WORDS


async def test_what_the_inbox_does_not_have_has_no_place(stores: RegionStores) -> None:
    await stores.chat.begin(MARIA, NOW)
    with pytest.raises(Missing):
        await stores.chat.follow(MARIA, Accepted("uuid-1", "client-1", ""), NOW)
    assert await names(stores) == []


async def test_nothing_is_said_to_somebody_unknown(stores: RegionStores) -> None:
    with pytest.raises(Missing):
        await stores.chat.say(answer())
    with pytest.raises(Missing):
        await stores.chat.types(MARIA, after(10))
    assert await stores.chat.standing(MARIA) is None


async def test_how_far_it_was_read_only_goes_forward_and_no_further_than_there_is(
    stores: RegionStores,
) -> None:
    await wrote(stores)
    await stores.chat.say(answer())
    await stores.chat.reached(MARIA, DeliveryState.DELIVERED, 2)
    await stores.chat.reached(MARIA, DeliveryState.DELIVERED, 1)
    standing = await stores.chat.standing(MARIA)
    assert standing is not None
    assert (standing.delivered, standing.read) == (2, 0)
    await stores.chat.reached(MARIA, DeliveryState.READ, 99)
    standing = await stores.chat.standing(MARIA)
    assert standing is not None
    assert (standing.delivered, standing.read) == (2, 2)


async def test_a_mark_is_another_once_anything_that_is_shown_is(stores: RegionStores) -> None:
    await wrote(stores)
    await wrote(stores, 2, KNOWN)
    other = await stores.chat.marks([KNOWN])

    async def said() -> None:
        await stores.chat.say(answer())

    async def read() -> None:
        await stores.chat.reached(MARIA, DeliveryState.READ, 1)

    async def typed() -> None:
        await stores.chat.types(MARIA, after(10))

    async def joined() -> None:
        await stores.chat.join(MARIA, Visitor("shop", "customer 8"), NOW)

    seen = [(await stores.chat.marks([MARIA, KNOWN]))[MARIA]]
    for change in (said, read, typed, joined):
        assert (await stores.chat.marks([MARIA]))[MARIA] == seen[-1]
        await change()
        seen.append((await stores.chat.marks([MARIA]))[MARIA])
    assert len(set(seen)) == len(seen)
    assert await stores.chat.marks([KNOWN]) == other
    assert await stores.chat.marks([Visitor("shop", "nobody")]) == {}


async def test_marks_are_found_of_more_than_fit_into_one_question(stores: RegionStores) -> None:
    await wrote(stores)
    many = [Visitor("shop", f"v-{number}") for number in range(1_200)]
    assert list(await stores.chat.marks([*many, MARIA])) == [MARIA]


async def test_typing_ends_with_what_was_written(stores: RegionStores) -> None:
    await wrote(stores)
    await stores.chat.types(MARIA, after(10))
    standing = await stores.chat.standing(MARIA)
    assert standing is not None
    assert standing.typing_until == after(10)
    await stores.chat.say(answer())
    standing = await stores.chat.standing(MARIA)
    assert standing is not None
    assert standing.typing_until is None


async def test_what_the_desk_says_by_itself_ends_nobodys_typing(stores: RegionStores) -> None:
    await wrote(stores)
    await stores.chat.types(MARIA, after(10))
    await stores.chat.say(replace(answer(), author_kind="system"))
    standing = await stores.chat.standing(MARIA)
    assert standing is not None
    assert standing.typing_until == after(10)


async def test_who_turns_out_to_be_known_goes_on_with_both_conversations(
    stores: RegionStores,
) -> None:
    await wrote(stores, 1, KNOWN)
    await wrote(stores, 2, MARIA)
    pair = await stores.chat.join(MARIA, KNOWN, NOW)
    assert pair is not None
    assert len(set(pair)) == 2
    assert await names(stores, KNOWN) == [(1, "uuid-1"), (2, "uuid-2")]
    assert await stores.chat.say(answer(1, MARIA)) == 3, "an answer to the first still arrives"
    assert await names(stores, MARIA) == await names(stores, KNOWN)
    for visitor, goes_on in ((MARIA, True), (KNOWN, False)):
        standing = await stores.chat.standing(visitor)
        assert standing is not None
        assert standing.goes_on is goes_on
    assert await stores.chat.join(MARIA, KNOWN, NOW) is None


async def test_two_conversations_with_one_name_of_a_message_are_joined_all_the_same(
    stores: RegionStores,
) -> None:
    await wrote(stores, 1, KNOWN)
    await stores.chat.begin(MARIA, NOW)
    came = arrival(2, MARIA.id, channel=CHANNEL, account="shop")
    await stores.inbox.accept(came)
    await stores.chat.follow(MARIA, Accepted("uuid-1", came.message_id, ""), NOW)
    await stores.chat.join(MARIA, KNOWN, NOW)
    assert [place for place, _ in await names(stores, KNOWN)] == [1, 2]


async def test_a_file_waits_for_its_message_for_a_day_and_for_its_visitor_alone(
    stores: RegionStores,
) -> None:
    upload = Upload("f-1", "foto.png", b"\x89PNG")
    await stores.chat.keep(MARIA, upload, NOW)
    assert await stores.chat.uploads(MARIA, ["f-1", "f-2"]) == [upload]
    assert await stores.chat.uploads(KNOWN, ["f-1"]) == []
    await stores.chat.join(MARIA, KNOWN, NOW)
    assert await stores.chat.uploads(KNOWN, ["f-1"]) == [upload]
    await stores.retaining.forget_early(NOW + timedelta(hours=23))
    assert await stores.chat.uploads(KNOWN, ["f-1"]) == [upload]
    assert await stores.retaining.forget_early(NOW + timedelta(hours=25)) == 1
    assert await stores.chat.uploads(KNOWN, ["f-1"]) == []


async def test_of_files_that_wait_the_oldest_makes_room_and_nobody_elses(
    stores: RegionStores,
) -> None:
    await stores.chat.keep(KNOWN, Upload("theirs", "foto.png", b"x"), NOW)
    for number in range(MOST_UPLOADS + 1):
        await stores.chat.keep(MARIA, Upload(f"f-{number}", "foto.png", b"x"), after(number))
    wanted = [f"f-{number}" for number in range(MOST_UPLOADS + 1)]
    left = await stores.chat.uploads(MARIA, wanted)
    assert [one.id for one in left] == wanted[1:]
    assert len(await stores.chat.uploads(KNOWN, ["theirs"])) == 1


async def test_a_file_is_dropped_by_whoever_sent_it_alone(stores: RegionStores) -> None:
    upload = Upload("f-1", "foto.png", b"\x89PNG")
    await stores.chat.keep(MARIA, upload, NOW)
    await stores.chat.drop(KNOWN, ["f-1"])
    assert await stores.chat.uploads(MARIA, ["f-1"]) == [upload]
    await stores.chat.drop(MARIA, ["f-1"])
    assert await stores.chat.uploads(MARIA, ["f-1"]) == []


async def test_an_erasure_leaves_nothing_of_the_chat_and_the_visitor_is_somebody_new(
    stores: RegionStores,
) -> None:
    line = await wrote(stores)
    await stores.chat.say(answer())
    await stores.chat.keep(MARIA, Upload("f-1", "foto.png", b"x"), NOW)
    before = await stores.chat.standing(MARIA)
    assert before is not None
    await stores.erasing.freeze(order(before.customer_id), NOW)
    assert await stores.chat.standing(MARIA) is None
    assert await names(stores) == []
    with pytest.raises(Missing):
        await stores.chat.say(answer(2))
    again = await wrote(stores, 5)
    assert again.position == 1
    standing = await stores.chat.standing(MARIA)
    assert standing is not None
    assert standing.customer_id != before.customer_id
    await stores.erasing.enlist(before.customer_id, NOW)
    await stores.erasing.destroy(before.customer_id)
    await stores.erasing.purge(before.customer_id)
    assert await stores.erasing.left(before.customer_id) == ()
    with pytest.raises((Erased, Missing)):
        await stores.vault.get(line.text_id)
    assert await stores.chat.uploads(MARIA, ["f-1"]) == []


async def test_a_message_belongs_to_its_conversation_alone(stores: RegionStores) -> None:
    line = await wrote(stores)
    assert await stores.chat.ticket_of(MARIA, line.message_id) == line.ticket_id
    assert await stores.chat.ticket_of(KNOWN, line.message_id) is None
    assert await stores.chat.named(MARIA, "uuid-1") == replace(line)
    assert await stores.chat.named(KNOWN, "uuid-1") is None
