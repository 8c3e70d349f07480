"""Mails as Chromium shows them: no letter cut or missing, no line over another, the right way."""

from collections.abc import Mapping, Sequence

import pytest

from domain.cultures import NameOrder
from rulebook.replies.compiled import replies_of
from tests.rulebook.building import SAMPLE
from tests.rulebook.screenshots import USUAL, mail, mails, missing, page, seen

REPLIES = replies_of(SAMPLE).with_orders({"JP": NameOrder.FAMILY_FIRST})
ARABIC = "مرحبًا محمد الأحمد، شكرًا لمراسلتكم لنا."
THAI = "เราคาดว่าจะตอบกลับท่านภายใน 2 ถึง 5 ชั่วโมง กำลังดำเนินการ และติดตามอยู่อย่างต่อเนื่อง " * 2
# What must be found: in which language, what is said, how it is shown.
FAULTS = {
    "overlaps": [
        ("tight", "th", [THAI], "line-height: 0.8"),
        ("moved", "ja", ["佐藤 花子 様", "お問い合わせ"], "margin: -4px 0; line-height: 0.8"),
    ],
    "clipped": [("low", "th", ["ที่ปิ้ง ญู"], "overflow: hidden; height: 0.7em")],
    "too wide": [("in one line", "th", [THAI], "white-space: nowrap")],
    "direction": [
        ("an English word first", "ar", [f"Hello {ARABIC}"], ""),
        ("Arabic in Japanese", "ja", [ARABIC], ""),
    ],
    "does not begin at its side": [("ranged left", "ar", [ARABIC], "text-align: left")],
    "no letter \U0010fffd": [("private", "ja", ["受付番号\U0010fffd"], "")],
}


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sequence[str]]:
    """What Chromium finds wrong, by mail: in all of the desk's, and in those that have faults."""
    if lacking := missing(USUAL):
        pytest.skip(lacking)
    faulty = [mail(*each) for planted in FAULTS.values() for each in planted]
    html = tmp_path_factory.mktemp("pictures") / "mails.html"
    shown = [each for language in USUAL for each in mails(REPLIES, language)]
    html.write_text(page([*shown, *faulty]), encoding="utf-8")
    found = seen(html)
    assert html.with_suffix(".png").stat().st_size > 10_000
    return found


@pytest.mark.parametrize("language", USUAL)
def test_a_mail_is_whole_and_runs_the_right_way(
    looks: Mapping[str, Sequence[str]], language: str
) -> None:
    theirs = {name: faults for name, faults in looks.items() if name.startswith(f"{language}-")}
    assert len(theirs) == len(REPLIES.for_customers) + 1
    assert not any(theirs.values()), theirs


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_seen(looks: Mapping[str, Sequence[str]], fault: str) -> None:
    for name, *_ in FAULTS[fault]:
        assert fault in looks[name]
