"""What of an answer is its sender's own, as thirty languages' mail programs write answers."""

from collections.abc import Iterator

import pytest

from channels.mail.quotes import split
from tests.channels.mail.mails import mail, mail_of, part, together, written
from tests.channels.mail.quoting import LOOKED_AT, PROGRAMS, SPOKEN, Sample

HELD_OUT = sorted(set(SPOKEN) - set(LOOKED_AT))


def samples(tags: list[str]) -> Iterator[tuple[str, Sample]]:
    for tag in tags:
        for program, make in PROGRAMS.items():
            yield f"{tag} {program}", make(SPOKEN[tag])


def own_of(sample: Sample, form: str) -> tuple[str, str]:
    """What is read of a sample as a mail of plain text, of HTML, or of both; and what was cut."""
    plain = part("text/plain; charset=utf-8", sample.plain)
    html = part("text/html; charset=utf-8", sample.html)
    forms = {
        "plain": plain,
        "html": html,
        "both": together("multipart/alternative", [plain, html]),
    }
    one = written(mail_of(forms[form]))
    return one.text, str(one.extra.get("quoted", ""))


def shape(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("form", ["plain", "html", "both"])
def test_of_held_out_languages_every_answer_is_told_from_what_it_quotes(form: str) -> None:
    """27 languages by 7 programs, none of which was looked at while the rules were made."""
    assert len(HELD_OUT) == 27
    right, wrong = 0, []
    for name, sample in samples(HELD_OUT):
        own, quoted = own_of(sample, form)
        if shape(own) == shape(sample.own) and SPOKEN[name.split()[0]].ours in shape(quoted):
            right += 1
        else:
            wrong.append((name, own))
    assert (right, wrong) == (27 * len(PROGRAMS), [])


@pytest.mark.parametrize("form", ["plain", "html", "both"])
def test_nothing_that_was_cut_is_lost(form: str) -> None:
    for name, sample in samples([*SPOKEN]):
        own, quoted = own_of(sample, form)
        kept = {one for one in own + quoted if one.isalnum()}
        said = {one for one in sample.plain if one.isalnum()}
        assert said <= kept, name


OURS = "On 3 Nov 2025, at 09:12, Support <support@example.org> wrote:"
KEPT_WHOLE = {
    "an answer between the lines": f"{OURS}\n\n> Which?\n\nThe old one.\n\n> Since when?\n\nMay.",
    "one answer inside": f"Hi,\n\n{OURS}\n> Did you restart it?\nYes, twice.\n",
    "marks at the end that nobody introduces": "These are wrong:\n\n> 10293\n> 10294",
    "a message of a program": "At the prompt I see\n\n>>> import router\n>>> router.start()\n",
    "an introduction with no quote": "On 3 Nov 2025 at 09:12 you wrote to a@example.com:\nnothing",
    "two fields": "From: Lisbon\nTo: Berlin\n\nIs there a train at 9:12?",
    "fields without an address": "From: Lisbon\nTo: Berlin\nOn: 3 Nov 2025 9:12\nSeats: two",
    "nothing of one's own": f"{OURS}\n\n> Please restart it.\n",
    "a list": "My devices:\n- router: old\n- phone: new\n- time: 9:12\n",
    "a rule": "First.\n\n----------\n\nSecond.",
    "a line of two hyphens with much below": "A\n--\n" + "\n".join(f"line {n}" for n in range(40)),
}


@pytest.mark.parametrize("text", KEPT_WHOLE.values(), ids=KEPT_WHOLE)
def test_where_it_is_not_sure_that_something_is_a_quote_nothing_is_cut(text: str) -> None:
    assert split(text).own == text.strip()
    assert split(text).quoted == ""


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"{OURS}\n\n> Which model?\n\nThe old one.\n", "The old one."),
        (f"Thanks.\n{OURS}\n> It is done.\n", "Thanks."),
        (f"Thanks.\n\n{OURS}\n\n> It is done.\n>> What?\n>\n\n-- \nAna", "Thanks."),
        ("Thanks.\n-- \nAna\n+351 900", "Thanks."),
        ("Thanks.\n--\nAna", "Thanks."),
        ("Done.\n\n##- answer above this line -##\n\nDear Ana,\n", "Done."),
        (f"Done.\n\n{OURS}\n\n> ##- answer above -##\n> Dear Ana\n", "Done."),
        ("Ok\n\n> On 3 Nov 2025, at 09:12, A <a@example.org> wrote:\n> \n> Hi\n", "Ok"),
    ],
)
def test_a_quote_or_a_signature_is_cut(text: str, own: str) -> None:
    assert split(text).own == own
    assert split(text).quoted


GMAIL = (
    '<div class="gmail_quote"><div class="gmail_attr">On 3 Nov 2025 Support wrote:</div>{}</div>'
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            GMAIL.format("<blockquote>Which?</blockquote><div>The old one.</div>"),
            "On 3 Nov 2025 Support wrote:\n\nWhich?\nThe old one.",
        ),
        (
            '<p>Hi</p><blockquote type="cite">Which?</blockquote><p>The old one.</p>'
            '<blockquote type="cite">Since when?</blockquote>',
            "Hi\n\nWhich?\nThe old one.\n\nSince when?",
        ),
        (
            '<p>Please see below.</p><div class="gmail_quote"><div class="gmail_attr">Forwarded'
            "</div><p>Order 10293</p></div>",
            "Please see below.\n\nForwarded\n\nOrder 10293",
        ),
        (GMAIL.format("<blockquote>Only this</blockquote>"), None),
    ],
)
def test_html_that_answers_inside_or_passes_on_is_kept_whole(html: str, text: str | None) -> None:
    one = written(mail(kind="text/html; charset=utf-8", body=html))
    assert "quoted" not in one.extra
    if text is not None:
        assert shape(one.text) == shape(text)


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="yahoo_quoted"><div>On Monday Support wrote:</div>Our words</div>',
        '<div class="protonmail_quote">On Monday:<blockquote>Our words</blockquote></div>',
        '<blockquote type="cite">Our words</blockquote>',
        '<div id="mail-editor-reference-message-container"><p>Our words</p></div>',
        '<span id="OLK_SRC_BODY_SECTION"><p>Our words</p></span>',
        '<div id="appendonsend"></div><hr><div>Our words</div>',
        "<p>##- answer above this line -##</p><p>Our words</p>",
    ],
)
def test_html_that_a_program_marks_as_a_quote_is_cut(quote: str) -> None:
    one = written(mail(kind="text/html; charset=utf-8", body=f"<p>Mine.</p>{quote}"))
    assert one.text == "Mine."
    assert "Our words" in str(one.extra["quoted"])
    assert "Our words" in str(one.extra["html"])


def test_an_answer_below_the_quote_is_the_answer() -> None:
    html = '<div class="moz-cite-prefix">On 3 Nov Support wrote:</div>' + (
        '<blockquote type="cite">Which one?</blockquote><p>The old one.</p>'
    )
    one = written(mail(kind="text/html; charset=utf-8", body=html))
    assert one.text == "The old one."


def test_the_end_of_a_list_of_subscribers_is_no_answer_inside() -> None:
    answer = part("text/plain", f"Thanks.\n\n{OURS}\n\n> It is done.\n")
    footer = part("text/plain", "Sent to the group.")
    one = written(mail_of(together("multipart/mixed", [answer, footer])))
    assert one.text == "Thanks.\n\nSent to the group."


def test_a_quote_behind_a_picture_is_a_quote() -> None:
    parts = [
        part("text/plain", "See:"),
        part("image/png", b"x"),
        part("text/plain", f"{OURS}\n> A"),
    ]
    one = written(mail_of(together("multipart/mixed", parts)))
    assert one.text == "See:"
