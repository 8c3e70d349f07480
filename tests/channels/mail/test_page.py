"""Our mails as Chromium shows them: which way they run, and what stays together in them."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest

from channels.mail.page import direction_of
from tests.channels.mail.writing import composed, read, text_of
from tests.patience import PATIENCE
from tests.rulebook.screenshots import chromium, missing

ARABIC: Final = (
    "مرحبًا ماريا،\n\niPhone الذي طلبتموه برقم A-10293 في الطريق إليكم.\n"
    "اتصلوا بنا على +49 30 123456 أو اكتبوا إلى care@example.org.\n\nمع التحية"
)
TEXTS: Final = {
    "ar": ARABIC,
    "he": "שלום מריה,\n\nההזמנה A-10293 בדרך. התקשרו אל +49 30 123456.\n\nבברכה",
    "fa": "سلام ماریا،\n\nسفارش A-10293 در راه است. با +49 30 123456 تماس بگیرید.",
    "ja": "マリア様\n\nご注文 A-10293 は明日届きます。+49 30 123456 までお電話ください。",
    "th": "เรียน คุณมาเรีย\n\nคำสั่งซื้อ A-10293 จะถึงพรุ่งนี้ โทร +49 30 123456",
}
# What a program shows that takes everything around the paragraphs away, as many do.
_BARE: Final = re.compile(r"<body>(.*)</body>", re.DOTALL)
_MEASURED: Final = re.compile(r'<pre id="measured">(.*?)</pre>', re.DOTALL)
_SCRIPT: Final = """
<script>
const found = [];
for (const paragraph of document.querySelectorAll("p")) {
  const box = paragraph.getBoundingClientRect(), range = document.createRange();
  range.selectNodeContents(paragraph);
  const lines = [...range.getClientRects()].filter((one) => one.width);
  const at = {};
  const nodes = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode())
    for (const word of ["+49", "3456", "A-", "10293"]) {
      const start = nodes.currentNode.data.indexOf(word);
      if (start < 0) continue;
      range.setStart(nodes.currentNode, start);
      range.setEnd(nodes.currentNode, start + word.length);
      at[word] = range.getBoundingClientRect().left;
    }
  found.push({
    direction: getComputedStyle(paragraph).direction,
    from_left: Math.min(...lines.map((one) => one.left)) - box.left,
    from_right: box.right - Math.max(...lines.map((one) => one.right)),
    at,
  });
}
const told = document.createElement("pre");
told.id = "measured";
told.textContent = JSON.stringify(found);
document.body.append(told);
</script>
"""


def measured(html: Path) -> list[Mapping[str, Any]]:
    """Each paragraph as it is shown; with a picture beside the page."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            chromium() or "chromium", "--headless", "--no-sandbox", "--disable-gpu",
            "--no-first-run", "--window-size=700,400", f"--user-data-dir={profile}", "--dump-dom",
            f"--screenshot={html.with_suffix('.png')}", html.as_uri(),
        ]  # fmt: skip
        shown = subprocess.run(
            command, check=True, capture_output=True, timeout=PATIENCE.total_seconds()
        )
    said = _MEASURED.search(shown.stdout.decode())
    assert said is not None, shown.stderr.decode()
    found: list[Mapping[str, Any]] = json.loads(said[1])
    return found


@pytest.mark.channel("email", "out")
@pytest.mark.parametrize("around", ["the whole page", "the paragraphs alone"])
@pytest.mark.parametrize("language", TEXTS)
def test_a_mail_runs_the_right_way_and_numbers_stay_whole(
    tmp_path: Path, language: str, around: str
) -> None:
    if lacking := missing([language]):
        pytest.skip(lacking)
    page = text_of(read(composed(text=TEXTS[language], language=language)), "html")
    if around != "the whole page":
        bare = _BARE.search(page)
        assert bare is not None
        page = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><body>{bare[1]}</body></html>'
    html = tmp_path / f"{language}.html"
    html.write_text(page.replace("</body>", f"{_SCRIPT}</body>"), encoding="utf-8")
    expected = "rtl" if language in {"ar", "he", "fa"} else "ltr"
    found = measured(html)
    assert len(found) == TEXTS[language].count("\n\n") + 1
    places: dict[str, float] = {}
    for paragraph in found:
        assert paragraph["direction"] == expected
        assert abs(paragraph["from_right" if expected == "rtl" else "from_left"]) < 1.5
        places |= paragraph["at"]
    assert places["+49"] < places["3456"]
    assert places["A-"] < places["10293"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "rtl"), ("ar-EG", "rtl"), ("he", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("dv", "rtl"),
        ("ckb", "rtl"), ("az-Arab", "rtl"), ("und-Hebr", "rtl"), ("en", "ltr"), ("ja", "ltr"),
        ("az", "ltr"), ("und-Cyrl", "ltr"), ("und", "auto"), ("", "auto"), ("no tag", "auto"),
    ],
)  # fmt: skip
def test_a_language_runs_as_its_script_does(language: str, expected: str) -> None:
    assert direction_of(language) == expected


@pytest.mark.parametrize("text", ["a-" * 50_000, "1 " * 50_000, "a" * 100_000, "+1" * 50_000])
def test_no_text_takes_long(text: str) -> None:
    assert read(composed(text=text, language="ar")) is not None
