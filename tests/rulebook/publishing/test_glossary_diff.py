from domain.desks import Files
from rulebook.publishing.diff import desk_diff, first_desk
from rulebook.publishing.editions import files_of
from tests.rulebook.building import SAMPLE

OWN, SLANG = "glossary/own.csv", "glossary/slang/pt.csv"
HEAD = "id,keep,en,pt\n"


def _told(before: str, after: str, path: str = OWN) -> tuple[str, ...]:
    files: Files = files_of(SAMPLE)
    return desk_diff({**files, path: before}, {**files, path: after})


def test_a_term_is_told_by_its_id_and_languages() -> None:
    before = f"{HEAD}bale,no,bale,fardo\nreel,no,reel,bobina\n"
    after = f"{HEAD}bale,no,bale|bales,atado\nucc,yes,UCC,\n"
    assert _told(before, after) == (
        "term bale: en bale → bale|bales; pt fardo → atado",
        "term ucc is new: keep yes, en UCC",
        "term reel is gone",
    )


def test_slang_is_told_by_its_language() -> None:
    assert _told("form,en\nvlw,value\n", "form,en\nvlw,thanks\nblz,fine\n", SLANG) == (
        "slang word vlw in pt: en value → thanks",
        "slang word blz in pt is new: en fine",
    )


def test_another_order_of_rows_means_the_same() -> None:
    before, after = "a,no,bale,fardo\n", "b,no,reel,bobina\n"
    told = _told(f"{HEAD}{before}{after}", f"{HEAD}{after}{before}")
    assert told == (f"written otherwise, with the same meaning: {OWN}",)


def test_the_first_desk_counts_its_terms() -> None:
    (told,) = first_desk(files_of(SAMPLE))
    assert " terms" in told
    assert " slang words" in told
