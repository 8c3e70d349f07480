"""HTML that comes by mail can be shown: nothing in it runs, asks, or is fetched."""

import re
from html.parser import HTMLParser
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from channels.mail.markup import DEEPEST_MARKUP, LONGEST_MARKUP, safe, words_of
from tests.channels.mail.mails import mail, written

RUNS = re.compile(
    "script|style|form|input|button|textarea|iframe|object|embed|svg|math|link|meta|base|template|"
    "video|audio|source|frame|noscript"
)
FETCHES = frozenset(
    {"src", "srcset", "background", "poster", "data", "action", "formaction", "xlink"}
)
PIECES = (
    "<img src=|'x'| onerror=\"|>|<|</|style=|\"|'|url(|)|<svg>|<math>|<style>|</style>|<!--|-->|"
    "<![CDATA[|]]>|cid:|<a href=|javascript:|https://t.example/|&lt;|&#x6a;|\x00|<p |/|<script>|"
    "<table background=|</script>|<textarea>|<title>|text| |<img src=cid:picture>|<noscript>"
)


class Elements(HTMLParser):
    """What a browser would find in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if RUNS.fullmatch(tag):
            self.faults.append(tag)
        for name, value in attrs:
            told = (value or "").strip().lower()
            if name.startswith("on") or (name in FETCHES and not told.startswith("cid:picture")):
                self.faults.append(f"{tag} {name}")
            if name == "href" and not re.match(r"(https?|mailto|tel|cid):", told):
                self.faults.append(f"{tag} {name} {told}")
            if name == "style" and re.search(r"url|image|expression|position|@|\\\\", told):
                self.faults.append(f"{tag} {told}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"declaration {decl}")


def shown(html: str) -> str:
    return str(written(mail(kind="text/html; charset=utf-8", body=html)).extra.get("html", ""))


@pytest.mark.attack(6)
@pytest.mark.parametrize(
    "html",
    [
        "<p>Hi</p><script>alert(1)</script>",
        "<p onclick=alert(1)>Hi</p>",
        "<img src=x onerror=alert(1)><p>Hi",
        "<img src=https://tracker.example/p.gif><p>Hi",
        "<p>Hi</p><img srcset='https://tracker.example/p.gif 2x'>",
        "<a href='javascript:alert(1)'>Hi</a>",
        "<a href=' java\nscript:alert(1)'>Hi</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>Hi</a>",
        "<a href='//elsewhere.example/'>Hi</a>",
        "<form action=https://elsewhere.example><input name=password><button>Hi</button></form>",
        "<p style='background:url(https://tracker.example/p)'>Hi</p>",
        "<p style='background-image:\\75rl(https://tracker.example/p)'>Hi</p>",
        "<p style='list-style-image:image-set(\"https://t.example\" 1x)'>Hi</p>",
        "<p style='position:fixed;top:0;left:0;width:9999px;color:red'>Hi</p>",
        "<table background=https://tracker.example/p><tr><td>Hi</table>",
        "<style>@import 'https://tracker.example'; p{color:red}</style><p>Hi",
        "<svg onload=alert(1)><p>Hi</svg><p>Hi",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>Hi",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>Hi",
        "<iframe src=https://elsewhere.example></iframe>Hi",
        "<meta http-equiv=refresh content='0;url=https://elsewhere.example'>Hi",
        "<base href=https://elsewhere.example><a href=/path>Hi</a>",
        "<link rel=stylesheet href=https://tracker.example/p.css>Hi",
        "<video poster=https://tracker.example/p><source src=https://tracker.example/v></video>Hi",
        "<!--[if mso]><img src=https://tracker.example/p><![endif]-->Hi",
        "<template><img src=https://tracker.example/p></template>Hi",
        "<img src='cid:not-in-this-mail'>Hi",
    ],
)
def test_nothing_of_the_html_of_a_mail_acts_or_is_fetched(html: str) -> None:
    seen = shown(html)
    assert "Hi" in seen
    assert Elements(seen).faults == []


@pytest.mark.attack(6)
@given(some.lists(some.sampled_from(PIECES.split("|")), max_size=30))
def test_no_arrangement_of_html_acts_or_is_fetched(pieces: list[str]) -> None:
    seen = safe("".join(pieces), ["picture"])
    assert seen is not None
    assert Elements(seen).faults == []


def test_links_lead_out_alone_and_tell_nobody_where_from() -> None:
    seen = shown(
        '<p><a href="https://example.com/a?b=1&amp;c" target="_top" rel="opener">x</a></p>'
    )
    assert seen == (
        '<p><a href="https://example.com/a?b=1&amp;c" rel="noopener noreferrer nofollow">x</a></p>'
    )


def test_looks_stay() -> None:
    html = '<p dir="rtl" style="color:red;text-align:right">a</p><table border="1"></table>'
    assert 'style="color:red;text-align:right"' in shown(html)
    assert 'dir="rtl"' in shown(html)


def test_plain_text_has_no_html() -> None:
    assert "html" not in written(mail(body="<b>not html</b>")).extra
    assert written(mail(body="<b>not html</b>")).text == "<b>not html</b>"


@pytest.mark.attack(10)
@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 150_000 + "deep" + "</div>" * 10,
        "<b><i>" * 50_000 + "deep",
        "<table><tr><td>" * 20_000 + "deep",
        "<p>deep " * 200_000,
        "<p>deep" + "&amp;" * 300_000,
        "<p>deep<a " + "x=y " * 200_000 + ">",
        "deep" + "<script>" * 100_000,
        "deep" + "<!--" * 200_000,
        "deep" + "<" * 900_000,
        "<blockquote type=cite>" * (DEEPEST_MARKUP - 5) + "deep",
        "<div class=gmail_quote>deep<blockquote>x</blockquote>y</div>" * 10_000,
        "<div style='border-top:solid red'>From: a</div>deep" * 15_000,
    ],
)
def test_html_without_measure_is_read_in_time_and_kept(html: str) -> None:
    before = perf_counter()
    one = written(mail(kind="text/html; charset=utf-8", body=html))
    assert perf_counter() - before < 20
    assert "deep" in one.text
    assert len(str(one.extra.get("html", ""))) <= 400_000
    if "html" not in one.extra:
        assert [file.name for file in one.attached] == ["message.html"]
        assert one.attached[0].content == html.encode()


def test_words_of_html_that_is_not_taken_apart_are_its_words() -> None:
    html = "<style>p{}</style><p>One &amp; two</p><script>three()</script><div>four"
    told = words_of(html)
    assert told.split() == ["One", "&", "two", "four"]
    assert safe("x" * (LONGEST_MARKUP + 1), []) is None
