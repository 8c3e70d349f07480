import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from fastapi import Response

from channels.meta import graph
from domain.attachments import AttachedFile
from domain.channels import WindowClosed
from domain.ports import NotNow, Receipt, Refused
from tests.channels.platforms.desk import sent_whole
from tests.channels.platforms.meta_accounts import Desk, desk_with, outbound
from tests.standins.meta import NUMBER, TOKEN, VERSION
from tests.standins.meta_webhooks import PERSON, PHONE
from tests.standins.server import LOST, Held

PNG = AttachedFile("leaf.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40, media_type="image/png")
PDF = AttachedFile("Rechnung ü.pdf", b"%PDF-1.7", media_type="application/pdf")
SOUND = AttachedFile("answer.mp3", b"ID3", media_type="audio/mpeg")
TEXT = "Olá 🚚\n— amanhã"


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with desk_with("whatsapp") as one:
        yield one


@pytest.mark.channel("whatsapp", "out")
async def test_a_text_goes_to_metas_id_of_a_person_with_our_key(desk: Desk) -> None:
    receipt = await desk.channel.send(outbound("whatsapp", TEXT))
    assert receipt == Receipt("wamid.SENT1")
    assert desk.meta.sent == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "recipient": PERSON,
            "biz_opaque_callback_data": "eu-1:12:0",
            "type": "text",
            "text": {"body": TEXT},
        }
    ]
    (heard,) = desk.meta.calls("messages")
    assert heard.path == f"/{VERSION}/{NUMBER}/messages"
    assert heard.headers["authorization"] == f"Bearer {TOKEN}"
    assert TOKEN not in str(heard.query)


@pytest.mark.channel("whatsapp", "out")
async def test_a_number_and_a_group_are_written_to_as_such(desk: Desk) -> None:
    await desk.channel.send(outbound("whatsapp", recipient=PHONE))
    await desk.channel.send(outbound("whatsapp", conversation_id="group:Y2Fw"))
    first, second = desk.meta.sent
    assert (first["to"], first.get("recipient")) == (PHONE, None)
    assert (second["recipient_type"], second["to"]) == ("group", "Y2Fw")
    with pytest.raises(Refused, match="no_recipient"):
        await desk.channel.send(outbound("whatsapp", recipient=""))


@pytest.mark.channel("whatsapp", "out")
async def test_the_first_part_answers_the_message_that_it_is_about(desk: Desk) -> None:
    await desk.channel.send(outbound("whatsapp", in_reply_to="wamid.Q"))
    await desk.channel.send(outbound("whatsapp", in_reply_to="wamid.Q", part=1, parts=2))
    await desk.channel.send(outbound("whatsapp", in_reply_to="<mail@example.org>"))
    assert [one.get("context") for one in desk.meta.sent] == [{"message_id": "wamid.Q"}, None, None]


@pytest.mark.channel("whatsapp", "files")
async def test_one_file_carries_a_short_text_as_its_caption(desk: Desk) -> None:
    await desk.channel.send(outbound("whatsapp", TEXT, files=(PDF,)))
    ((_, form),) = desk.meta.uploads
    assert b'name="messaging_product"\r\n\r\nwhatsapp' in form
    assert b'name="type"\r\n\r\napplication/pdf' in form
    assert b"%PDF-1.7" in form
    (sent,) = desk.meta.sent
    assert sent["document"] == {"id": "1001", "filename": "Rechnung ü.pdf", "caption": TEXT}


@pytest.mark.channel("whatsapp", "files")
async def test_a_long_text_goes_by_itself_before_the_files_and_so_does_that_of_a_sound(
    desk: Desk,
) -> None:
    await sent_whole(desk.channel, outbound("whatsapp", "x" * 1025), PNG)
    await sent_whole(desk.channel, outbound("whatsapp", "Both"), PNG, PDF)
    await sent_whole(desk.channel, outbound("whatsapp", "Listen"), SOUND)
    told = [(one["type"], one["biz_opaque_callback_data"]) for one in desk.meta.sent]
    first, second, third = "eu-1:12:0", "eu-1:12:1", "eu-1:12:2"
    assert told[:2] == [("text", first), ("image", second)]
    assert told[2:5] == [("text", first), ("image", second), ("document", third)]
    assert told[5:] == [("text", first), ("audio", second)]


@pytest.mark.channel("whatsapp", "files")
@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (AttachedFile("a.gif", b"GIF89a", media_type="image/gif"), "file_not_allowed"),
        (AttachedFile("a.bin", b"\x00"), "file_not_allowed"),
        (
            AttachedFile("a.png", b"0" * (5 * 1024 * 1024 + 1), media_type="image/png"),
            "file_too_large",
        ),
    ],
)
async def test_a_file_that_whatsapp_does_not_take_is_refused_before_anything_leaves(
    desk: Desk, file: AttachedFile, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        await desk.channel.send(outbound("whatsapp", files=(file,)))
    assert desk.meta.heard == []


async def test_one_call_takes_one_file(desk: Desk) -> None:
    with pytest.raises(Refused, match="one_file_each"):
        await desk.channel.send(outbound("whatsapp", files=(PNG, PDF)))
    assert desk.meta.heard == []


@pytest.mark.channel("whatsapp", "files")
async def test_an_upload_that_takes_too_long_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph, "UPLOAD_SECONDS", 0.2)
    desk.meta.then("media", Held(asyncio.Event()))
    with pytest.raises(NotNow, match="no_answer"):
        await desk.channel.send(outbound("whatsapp", files=(PNG,)))
    assert desk.meta.sent == []
    await desk.channel.send(outbound("whatsapp", files=(PNG,)))
    assert len(desk.meta.sent) == 1


@pytest.mark.channel("whatsapp", "files")
async def test_an_upload_without_an_answer_is_tried_again_for_nobody_saw_it(desk: Desk) -> None:
    desk.meta.then("media", LOST, Response(status_code=502), None)
    for _ in range(3):
        with pytest.raises(NotNow):
            await desk.channel.send(outbound("whatsapp", files=(PNG,)))
    assert desk.meta.sent == []


@pytest.mark.channel("whatsapp", "window", "template")
async def test_when_the_window_is_closed_an_approved_template_goes_through(desk: Desk) -> None:
    desk.meta.closed.add(PERSON)
    with pytest.raises(WindowClosed) as failure:
        await desk.channel.send(outbound("whatsapp"))
    assert failure.value.reason == "window_closed"
    desk.meta.templates.add(("answer", "pt_BR"))
    message = outbound("whatsapp", "Chega amanhã.", language="pt-BR")
    assert await desk.channel.send_template(message, "answer") == Receipt("wamid.SENT1")
    (sent,) = desk.meta.sent
    assert sent["template"] == {
        "name": "answer",
        "language": {"code": "pt_BR"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "Chega amanhã."}]}],
    }
    assert sent["biz_opaque_callback_data"] == "eu-1:12:0"


@pytest.mark.channel("whatsapp", "template")
@pytest.mark.parametrize(
    "text", ["", "  ", "two\nlines", "a\ttab", "wide    gap", "x" * 1025, "a\u2028b"]
)
async def test_a_text_that_cannot_be_a_value_is_refused_before_anything_leaves(
    desk: Desk, text: str
) -> None:
    with pytest.raises(Refused, match="unfit_for_template"):
        await desk.channel.send_template(outbound("whatsapp", text), "answer")
    assert desk.meta.heard == []


@pytest.mark.channel("whatsapp", "template")
async def test_a_template_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="template_132001"):
        await desk.channel.send_template(outbound("whatsapp"), "answer")
    with pytest.raises(Refused, match="no_template_language"):
        await desk.channel.send_template(outbound("whatsapp", language="tlh"), "answer")


@pytest.mark.channel("whatsapp", "typing")
async def test_typing_shows_at_the_message_that_is_answered(desk: Desk) -> None:
    await desk.channel.typing(PERSON, "wamid.Q")
    (heard,) = desk.meta.heard
    assert json.loads(heard.body) == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.Q",
        "typing_indicator": {"type": "text"},
    }
    with pytest.raises(Refused, match="nothing_to_answer"):
        await desk.channel.typing(PERSON, None)
