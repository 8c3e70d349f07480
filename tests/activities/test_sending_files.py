"""Files on their way out: with the words, below them, or each as a message of its own."""

from collections.abc import AsyncIterator

from domain.amendments import Place
from domain.attachments import Blob
from domain.channels import Reported
from domain.ports import Receipt, Refused
from domain.vocabulary import DeliveryState
from tests.activities.outward import LONG, Desk, Files, chat_of, texts
from tests.storage.building import NOW

PNG = b"\x89PNG\r\n\x1a\n rest"


async def test_files_go_with_the_last_part_and_are_what_their_bytes_are(desk: Desk) -> None:
    desk.mouths["chat"] = Files(longest=17, files=("image/*",), largest=1_000)
    await keep(desk, PNG)
    await desk.sends(LONG, content={"attachments": [{"id": "f-1", "name": "a.png"}]})
    sent = chat_of(desk).taken
    assert [len(one.files) for one in sent] == [0, 0, 1]
    [file] = sent[-1].files
    assert (file.name, file.content, file.media_type) == ("a.png", PNG, "image/png")


async def test_where_files_are_messages_what_became_of_one_says_nothing_of_the_next(
    desk: Desk,
) -> None:
    desk.mouths["chat"] = Files(folds_repeats=False, files=("image/*",), largest=1_000, caption=0)
    await keep(desk, PNG)
    with_a_file = {"attachments": [{"id": "f-1", "name": "a.png"}]}
    chat_of(desk).then(Receipt("p-1"), Refused("broken"))
    report = await desk.sends("Look.", content=with_a_file, message="r-1", place=7)
    assert (report.state, report.reason) == (DeliveryState.FAILED, "broken_part_2_of_2")
    read = Reported(DeliveryState.READ, NOW, ("p-1",))
    await desk.stores.channels.amendments.report(Place("chat", "shop", NOW), read)
    report = await desk.sends("Look.", content=with_a_file, message="r-1", place=8)
    assert report.state is DeliveryState.SENT
    first, file = chat_of(desk).taken
    assert (first.text, first.files) == ("Look.", ())
    assert (file.text, len(file.files), file.part, file.parts) == ("", 1, 1, 2)


async def test_a_short_text_is_the_caption_of_an_only_file_that_takes_one(desk: Desk) -> None:
    await keep(desk, PNG)
    with_a_file = {"attachments": [{"id": "f-1", "name": "a.png"}]}
    desk.mouths["chat"] = Files(files=("image/*",), largest=1_000, caption=5)
    await desk.sends("Look.", content=with_a_file)
    await desk.sends("Look at it.", content=with_a_file)
    before = chat_of(desk).taken
    desk.mouths["chat"] = Files(
        files=("image/*",), largest=1_000, caption=5, captioned=("video/*",)
    )
    await desk.sends("Look.", content=with_a_file)
    said = [(one.text, len(one.files)) for one in (*before, *chat_of(desk).taken)]
    assert said == [("Look.", 1), ("Look at it.", 0), ("", 1), ("Look.", 0), ("", 1)]


async def test_a_file_that_is_not_taken_fails_and_one_that_is_gone_does_too(desk: Desk) -> None:
    await keep(desk, PNG)
    listed = {"attachments": [{"id": "f-1", "name": "a.png"}]}
    assert (await desk.sends(content=listed)).reason == "files_not_taken"
    desk.mouths["chat"] = Files(files=("image/*",), largest=3)
    assert (await desk.sends(content=listed)).reason == "file_too_large"
    gone = {"attachments": [{"id": "f-2"}]}
    assert (await desk.sends(content=gone)).reason == "not_kept_any_more"
    assert texts(desk) == []


async def keep(desk: Desk, content: bytes) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield content

    await desk.stores.blobs.put(Blob("f-1", desk.customer, desk.ticket, "r-1"), pieces())
