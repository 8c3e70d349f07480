"""What the script that looks at pages finds: each fault is planted once, in a page that is well."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from tests.console.looking import looks, only_english

pytestmark = pytest.mark.asyncio(loop_scope="module")

WELL = """<!doctype html>
<style>
  body {{ margin: 0; font: 16px sans-serif; background: #171f2e; color: white }}
  ::placeholder {{ color: #a5b2c6 }}
  p {{ margin: 8px; inline-size: 200px; overflow: hidden }}
  .short {{ white-space: nowrap; text-overflow: ellipsis }}
  {style}
</style>
<p>An order</p>
<p class="short">A line that is longer than there is room for, and says so</p>
<input placeholder="Look for words" style="background: inherit" dir="auto">
{more}
"""


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    one = await browser.new_page(viewport={"width": 800, "height": 600})
    yield one
    await one.close()


async def seen(page: Page, *, style: str = "", more: str = "", language: str = "en") -> list[str]:
    await page.set_content(WELL.format(style=style, more=more))
    return list(await looks(page, language))


async def test_a_page_that_is_well_is_left_alone(page: Page) -> None:
    assert await seen(page) == []


@pytest.mark.parametrize(
    ("style", "more", "found"),
    [
        ("", "<div style='inline-size: 900px'>.</div>", "the page is 100 pixels too wide"),
        (".short { text-overflow: clip }", "", 'clipped: "A line that is longer'),
        (
            "",
            "<i style='position: absolute; inset: 8px'>Over it</i>",
            'overlapping: "An order" and "Over it"',
        ),
        ("p { block-size: 4px; overflow: auto }", "", "squeezed: "),
        ("::placeholder { color: #757575 }", "", 'hard to read: "Look for words" by 3.6'),
        ("body { direction: rtl }", "", "the page runs the other way"),
        ("input { direction: rtl }", "", '"Look for words" runs the other way'),
    ],
)
async def test_a_planted_fault_is_found(page: Page, style: str, more: str, found: str) -> None:
    assert any(one.startswith(found) for one in await seen(page, style=style, more=more))


async def test_what_lies_under_another_sheet_does_not_overlap_with_it(page: Page) -> None:
    covered = "position: absolute; inset: 0; background: black"
    assert await seen(page, more=f"<i style='{covered}'>Over it</i>") == []


async def test_what_is_scrolled_out_of_its_frame_does_not_overlap_with_what_is_above_it(
    page: Page,
) -> None:
    head = "<b style='position: absolute; inset-block-start: 80px; font: 15px/20px serif'>Shop</b>"
    lines = "<br>".join(100 * ["A line"])
    frame = "position: absolute; inset-block: 100px 0; overflow: auto"
    more = f"{head}<div style='{frame}'>{lines}</div>"
    await page.set_content(WELL.format(style="", more=more))
    for scrolled in range(20):
        await page.evaluate("at => { document.querySelector('div').scrollTop = at }", scrolled)
        assert list(await looks(page)) == []


async def test_a_word_that_was_left_in_english_is_found(page: Page) -> None:
    word = min(only_english("de"))
    more = f"<p>{word}</p>"
    assert await seen(page, more=more, language="de") == [f'untranslated: "{word}"']
    assert await seen(page, more=more) == []


async def test_an_empty_field_of_an_arabic_page_hints_from_the_right(page: Page) -> None:
    """`dir=auto` takes an empty field for left to right, unless the style says otherwise."""
    arabic = "html { direction: rtl }"
    assert await seen(page, style=arabic, language="ar") == ['"Look for words" runs the other way']
    mended = "[dir=auto]:placeholder-shown { direction: inherit }"
    assert await seen(page, style=arabic + mended, language="ar") == []
