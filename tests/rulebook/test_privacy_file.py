from datetime import UTC, datetime, timedelta

import pytest

from domain.privacy import Basis, Purpose, Term
from rulebook.checking.examination import examine
from rulebook.desk import read_desk
from rulebook.new_desk import reduced
from rulebook.publishing.editions import files_of
from rulebook.schemas.spoken_terms import spoken_term
from tests.rulebook.building import FRIDAY, SAMPLE, Copy

PRIVACY = "privacy.yaml"
LAW = "laws: {own: {title: Own, regions: [eu], answer_within: 1 month}}\n"


def warnings(copy: Copy) -> list[str]:
    found = examine(copy.folder, FRIDAY).warnings
    return [str(one) for one in found if one.file == PRIVACY]


def test_every_region_of_the_sample_desk_has_its_law() -> None:
    rules = read_desk(SAMPLE).privacy
    terms = {
        region: (law.answer_within, law.extended_by, law.ends_on_working_day)
        for region in ("eu", "na", "latam", "apac", "cn")
        if (law := rules.law_of(region))
    }
    assert terms == {
        "eu": (Term(months=1), Term(months=2), True),
        "na": (Term(days=45), Term(days=45), False),
        "latam": (Term(days=15), None, False),
        "apac": (Term(days=30), None, False),
        "cn": (Term(days=15), None, False),
    }
    assert {name: rule.needs for name, rule in rules.purposes.items()} == {
        Purpose.ONLINE_TRANSLATION: Basis.CONSENT
    }


def test_a_desk_without_the_file_has_no_laws_and_is_warned(copy: Copy) -> None:
    (copy.folder / PRIVACY).unlink()
    assert copy.read().privacy.laws == ()
    [said] = warnings(copy)
    assert "no law says by when requests from eu, na, latam, apac, cn are answered" in said


def test_a_region_without_a_law_is_a_warning_and_no_error(copy: Copy) -> None:
    [said] = warnings(copy.write(PRIVACY, LAW))
    assert said.startswith("privacy.yaml, line 1: no law says by when requests from na, latam")
    assert "eu" not in said.partition("from ")[2].partition(" are")[0].split(", ")


def test_a_region_has_one_law_at_most(copy: Copy) -> None:
    twice = LAW.replace("{own:", "{first: {title: F, regions: [eu], answer_within: 3 days}, own:")
    [said] = copy.write(PRIVACY, twice).complaints()
    assert said.endswith("eu has a law already, first; keep it in one of them")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[eu]", "[ue]", "there is no region 'ue'"),
        ("[eu]", "[]", "at least"),
        ("1 month", "30", "write one like '1 month', '45 days', '2 weeks'"),
        ("1 month", "0 days", "write one like '1 month', '45 days', '2 weeks'"),
        ("1 month", "2 years", "write one like '1 month', '45 days', '2 weeks'"),
        ("1 month", "14 months", "more than a year"),
        ("title", "titel", "did you mean 'title'?"),
    ],
)
def test_a_slip_is_answered_by_what_to_write(copy: Copy, old: str, new: str, said: str) -> None:
    complaints = copy.write(PRIVACY, LAW.replace(old, new)).complaints()
    assert any(said in one for one in complaints), complaints


def test_a_purpose_by_which_nothing_goes_is_refused(copy: Copy) -> None:
    text = "purposes: {marketing: {title: Send me offers, needs: consent}}\n"
    [said] = copy.write(PRIVACY, text).complaints()
    assert "online_translation" in said


@pytest.mark.parametrize(
    ("words", "term"),
    [("1 month", Term(months=1)), ("45 days", Term(days=45)), ("2 weeks", Term(days=14))],
)
def test_terms_are_read_as_laws_say_them(words: str, term: Term) -> None:
    assert spoken_term(words) == term


def test_a_desk_of_one_region_keeps_its_law_and_the_purposes() -> None:
    desk = read_desk(reduced(files_of(SAMPLE), "latam"))
    assert [law.name for law in desk.privacy.laws] == ["lgpd"]
    assert desk.privacy.purposes == read_desk(SAMPLE).privacy.purposes


def test_requests_are_nearly_due_a_week_before_unless_said(copy: Copy) -> None:
    [law] = copy.write(PRIVACY, LAW).read().privacy.laws
    due = datetime(2027, 3, 1, tzinfo=UTC)
    assert law.reminds_at(due) == due - timedelta(days=7)
