"""Pictures of mails for people to look at: `python -m tests.rulebook.screenshots FOLDER`.

For each language named behind the folder (otherwise ar, ja and th) it writes FOLDER/<language>.html
and, by Chromium, <language>.png, and says what looks wrong (`looks.js`): text that is cut, too wide
or over other text, that runs the other way, or whose letters no font here has. `CHROMIUM` names
another program than the system's; `PACKAGES` is what Debian calls all that is needed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from domain.arrivals import Sender
from domain.vocabulary import Tone
from rulebook.desk import read_desk
from rulebook.locales import locale_of
from rulebook.replies.compiled import Replies
from tests.patience import PATIENCE
from tests.rulebook.building import SAMPLE

USUAL: Final = ("ar", "ja", "th")
# The smallest that have the letters of these; those of Arabic come with Chromium (DejaVu).
PACKAGES: Final = ("chromium", "fonts-motoya-l-cedar", "fonts-tlwg-loma-ttf")
# Neighbours, with their country; "佐藤, 花子" is said in the order of hers.
NEIGHBOURS: Final = {
    "ar": Sender("a", name="محمد الأحمد", country="SA"),
    "ja": Sender("b", name="佐藤, 花子", country="JP"),
    "th": Sender("c", name="สมชาย ใจดี", country="TH"),
}
STRANGER: Final = Sender("d", name="Ana O’Neill")  # whose name goes the other way in Arabic
VALUES: Final = {
    "ticket": "eu-01J9ZC7Q2K8V4N6P3R5T7W9Y0A",
    "now": "2026-11-23T09:05:00+00:00",
    "soonest": "2026-11-23T11:05:00+00:00",
    "latest": "2026-11-23T14:05:00+00:00",
}
LOOKS: Final = Path(__file__).with_name("looks.js")
PAGE: Final = """<!doctype html>
<html>
<meta charset="utf-8">
<title>Mails</title>
<style>
  body {{ font: 17px/1.6 sans-serif; margin: 24px; background: #eee }}
  article {{ background: #fff; padding: 12px 24px; margin-block-end: 16px; max-inline-size: 40em }}
  h2 {{ font: 12px monospace; color: #666 }}
  p {{ overflow-wrap: anywhere }}
</style>
{articles}
<script>{script}</script>
</html>
"""
_SAID: Final = re.compile(r'<script type="application/json" id="looks">(.*?)</script>')
_FLAGS: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--window-size=900,2700"),
)


def page(articles: Iterable[str]) -> str:
    """Mails below each other, which once they are shown say how they look."""
    return PAGE.format(articles="\n".join(articles), script=LOOKS.read_text(encoding="utf-8"))


def mails(replies: Replies, language: str) -> list[str]:
    """All replies of a language, to a neighbour, and one to a stranger."""
    neighbour = NEIGHBOURS.get(language, STRANGER)
    readers = [(each, Tone.CALM, neighbour) for each in replies.for_customers]
    found = []
    for template, tone, reader in (*readers, ("acknowledgement", Tone.ANGRY, STRANGER)):
        reply = replies.render(template, language, VALUES, tone, [reader])
        found.append(mail(f"{language}-{template}-{tone}", language, reply.text.split("\n\n")))
    return found


def mail(name: str, language: str, paragraphs: Sequence[str], style: str = "") -> str:
    """One that is to look right in its language, shown as by a program that has only its text.

    So each paragraph runs as its first letter does; whether that is right is what is asked.
    """
    direction = locale_of(language).text_direction
    shown = "".join(f'<p dir="auto" style="{style}">{escape(each)}</p>' for each in paragraphs)
    told = f'id="{escape(name)}" lang="{escape(language)}" data-direction="{direction}"'
    return f"<h2>{escape(name)}</h2><article {told}>{shown}</article>"


def seen(html: Path) -> Mapping[str, Sequence[str]]:
    """What looks wrong, by mail; with a picture beside the page.

    Raises CalledProcessError where Chromium cannot show it.
    """
    picture = html.with_suffix(".png").resolve()
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [chromium() or "chromium", *_FLAGS, f"--user-data-dir={profile}", "--dump-dom"]
        command += [f"--screenshot={picture}", html.resolve().as_uri()]
        shown = subprocess.run(
            command, check=True, capture_output=True, timeout=PATIENCE.total_seconds()
        )
    said = _SAID.search(shown.stdout.decode())
    assert said is not None, shown.stderr.decode()
    looks: dict[str, list[str]] = json.loads(said[1])
    return looks


def chromium() -> str | None:
    """The program that shows pages, if there is one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium")


def missing(languages: Iterable[str]) -> str:
    """What this machine needs before it can show them, as a sentence; "" where it has all."""
    parts = [] if chromium() else ["Chromium"]
    parts += [f"the letters of {each}" for each in languages if not _has_letters(each)]
    needs = f"apt-get install {' '.join(PACKAGES)}"
    return f"there is no font or program for {', '.join(parts)} here: {needs}" if parts else ""


def _has_letters(language: str) -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    listed = subprocess.run([program, f":lang={language}"], check=True, capture_output=True)
    return bool(listed.stdout.strip())


def main(folder: str, *languages: str) -> None:
    """Write the pages and their pictures, name them, and say what looks wrong."""
    wanted, into = languages or USUAL, Path(folder)
    if lacking := missing(wanted):
        sys.exit(lacking)
    replies = read_desk(SAMPLE).replies
    into.mkdir(parents=True, exist_ok=True)
    wrong = []
    for language in wanted:
        html = into / f"{language}.html"
        html.write_text(page(mails(replies, language)), encoding="utf-8")
        wrong += [f"{name}: {', '.join(faults)}" for name, faults in seen(html).items() if faults]
        sys.stdout.write(f"{html.with_suffix('.png')}\n")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main(*sys.argv[1:])
