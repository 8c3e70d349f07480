import pytest

from domain.privacy import Term
from domain.retention import RetentionKind, never_shorter
from rulebook.desk import read_desk
from rulebook.new_desk import reduced
from rulebook.publishing.diff import desk_diff
from rulebook.publishing.editions import files_of
from rulebook.schemas.spoken_terms import spoken_time
from tests.rulebook.building import SAMPLE, Copy

PRIVACY = "privacy.yaml"
SIX_MONTHS = Term(months=6)


def test_every_region_of_the_sample_desk_keeps_records_for_six_months_and_texts_for_a_time() -> (
    None
):
    kept = read_desk(SAMPLE).retention
    assert {name: one.terms[RetentionKind.TEXTS] for name, one in kept.items()} == {
        "eu": Term(months=18),
        **dict.fromkeys(("na", "latam", "apac"), Term(months=24)),
        "cn": Term(months=12),
    }
    for one in kept.values():
        assert never_shorter(one.terms[RetentionKind.RECORDS], SIX_MONTHS)
        assert RetentionKind.HISTORIES not in one.terms
    assert str(kept["apac"].days.zone) == "Asia/Singapore"


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (
            "texts: 2 years, records: 1 year",
            "records are kept for 1 year, and texts for 2 years: the records of a ticket would go "
            "before its texts",
        ),
        ("records: 1 year", "records are kept for 1 year, and texts for ever: the records"),
        ("histories: 1 year", "histories are kept for 1 year, and texts for ever"),
        ("texts: 1 year, people: 6 months", "people are kept for 6 months, and texts for 1 year"),
        (
            "texts: 1 week, records: 1 year, histories: 2 years",
            "records are kept for 1 year, and histories for 2 years: a history says nothing",
        ),
        (
            "texts: 1 week, records: 1 year, histories: for ever",
            "records are kept for 1 year, and histories for ever",
        ),
    ],
)
def test_what_would_be_left_without_what_it_needs_is_refused(
    copy: Copy, times: str, said: str
) -> None:
    [found] = copy.write(PRIVACY, f"retention: {{{times}}}\n").complaints()
    assert said in found


def test_what_is_wrong_everywhere_is_said_once_and_what_a_region_did_at_its_place(
    copy: Copy,
) -> None:
    times = "texts: 2 years, records: 1 year, regions: {na: {records: 6 months}}"
    found = copy.write(PRIVACY, f"retention: {{{times}}}\n").complaints()
    assert sorted(one.partition(", and")[0] for one in found) == [
        "privacy.yaml, line 1: na: records are kept for 6 months",
        "privacy.yaml, line 1: records are kept for 1 year",
    ]


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("texts: 2", "write one like '2 years', '18 months', '183 days', or 'for ever'"),
        ("texts: 0 days", "write one like '2 years'"),
        ("texts: 1000 years", "more than a hundred years; write 'for ever'"),
        ("texts_at_most: for ever", "a limit is a time"),
        ("text: 2 years", "did you mean 'texts'?"),
        ("regions: {ue: {texts: 2 years}}", "there is no region 'ue'"),
        ("regions: {eu: {people: soon}}", "'soon' is no time to keep something"),
    ],
)
def test_a_slip_is_answered_by_what_to_write(copy: Copy, times: str, said: str) -> None:
    complaints = copy.write(PRIVACY, f"retention: {{{times}}}\n").complaints()
    assert any(said in one for one in complaints), complaints


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("2 years", Term(months=24)),
        ("18 months", Term(months=18)),
        ("2 weeks", Term(days=14)),
        ("183 days", Term(days=183)),
        ("100 years", Term(months=1200)),
        ("for ever", None),
    ],
)
def test_times_are_read_as_people_say_them(words: str, term: Term | None) -> None:
    assert spoken_time(words) == term


@pytest.mark.parametrize(("region", "months"), [("eu", 18), ("latam", 24), ("cn", 12)])
def test_a_desk_of_one_region_keeps_its_times(region: str, months: int) -> None:
    desk = read_desk(reduced(files_of(SAMPLE), region))
    assert set(desk.retention) == {region}
    assert desk.retention[region].terms[RetentionKind.TEXTS] == Term(months=months)


def test_a_change_is_told_time_by_time() -> None:
    before = files_of(SAMPLE)
    text = before[PRIVACY].replace("texts: 18 months", "texts: 10 months")
    after = {**before, PRIVACY: text.replace("records: 4 years", "records: 5 years")}
    assert desk_diff(before, after) == (
        "privacy.yaml: retention records 4 years → 5 years; "
        "retention regions eu texts 18 months → 10 months",
    )
