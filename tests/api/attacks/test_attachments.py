"""Files in messages: what they are called, what they are, who has them, and how many bytes."""

import base64
import re
from typing import Any
from urllib.parse import unquote

import pytest

from api.fields import LARGEST_INLINE
from domain.access import ApiKey, Role
from domain.residency import Show
from tests.api.attacks.test_headers import expect_protected
from tests.api.house import House, message
from tests.api.test_residency import goes_by, showing
from tests.api.test_sight import NA
from tests.domain.test_attachments import EICAR, PNG, SVG, ZIP

UNKNOWN = "0" * 32
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def inline(content: bytes, **said: object) -> dict[str, object]:
    return {"content": base64.b64encode(content).decode(), **said}


async def sent(house: House, *files: dict[str, object]) -> tuple[str, list[dict[str, Any]]]:
    """A ticket whose first message brought these files, and what the message says of them."""
    ticket = await house.wrote(attachments=[*files])
    shown = (await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"][0]
    return ticket, shown["attachments"]


async def test_a_file_that_was_sent_is_handed_out_as_it_was(house: House) -> None:
    url = {"url": "https://files.example/a", "name": "a", "mime": "text/html", "size": 3}
    ticket, (picture, link) = await sent(house, inline(PNG, name="me.png", mime="image/x"), url)
    assert link == url
    assert (picture["name"], picture["mime"]) == ("me.png", "image/x")
    assert (picture["type"], picture["size"]) == ("image/png", len(PNG))
    assert "content" not in picture
    answer = await house.get(f"/v1/tickets/{ticket}/attachments/{picture['id']}")
    assert (answer.status_code, answer.content) == (200, PNG)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Length"] == str(len(PNG))
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.attack(8)
@pytest.mark.parametrize(
    ("content", "name", "mime"),
    [
        (SVG, "logo.svg", "image/svg+xml"),
        (SVG, "logo.png", "image/png"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "page.html", "text/html"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "page.xhtml", "application/xhtml+xml"),
        (b"<?xml-stylesheet href='a.xsl'?><a/>", "a.xml", "text/xml"),
        (b"GIF89a/*<svg onload=alert(1)>*/", "both.gif", "image/gif"),
        (b"just words", "words.txt", "text/html"),
    ],
)
async def test_no_file_is_shown_by_a_browser_or_runs_in_one(
    house: House, content: bytes, name: str, mime: str
) -> None:
    ticket, (file,) = await sent(house, inline(content, name=name, mime=mime))
    answer = await house.get(f"/v1/tickets/{ticket}/attachments/{file['id']}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] in {
        "application/octet-stream",
        "image/gif",
        "text/plain",
    }
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers.get_list("Content-Security-Policy") == [SANDBOX]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.attack(9)
@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("../../etc/passwd", "passwd.txt", "passwd.txt"),
        ("CON", "_CON.txt", "_CON.txt"),
        ("a.pdf.txt", "a.pdf.txt", "a.pdf.txt"),
        ('x"; filename=evil.exe', "x_; filename=evil.exe.txt", "x_; filename=evil.exe.txt"),
        ("注文書.txt", "___.txt", "注文書.txt"),
        ("100%41.txt", "100_41.txt", "100_41.txt"),
        ("\u202egpj.exe", "gpj.exe.txt", "gpj.exe.txt"),
    ],
)
async def test_a_files_name_is_cleaned_before_it_is_a_header(
    house: House, name: str, plain: str, whole: str
) -> None:
    ticket, (file,) = await sent(house, inline(b"words", name=name))
    assert file["name"] == name
    path = f"/v1/tickets/{ticket}/attachments/{file['id']}?despite_warning=true"
    said = (await house.get(path)).headers["Content-Disposition"]
    found = re.fullmatch(r"""attachment; filename="([^"\\]*)"; filename\*=UTF-8''([!-~]*)""", said)
    assert found is not None, said
    assert (found[1], unquote(found[2])) == (plain, whole)


@pytest.mark.attack(9)
async def test_a_name_that_no_line_can_hold_is_refused(house: House) -> None:
    for name in ("a\x00b.png", "a" * 201, "a\nb"):
        answer = await house.post(
            "/v1/messages", message(attachments=[inline(PNG, name=name)]), Role.CHANNEL
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "attachments[0].name"


@pytest.mark.attack(10)
async def test_a_large_file_is_refused_by_its_bytes(house: House) -> None:
    most = inline(bytes(LARGEST_INLINE))
    _, (file,) = await sent(house, most)
    assert file["size"] == LARGEST_INLINE
    one_more = message(message_id="m-2", attachments=[inline(bytes(LARGEST_INLINE + 1))])
    answer = await house.post("/v1/messages", one_more, Role.CHANNEL)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["field"] == "attachments[0].content"
    two = message(message_id="m-3", attachments=[most, most])
    answer = await house.post("/v1/messages", two, Role.CHANNEL)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    many = message(message_id="m-4", attachments=[inline(b"a")] * 21)
    assert (await house.post("/v1/messages", many, Role.CHANNEL)).status_code == 422


@pytest.mark.attack(10)
async def test_what_would_explode_is_kept_as_the_bytes_that_it_is(house: House) -> None:
    huge = PNG[:16] + (60_000).to_bytes(4, "big") * 2 + PNG[24:]
    bomb = ZIP + bytes(100_000)
    laughs = b"<!DOCTYPE a [<!ENTITY b '&c;&c;&c;'>]><a>&b;</a>"
    ticket, files = await sent(house, inline(huge), inline(bomb), inline(laughs))
    assert [file["size"] for file in files] == [len(huge), len(bomb), len(laughs)]
    for file, content in zip(files, (huge, bomb, laughs), strict=True):
        answer = await house.get(f"/v1/tickets/{ticket}/attachments/{file['id']}")
        assert answer.content == content


@pytest.mark.parametrize(
    "attachment",
    [
        {},
        {"name": "a"},
        {"url": "https://a.example/b", "content": "YQ=="},
        {"content": ""},
        {"content": "YQ"},
        {"content": "not base64!"},
        {"content": "data:text/plain;base64,YQ=="},
        {"content": "YQ==", "id": UNKNOWN},
        {"content": "YQ==", "type": "text/html"},
        {"content": "YQ==", "warning": None},
        {"content": ["YQ=="]},
    ],
)
async def test_an_attachment_is_a_file_or_a_link_and_nothing_else(
    house: House, attachment: dict[str, object]
) -> None:
    answer = await house.post("/v1/messages", message(attachments=[attachment]), Role.CHANNEL)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["field"].startswith("attachments[0]")
    assert await house.is_untouched()


@pytest.mark.attack(11)
@pytest.mark.parametrize(
    ("content", "warning"),
    [(EICAR, "test_virus"), (ZIP + b"word/vbaProject.bin", "macros"), (b"MZ\x90", "program")],
)
async def test_a_file_that_may_do_harm_is_handed_out_to_who_wants_it_all_the_same(
    house: House, content: bytes, warning: str
) -> None:
    ticket, (file,) = await sent(house, inline(content, name="invoice.docm"))
    assert file["warning"] == warning
    path = f"/v1/tickets/{ticket}/attachments/{file['id']}"
    held = await house.get(path)
    assert (held.status_code, held.json()["code"]) == (409, "file_held")
    expect_protected(held)
    given = await house.get(f"{path}?despite_warning=true")
    assert (given.status_code, given.content) == (200, content)


@pytest.mark.attack(12)
async def test_a_file_of_another_ticket_is_like_one_that_is_not_there(house: House) -> None:
    theirs, (file,) = await sent(house, inline(PNG, name="me.png"))
    house.commands.team = "na-care"
    mine = await house.wrote(thread="mine", message_id="m-2")
    eve = ApiKey("k", Role.AGENT, region="eu", teams=("na-care",), agent="eve")
    within = [
        await house.as_key(eve, "GET", f"/v1/tickets/{mine}/attachments/{one}")
        for one in (file["id"], UNKNOWN)
    ]
    assert [answer.status_code for answer in within] == [404, 404]
    assert within[0].json() == within[1].json()
    assert within[0].json()["code"] == "no_such_attachment"
    from_outside = await house.as_key(eve, "GET", f"/v1/tickets/{theirs}/attachments/{file['id']}")
    assert (from_outside.status_code, from_outside.json()["code"]) == (404, "no_such_ticket")


@pytest.mark.attack(12)
async def test_who_may_read_no_texts_has_no_files(house: House) -> None:
    ticket, (file,) = await sent(house, inline(PNG))
    path = f"/v1/tickets/{ticket}/attachments/{file['id']}"
    for role in (Role.OPS, Role.AUDITOR, Role.ADMIN):
        answer = await house.get(path, role)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_such_attachment")
    assert (await house.get(path, Role.PRIVACY)).status_code == 200
    assert (await house.get(path, Role.CHANNEL)).status_code == 403


@pytest.mark.attack(36)
@pytest.mark.parametrize(
    ("show", "status", "code"),
    [
        (Show.CLEAR, 200, None),
        (Show.MASKED, 403, "file_not_shown"),
        (Show.HIDDEN, 404, "no_such_attachment"),
    ],
)
async def test_a_file_leaves_the_region_where_a_rule_shows_it_as_it_is(
    house: House, show: Show, status: int, code: str | None
) -> None:
    ticket, (file,) = await sent(house, inline(PNG))
    ana = ApiKey("k-ana", Role.AGENT, region="eu", teams=("eu-care",), agent="ana")
    brief = {"team": "na-care", "done": "Asked.", "next": "Ring."}
    await house.as_key(ana, "POST", f"/v1/tickets/{ticket}/handovers", brief)
    goes_by(house, showing(attachments=show))
    path = f"/v1/tickets/{ticket}/attachments/{file['id']}"
    answer = await house.as_key(NA, "GET", path)
    assert answer.status_code == status
    assert (answer.content == PNG) is (status == 200)
    assert code is None or answer.json()["code"] == code
    noted = await house.door.regions["eu"].access.page(ticket_id=ticket, before=None, limit=1)
    assert [one.what for one in noted] == ["read_attachment"]
