"""What a template may hold, and what of it is found when the desk is read."""

from datetime import UTC, datetime

import pytest

from rulebook.checking.examination import examine
from tests.rulebook.building import Copy

FOLDER = "replies/acknowledgement"
ONLY = (
    "only values, if, for item in a list, between(now, soonest, latest), | instant "
    'and "25" | money("EUR") are used here; leave the rest out'
)
DIGEST = "replies/digest"
KNOWN = "only name, ticket, now, soonest, latest are"


@pytest.mark.attack(22, 24)
@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{% for x in range(9) %}a{% endfor %}", f"line 1: {ONLY}"),
        ("{% set x = 'a' %}x", f"line 1: {ONLY}"),
        ("{{ ticket * 99999999 }}", f"line 1: {ONLY}"),
        ("{{ ticket|upper }}", f"line 1: {ONLY}"),
        ("{{ ticket.__class__ }}", f"line 1: {ONLY}"),
        ("{{ 'x' }}", f"line 1: {ONLY}"),
        ("{{ between }}", f"line 1: {ONLY}"),
        ("{{ between(now, soonest) }}", f"line 1: {ONLY}"),
        ("{{ between(now, soonest, 'x') }}", f"line 1: {ONLY}"),
        ("{{ between(now, soonest, latest=latest) }}", f"line 1: {ONLY}"),
        ("{{ ticket(now, soonest, latest) }}", f"line 1: {ONLY}"),
        ("{{ now | instant('en') }}", f"line 1: {ONLY}"),
        ("{{ now | instant(*ticket) }}", f"line 1: {ONLY}"),
        ("Hi\n{{ ticket | money('EUR') }}", f"line 2: {ONLY}"),
        ("{{ '5' | money }}", f"line 1: {ONLY}"),
        ("{{ '5' | money(ticket) }}", f"line 1: {ONLY}"),
        ("{{ '5' | money('EUR', *ticket) }}", f"line 1: {ONLY}"),
        ("Hi\n{{ '1,5' | money('EUR') }}", "line 2: '1,5' is no amount; write it like 1234.50"),
        ("{{ '1e99999' | money('EUR') }}", "'1e99999' is no amount; write it like 1234.50"),
        ("{{ '5' | money('EUO') }}", "'EUO' is no currency; write its three letters"),
        ("Hi\n{% for x in ticket %}a{% endfor %}", "line 2: 'ticket' is no list; leave the loop"),
        ("{% for x in (1, 2) %}a{% endfor %}b", f"line 1: {ONLY}"),
        ("{% if ticket == 5 %}a{% endif %}b", f"line 1: {ONLY}"),
        ("{% if ticket > 'a' %}a{% endif %}b", f"line 1: {ONLY}"),
        ("{% include 'x' %}", f"line 1: {ONLY}"),
        ("{% macro m() %}{% endmacro %}x", f"line 1: {ONLY}"),
        ("Hello\n{{ nmae }}", f"line 2: 'nmae' is not known here, {KNOWN}"),
        ("{{ between(now, soonest, lastest) }}", f"line 1: 'lastest' is not known here, {KNOWN}"),
        ("{{ acknowledge_by | instant }}", f"'acknowledge_by' is not known here, {KNOWN}"),
        ("{{ ticket | instant }}", "line 1: 'ticket' is no instant"),
        ("{{ between(now, ticket, latest) }}", "line 1: 'ticket' is no instant"),
        ("{% if latest == 'never' %}a{% endif %}b", "line 1: 'latest' is never \"never\", but"),
        ("Hello\n{{ name", "line 2: "),
        ("{% if name %}Hello", "line 1: "),
        ("", "the reply can be empty"),
        ("{% if name %}Hello{% endif %}", "the reply can be empty"),
        ("{{ between(now, soonest, latest) }}", "the reply can be empty"),
        ("{% if name != 'Bob' %}Hello{% endif %}", "the reply can be empty"),
        ("x" * 4097, "the reply can get longer than 4 kB"),
        ("x" + "{{ name }}" * 20, "the reply can get longer than 4 kB"),
        ("{{ now | instant }}" + "x" * 3900, "the reply can get longer than 4 kB"),  # by a clock
        ("{% if name == 'Bob' %}" + "x" * 4097 + "{% endif %}y", "can get longer than 4 kB"),
        (
            "x{{soonest}}"
            + "".join(f"{{%if name=='{n}'%}}{{%endif%}}" for n in range(560))
            + "{{latest}}",
            "there are too many ifs in it; write it more simply",
        ),
    ],
)
def test_a_template_that_is_more_than_text_is_refused(
    copy: Copy, template: str, sentence: str
) -> None:
    (complaint,) = copy.write(f"{FOLDER}/pt.j2", template).complaints()
    assert complaint.startswith(f"{FOLDER}/pt.j2")
    assert sentence in complaint


@pytest.mark.parametrize(
    ("name", "template", "sentence"),
    [
        ("digest", "{{ lines }} {{ ticket }}", "'ticket' is not known here, only count, lines are"),
        ("hand-over", "{% if cause == 'agnet' %}a{% endif %}b", "'cause' is never \"agnet\", but"),
        ("brief-next", "{{ answers | instant }}", "'answers' is no instant"),
        ("shift", "{% if due_first %}{{ team }}{% endif %}", "the reply can be empty"),
    ],
)
def test_a_template_for_agents_knows_its_own_values(
    copy: Copy, name: str, template: str, sentence: str
) -> None:
    (complaint,) = copy.write(f"replies/{name}/en.j2", template).complaints()
    assert complaint.startswith(f"replies/{name}/en.j2")
    assert sentence in complaint


def test_what_a_template_may_hold_may_be_combined(copy: Copy) -> None:
    template = (
        "{% if name and not latest %}{{ name }}{% elif soonest == '' or name != 'Bob' %}Hi"
        "{% else %}{{ latest | instant }}{{ between(now, soonest, latest) }}{% endif %}"
    )
    copy.write("replies/mixed/en.j2", template)
    replies = copy.read().replies
    assert replies.render("mixed", "en", {"ticket": "eu-1"}).text == "Hi"
    assert replies.render("mixed", "en", {"ticket": "eu-1", "name": "Ana"}).text == "Ana"


@pytest.mark.attack(23)
@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{% for one in lines %}{% for two in lines %}a{% endfor %}{% endfor %}", ONLY),
        ("{% for one in lines recursive %}{{ loop(one) }}{% endfor %}", ONLY),
        ("{% for one in lines if one %}{{ one }}{% endfor %}", ONLY),
        ("{% for one in lines %}{{ one }}{% else %}none{% endfor %}", ONLY),
        ("{% for one, two in lines %}{{ one }}{% endfor %}", ONLY),
        ("{% for one in lines | batch(2) %}{{ one }}{% endfor %}", ONLY),
        ("{% for one in lines %}{% if one == 'a' %}b{% endif %}{% endfor %}", ONLY),
        ("{% for one in lines %}{{ one | instant }}{% endfor %}", ONLY),
        ("{% for one in lines %}{{ loop.index }}{% endfor %}", ONLY),
        ("{% for one in lines %}{% endfor %}{{ one }}", "'one' is not known here, only count,"),
        ("{% for one in liens %}{{ one }}{% endfor %}", "'liens' is not known here, only count,"),
        ("{% for count in lines %}{{ count }}{% endfor %}", "'count' is a value already; call"),
        ("{% if lines == 'a' %}{{ lines }}{% endif %}b", "'lines' is a list; ask only whether"),
    ],
)
def test_a_loop_goes_once_over_a_list_that_is_given(
    copy: Copy, template: str, sentence: str
) -> None:
    complaints = copy.write(f"{DIGEST}/en.j2", f"{{{{ count }}}}\n{template}").complaints()
    assert complaints[0].startswith(f"{DIGEST}/en.j2, line 2: ")
    assert sentence in complaints[0]


def test_a_loop_says_each_item_of_a_list(copy: Copy) -> None:
    template = "{{ count }}:{% if lines %}{% for one in lines %} ({{ one }}){% endfor %}{% endif %}"
    copy.write(f"{DIGEST}/en.j2", template)
    replies = copy.read().replies
    assert replies.render("digest", "en", {"count": "2", "lines": "a\nb"}).text == "2: (a) (b)"
    assert replies.render("digest", "en", {"count": "0", "lines": ""}).text == "0:"


@pytest.mark.attack(23)
def test_a_list_ends_somewhere_and_says_so(copy: Copy) -> None:
    copy.write(f"{DIGEST}/en.j2", "{% for one in lines %}{{ one }} {% endfor %}")
    many = "\n".join(map(str, range(1000)))
    said = copy.read().replies.render("digest", "en", {"count": "1000", "lines": many}).text
    assert said.split() == [*map(str, range(100)), "…"]


def test_an_amount_is_written_as_the_language_writes_it(copy: Copy) -> None:
    for language in ("en", "de"):
        copy.write(f"replies/credit/{language}.j2", "{{ '1234.5' | money('EUR') }}")
    replies = copy.read().replies
    assert replies.render("credit", "en", {"ticket": "eu-1"}).text == "€1,234.50"
    assert replies.render("credit", "de", {"ticket": "eu-1"}).text == "1.234,50\N{NO-BREAK SPACE}€"


def test_what_english_says_is_missed_in_other_languages(copy: Copy) -> None:
    copy.write("replies/mixed/en.j2", "Hi {{ name }}, {{ ticket }}: {{ latest | instant }}.")
    copy.write("replies/mixed/de.j2", "Zu {{ ticket }}.")
    copy.write(
        "replies/mixed/fr.j2", "{# machine-made #}\n{# without name, latest #}\n{{ ticket }}."
    )
    copy.write("replies/mixed/it.j2", "{# without nmae, name, latest #}\n{{ ticket }}.")
    found = examine(copy.folder, datetime(2026, 11, 23, tzinfo=UTC))
    assert [str(one) for one in found.warnings if "mixed" in one.file] == [
        "replies/mixed/de.j2: English says 'latest' and this does not; write {{ latest }}, or "
        "{# without latest #} in the first line",
        "replies/mixed/de.j2: English says 'name' and this does not; write {{ name }}, or "
        "{# without name #} in the first line",
        "replies/mixed/it.j2: 'nmae' is not known here, " + KNOWN,
    ]
    assert found.desk is not None  # it can be used all the same
    assert copy.read().replies.render("mixed", "de", {"ticket": "eu-1"}).text == "Zu eu-1."
