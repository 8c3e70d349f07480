"""What a template may hold, and what of it is found when the desk is read."""

import pytest

from tests.rulebook.building import Copy

FOLDER = "replies/acknowledgement"
ONLY = "only values, if, between(now, soonest, latest) and | instant are used here"
KNOWN = "only name, ticket, now, soonest, latest are"


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
        ("{{ name }}" * 20, "the reply can get longer than 4 kB"),
        ("{% if name == 'Bob' %}" + "x" * 4097 + "{% endif %}y", "can get longer than 4 kB"),
        (
            "x" + "".join(f"{{% if name == '{n}' %}}{{% endif %}}" for n in range(2000)),
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
