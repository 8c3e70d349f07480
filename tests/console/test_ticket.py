"""A ticket's page: read in one's own language, answered in the customer's, all by keyboard."""

import base64
import re
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.console.at_a_ticket import ANSWER, opened, said_to, somebody, wrote
from tests.console.browsing import axe, faults
from tests.e2e.running import Desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = "Olá! Onde está o conhecimento de embarque da encomenda 4711?"
HOSTILE = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


async def test_a_message_stands_in_ones_own_language_and_the_original_is_one_key_away(
    browser: Browser, desk: Desk
) -> None:
    at = await opened(browser, desk, await wrote(desk, ASKED))
    message = at.log.locator(".message[data-direction=in]")
    await expect(message.locator(".large")).to_contain_text("bill of lading")
    await expect(message.locator(".small")).to_contain_text(ASKED)
    await expect(message.locator(".small .term")).to_have_text("conhecimento de embarque")
    await at.page.keyboard.press("o")
    await expect(message.locator(".large")).to_contain_text(ASKED)
    await at.page.keyboard.press("o")
    await expect(message.locator(".large")).to_contain_text("bill of lading")
    assert faults(at.page) == []


async def test_the_customer_reads_what_was_shown_while_it_was_written(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(desk, ASKED)
    at = await opened(browser, desk, ticket)
    await at.page.keyboard.press("r")
    await at.words.fill(ANSWER)
    shown = at.page.locator("section.preview .said")
    await expect(shown).to_contain_text("armazém")
    await expect(at.send_button).to_contain_text("Send in European Portuguese")
    preview = await shown.inner_text()
    await at.page.keyboard.press("Control+Enter")
    await at.is_sent()
    await desk.received(2, ticket)
    assert await said_to(desk, ticket) == [preview]
    await expect(at.log.locator(".message[data-direction=out]").last).to_contain_text("sent")
    assert faults(at.page) == []


async def test_what_happens_next_is_told_with_its_rule(browser: Browser, desk: Desk) -> None:
    ticket = await wrote(desk, ASKED)
    at = await opened(browser, desk, ticket)
    coming = await desk.read(f"/v1/tickets/{ticket}/next")
    rule = coming["items"][0]["because"]
    said = at.page.locator(".coming")
    await expect(said).to_contain_text(f"{rule['policy']}, version {rule['version']}")
    await said.get_by_role("button").click()
    await expect(said.locator("ol li")).to_have_count(min(9, len(coming["items"]) - 1))


async def test_a_ticket_is_worked_through_by_keyboard_alone(browser: Browser, desk: Desk) -> None:
    at = await opened(browser, desk, await wrote(desk, ASKED))
    keyboard = at.page.keyboard
    facts = at.page.locator(".facts")
    await keyboard.press("c")
    await expect(facts).to_contain_text("sam has it")
    await keyboard.press("p")
    await at.page.get_by_role("dialog").get_by_role("button", name="urgent").press("Enter")
    await expect(facts).to_contain_text("urgent")
    await keyboard.press("n")
    await at.words.fill("Ask the carrier.")
    await keyboard.press("Control+Enter")
    await at.is_sent("Ask the carrier.")
    await keyboard.press("Escape")
    await keyboard.press("e")
    await give_as_reason(at.page, "They have called twice.")
    await expect(at.log).to_contain_text("of the ladder was taken")
    await keyboard.press("s")
    await expect(facts).to_contain_text("solved")
    await keyboard.press("b")
    await expect(facts).to_contain_text("open")
    await keyboard.press("z")
    await give_as_reason(at.page, "The carrier answers tomorrow.")
    await expect(facts).to_contain_text("put aside")
    assert faults(at.page) == []


async def give_as_reason(page: Page, words: str) -> None:
    """Fill in the sheet that asks why, and send it by key."""
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("textbox").fill(words)
    await expect(sheet.locator("button[type=submit]")).to_be_enabled()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")


async def test_every_action_is_in_the_palette(browser: Browser, desk: Desk) -> None:
    at = await opened(browser, desk, await wrote(desk, ASKED))
    await at.page.keyboard.press("Control+k")
    palette = at.page.get_by_role("listbox")
    for name in ("Claim", "Hand over", "Solve", "Escalate", "Priority", "Put aside", "Merge"):
        await expect(palette.get_by_role("option", name=name, exact=False).first).to_be_visible()
    await at.page.keyboard.type("claim")
    await at.page.keyboard.press("Enter")
    await expect(at.page.locator(".facts")).to_contain_text("sam has it")


async def test_a_hand_over_begins_with_what_the_ticket_knows_and_is_acknowledged(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(desk, ASKED)
    at = await opened(browser, desk, ticket)
    await at.page.keyboard.press("h")
    sheet = at.page.get_by_role("dialog")
    await expect(sheet.get_by_label("Done")).to_have_value("Nobody has answered yet.")
    assert (await sheet.get_by_label("Next step").input_value()).startswith(
        "The first reply is due"
    )
    await expect(sheet).to_contain_text("they read the brief in")
    await sheet.get_by_label("Pending").fill("The carrier was asked.")
    await sheet.get_by_role("button", name="Hand over to").click()
    await expect(sheet).to_be_hidden()
    await expect(at.page.locator(".brief")).to_contain_text("The carrier was asked.")
    await at.page.keyboard.press("a")
    await expect(at.log).to_contain_text("acknowledged the hand-over")


async def test_templates_come_with_a_semicolon_filled_in_for_this_person(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(desk, ASKED)
    at = await opened(browser, desk, ticket)
    await at.page.keyboard.press("r")
    await at.page.keyboard.type(";")
    await at.page.get_by_role("combobox", name="Find a template").fill("progress")
    await expect(at.page.get_by_role("option", name="progress")).to_be_visible()
    await at.page.keyboard.press("Enter")
    await expect(at.words).to_have_value(re.compile(f"Hello Maria Silva.*{ticket}", re.DOTALL))
    assert ";" not in await at.words.input_value()


async def test_what_is_better_said_otherwise_is_underlined_and_mended_by_one_key(
    browser: Browser, desk: Desk
) -> None:
    at = await opened(browser, desk, await wrote(desk, ASKED))
    await at.page.keyboard.press("r")
    await at.words.fill("😀 O seu celular chegou ao nosso armazém e a encomenda segue amanhã.")
    mark = at.page.locator(".paper mark")
    await expect(mark).to_have_text("celular")
    await at.page.keyboard.press("Control+.")
    await expect(at.words).to_have_value(
        "😀 O seu telemóvel chegou ao nosso armazém e a encomenda segue amanhã."
    )
    await expect(mark).to_have_count(0)


async def test_a_held_answer_says_why_and_goes_once_its_author_says_so(
    browser: Browser, desk: Desk
) -> None:
    ticket = await wrote(
        desk, "Where is my order?", somebody(country="IE", locale="en-IE", faith="islam")
    )
    at = await opened(browser, desk, ticket)
    await at.page.keyboard.press("r")
    await at.words.fill("A free ham is in it!")
    await expect(at.page.locator(".paper mark[data-action=hold]")).to_have_text("ham")
    held = at.page.get_by_role("alert").filter(has_text="rules about pork")
    await expect(held).to_be_visible()
    await held.get_by_role("button").click()
    await at.words.focus()
    await at.page.keyboard.press("Control+Enter")
    await at.is_sent("A free ham is in it!")
    await desk.received(2, ticket)
    assert await said_to(desk, ticket) == ["A free ham is in it!"]


async def test_however_much_there_is_to_say_of_the_words_what_sends_them_is_in_sight(
    browser: Browser, desk: Desk
) -> None:
    sender = somebody(country="IE", locale="en-IE", faith="islam")
    ticket = await wrote(desk, "Where is my order?", sender)
    low = {"width": 1280, "height": 720}
    at = await opened(browser, desk, ticket, viewport=low)
    await at.words.fill("A free ham is in it! Eire is one of the British Isles.")
    await expect(at.page.locator(".findings li")).to_have_count(3)
    await expect(at.send_button).to_be_in_viewport(ratio=1)
    last = at.page.locator(".findings .button").last
    await last.focus()
    assert not await overlap(last, at.page.locator(".sending"))


async def overlap(one: Locator, other: Locator) -> bool:
    """Whether two things that stand in one column lie over each other."""
    upper, lower = await one.bounding_box(), await other.bounding_box()
    assert upper is not None
    assert lower is not None
    return upper["y"] + upper["height"] > lower["y"]


async def test_what_is_hostile_is_text(browser: Browser, desk: Desk) -> None:
    sender = somebody(name="Maria\u202eexe.gnp")
    ticket = await wrote(desk, HOSTILE, sender, subject=f"Fatura \u202egnp.exe {HOSTILE}"[:200])
    at = await opened(browser, desk, ticket)
    await expect(at.log).to_contain_text("<script>window.hacked=1</script>")
    heading = at.page.locator(".ticket").get_by_role("heading", level=1)
    await expect(heading).to_contain_text("‹U+202E›")
    await expect(heading).to_contain_text("<img src=x")
    assert await at.page.evaluate("window.hacked") is None
    assert await at.page.locator(".ticket img").count() == 0
    assert faults(at.page) == []


async def test_pictures_are_shown_and_go_along_as_files(browser: Browser, desk: Desk) -> None:
    content = base64.b64encode(PIXEL).decode()
    ticket = await wrote(desk, ASKED, attachments=[{"name": "label.png", "content": content}])
    at = await opened(browser, desk, ticket)
    picture = at.log.locator("img.picture")
    await expect(picture).to_have_js_property("naturalWidth", 1)
    assert (await picture.get_attribute("src") or "").startswith("blob:")
    async with at.page.expect_download() as download:
        await at.log.get_by_role("button", name="label.png").click()
    assert (await download.value).suggested_filename == "label.png"


async def test_200_kb_are_refused_before_anything_is_sent(browser: Browser, desk: Desk) -> None:
    ticket = await wrote(desk, ASKED)
    at = await opened(browser, desk, ticket)
    await at.page.keyboard.press("r")
    await at.words.fill("a b " * 50_000)
    await expect(at.page.get_by_role("alert")).to_contain_text("100,000 is the most")
    await expect(at.send_button).to_be_disabled()
    await at.page.keyboard.press("Control+Enter")
    assert len(await at.words.input_value()) == 200_000
    await expect(at.page.locator(".message[data-state=waiting]")).to_have_count(0)


STILL: dict[str, Any] = {"reduced_motion": "reduce"}  # halfway through, no colour is what it is
LOOKS: dict[str, dict[str, Any]] = {
    "light": STILL,
    "dark": STILL | {"color_scheme": "dark"},
    "phone": STILL | {"viewport": {"width": 390, "height": 844}},
}


@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing_grave(browser: Browser, desk: Desk, look: str) -> None:
    ticket = await wrote(desk, "أين طلبي رقم 4711؟", somebody(country="AE", locale="ar"))
    at = await opened(browser, desk, ticket, **LOOKS[look])
    await at.words.fill("Your order left our warehouse. Eire is one of the British Isles.")
    await expect(at.page.locator(".preview")).to_be_visible()
    assert await axe(at.page) == []
    assert await at.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await at.words.blur()
    for key in ("h", "e", "m", ";"):
        await at.page.keyboard.press(key)
        await expect(at.page.get_by_role("dialog")).to_be_visible()
        assert await axe(at.page) == []
        await at.page.keyboard.press("Escape")
        await expect(at.page.get_by_role("dialog")).to_have_count(0)
