import json
from collections.abc import AsyncIterator

import pytest

from domain.abilities import SendsFiles
from domain.attachments import AttachedFile
from domain.channels import WindowClosed
from domain.ports import Receipt, Refused
from tests.channels.platforms.desk import sent_whole
from tests.channels.platforms.meta_accounts import Desk, both, desk_with, outbound
from tests.standins.meta import PAGE, VERSION, fault
from tests.standins.meta_webhooks import PSID

TEXT = "Olá 🚚\n— amanhã"
PNG = AttachedFile("leaf.png", b"\x89PNG\r\n\x1a\n", media_type="image/png")
ZIP = AttachedFile("all.zip", b"PK\x03\x04", media_type="application/octet-stream")
TIMELY = {"messaging_type": "RESPONSE"}
TAGGED = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}


@pytest.fixture
async def desk(name: str) -> AsyncIterator[Desk]:
    async with desk_with(name) as one:
        one.meta.tokens.add("IGAA-fresh")
        yield one


@both("out")
async def test_a_text_is_a_response_to_a_person(desk: Desk, name: str) -> None:
    assert await desk.channel.send(outbound(name, TEXT)) == Receipt("m_SENT1")
    text: dict[str, object] = {"text": TEXT}
    if name == "messenger":
        text["metadata"] = "eu-1:12:0"
    assert desk.meta.sent == [{"recipient": {"id": PSID}, **TIMELY, "message": text}]
    (heard,) = desk.meta.calls("messages")
    assert heard.path == f"/{VERSION}/{PAGE if name == 'messenger' else 'me'}/messages"


@pytest.mark.parametrize(
    "name", [pytest.param("messenger", marks=pytest.mark.channel("messenger", "files"))]
)
async def test_files_are_uploaded_and_follow_the_text_one_by_one(desk: Desk) -> None:
    await sent_whole(desk.channel, outbound("messenger", TEXT), PNG, ZIP)
    with pytest.raises(Refused, match="one_file_each"):
        await desk.channel.send(outbound("messenger", TEXT, files=(PNG,)))
    assert [path for path, _ in desk.meta.uploads] == ["message_attachments"] * 2
    assert b'"type":"image"' in desk.meta.uploads[0][1]
    assert b'name="filedata"; filename="leaf.png"' in desk.meta.uploads[0][1]
    assert [one["message"] for one in desk.meta.sent] == [
        {"text": TEXT, "metadata": "eu-1:12:0"},
        {
            "attachment": {"type": "image", "payload": {"attachment_id": "1001"}},
            "metadata": "eu-1:12:1",
        },
        {
            "attachment": {"type": "file", "payload": {"attachment_id": "1002"}},
            "metadata": "eu-1:12:2",
        },
    ]


@pytest.mark.parametrize("name", ["instagram"])
async def test_instagram_does_not_say_that_it_sends_files_and_does_not_drop_one(desk: Desk) -> None:
    assert not isinstance(desk.channel, SendsFiles)
    with pytest.raises(Refused, match="file_not_allowed"):
        await desk.channel.send(outbound("instagram", files=(PNG,)))
    assert desk.meta.sent == []


@both()
async def test_each_takes_what_its_limit_says_and_no_more(desk: Desk, name: str) -> None:
    letter = "ü" if name == "instagram" else "🚚"
    fits = letter * (500 if name == "instagram" else 2000)
    await desk.channel.send(outbound(name, fits))
    with pytest.raises(Refused, match="invalid_100"):
        await desk.channel.send(outbound(name, f"{fits}."))
    assert len(desk.meta.sent) == 1


@both("window")
async def test_outside_of_the_window_nothing_goes_without_the_permission(
    desk: Desk, name: str
) -> None:
    desk.meta.closed.add(PSID)
    desk.meta.late = True
    with pytest.raises(WindowClosed):
        await desk.channel.send(outbound(name))
    assert len(desk.meta.calls("messages")) == 1
    assert desk.channel.limits.window.days == 1


@both("window")
async def test_a_persons_answer_goes_late_and_a_machines_does_not(desk: Desk, name: str) -> None:
    desk.meta.closed.add(PSID)
    desk.meta.late = True
    channel = desk.built(human_agent="yes")
    assert channel.limits.window.days == 7
    for machine in ({"automatic": True}, {"author_kind": "bot"}, {"author_kind": "system"}):
        with pytest.raises(WindowClosed):
            await channel.send(outbound(name, **machine))
    assert desk.meta.sent == []
    await channel.send(outbound(name))
    (sent,) = desk.meta.sent
    assert {part: sent[part] for part in TAGGED} == TAGGED
    desk.meta.closed.clear()
    await channel.send(outbound(name))
    assert desk.meta.sent[1]["messaging_type"] == "RESPONSE"


@both("window")
async def test_after_seven_days_the_window_is_closed_for_people_too(desk: Desk, name: str) -> None:
    desk.meta.closed.add(PSID)
    with pytest.raises(WindowClosed):
        await desk.built(human_agent="yes").send(outbound(name))
    assert len(desk.meta.calls("messages")) == 2


@pytest.mark.parametrize(
    "name", [pytest.param("instagram", marks=pytest.mark.channel("instagram", "window"))]
)
async def test_instagrams_own_number_for_a_closed_window_is_known(desk: Desk) -> None:
    desk.meta.then("messages", fault(10, status=403, subcode=2534022))
    with pytest.raises(WindowClosed):
        await desk.channel.send(outbound("instagram"))


@both("blocked")
@pytest.mark.parametrize(
    ("code", "subcode"), [(551, None), (551, 1545041), (200, 1545041), (10, 2018108)]
)
async def test_somebody_who_blocked_us_is_told_apart(
    desk: Desk, name: str, code: int, subcode: int | None
) -> None:
    desk.meta.then("messages", fault(code, subcode=subcode))
    with pytest.raises(Refused) as failure:
        await desk.channel.send(outbound(name))
    assert failure.value.reason == "blocked"


@both("typing")
async def test_typing_is_shown_to_a_person(desk: Desk, name: str) -> None:
    await desk.channel.typing(PSID, None)
    (heard,) = desk.meta.calls("messages")
    assert json.loads(heard.body) == {"recipient": {"id": PSID}, "sender_action": "typing_on"}


@both("profile")
async def test_a_person_is_called_by_their_name(desk: Desk, name: str) -> None:
    assert await desk.channel.profile(PSID) is None
    desk.meta.people[PSID] = {
        **{"first_name": "Inês", "last_name": "Canário", "locale": "pt_BR"},
        **({"username": "ines"} if name == "instagram" else {}),
    }
    told = await desk.channel.profile(PSID)
    expected = ("Inês Canário", "pt-BR") if name == "messenger" else ("ines", None)
    assert (told.id, told.name, told.locale) == (PSID, *expected)
    desk.meta.people[PSID]["name"] = "Inês C."
    told = await desk.channel.profile(PSID)
    assert told.name == ("Inês Canário" if name == "messenger" else "Inês C.")
    desk.meta.then(PSID, None, None)
    assert await desk.channel.profile(PSID) is None


@pytest.mark.parametrize(
    "name", [pytest.param("messenger", marks=pytest.mark.channel("messenger", "profile"))]
)
async def test_a_name_is_told_where_the_locale_is_not(desk: Desk) -> None:
    desk.meta.people[PSID] = {"first_name": "Inês", "last_name": "", "locale": "pt_BR"}
    desk.meta.locales = False
    told = await desk.channel.profile(PSID)
    assert (told.name, told.locale) == ("Inês", None)
