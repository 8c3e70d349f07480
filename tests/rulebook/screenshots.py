"""Pictures of mails for people to look at: `python -m tests.rulebook.screenshots FOLDER`.

Whether no letter is cut, no line lies over another and each text runs its own way cannot be seen
from the text. For each language named behind the folder (otherwise ar, ja and th) it writes
FOLDER/<language>.html and, by Chromium, <language>.png. `CHROMIUM` names another program than
/usr/bin/chromium. The system needs the scripts' fonts: fonts-noto-core and fonts-noto-cjk.
"""

import os
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Final

from domain.arrivals import Sender
from domain.ports import Reply
from domain.vocabulary import Tone
from rulebook.desk import read_desk
from rulebook.locales import locale_of
from rulebook.replies.compiled import Replies
from tests.rulebook.building import SAMPLE

USUAL: Final = ("ar", "ja", "th")
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
PAGE: Final = """<!doctype html>
<html lang="{language}" dir="{direction}">
<meta charset="utf-8">
<title>{language}</title>
<style>
  body {{ font: 17px/1.6 sans-serif; margin: 24px; background: #eee }}
  article {{ background: #fff; padding: 12px 24px; margin-block-end: 16px; max-inline-size: 40em }}
  h2 {{ font: 12px monospace; color: #666; direction: ltr; text-align: left }}
  p {{ white-space: pre-line; overflow-wrap: anywhere }}
</style>
{mails}
</html>
"""


def page(replies: Replies, language: str) -> str:
    """The replies of a language as mails on one page, each to a neighbour and to a stranger."""
    neighbour = NEIGHBOURS.get(language, STRANGER)
    mails = [
        _mail(
            f"{template} ({tone})",
            replies.render(template, language, VALUES, tone, [reader]),
        )
        for template, tone, reader in (
            *((each, Tone.CALM, neighbour) for each in replies.for_customers),
            ("acknowledgement", Tone.ANGRY, STRANGER),
        )
    ]
    direction = locale_of(language).text_direction
    return PAGE.format(language=escape(language), direction=direction, mails="\n".join(mails))


def _mail(title: str, reply: Reply) -> str:
    paragraphs = "\n".join(f"<p>{escape(each)}</p>" for each in reply.text.split("\n\n"))
    return (
        f'<h2>{escape(title)}</h2><article lang="{escape(reply.language)}">{paragraphs}</article>'
    )


def photograph(html: Path) -> Path:
    """What Chromium shows of a page, beside it. Raises CalledProcessError where it cannot."""
    picture = html.with_suffix(".png").resolve()
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=900,3200"]
    command += [f"--screenshot={picture}", html.resolve().as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return picture


def has_letters(language: str) -> bool:
    """Whether a font of this machine has a language's letters; else a picture shows boxes."""
    listed = subprocess.run(
        ["/usr/bin/fc-list", f":lang={language}"], check=True, capture_output=True
    )
    return bool(listed.stdout.strip())


def main(folder: str, *languages: str) -> None:
    """Write the pages and their pictures, and name them."""
    replies, into = read_desk(SAMPLE).replies, Path(folder)
    into.mkdir(parents=True, exist_ok=True)
    for language in languages or USUAL:
        if not has_letters(language):
            sys.exit(f"no font here has the letters of {language}: install fonts-noto-cjk, say")
        html = into / f"{language}.html"
        html.write_text(page(replies, language), encoding="utf-8")
        sys.stdout.write(f"{photograph(html)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
