from datetime import UTC, datetime
from pathlib import Path

import pytest

from rulebook.checking.examination import examine
from rulebook.glossary.tables import MOST_ROWS
from rulebook.publishing.editions import edition_in, files_of
from tests.rulebook.building import Copy

TERMS, SLANG = "glossary/own.csv", "glossary/slang/pt.csv"
HEAD = "id,keep,en,pt,zh-Hans\n"

REFUSED = [
    (TERMS, f"{HEAD}a,no,bale,fardo,\na,no,reel,bobina,\n", 3, "the id 'a' stands in"),
    (TERMS, f"{HEAD}a,no,bale,fardo,\nb,no,Bale,atado,\n", 3, "'Bale' means 'b' here and 'a' in"),
    (TERMS, f"{HEAD}a,no,bale,fardo,\nb,no,reel,bobina|FARDO,\n", 3, "let a form mean one thing"),
    (TERMS, f"{HEAD}a,yes,bale,,\nb,no,reel,bale,\n", 3, "'bale' means 'b' here and 'a' in"),
    (TERMS, f"{HEAD}b,no,reel,bale,\na,yes,bale,,\n", 3, "'bale' means 'a' here and 'b' in"),
    (
        "glossary/yours.csv",
        f"{HEAD}x1,no,bill of lading,talão,\n",
        2,
        "in glossary/trade.csv, line 2",
    ),
    (TERMS, f"{HEAD}fob,yes,free on board,,\n", 2, "the id 'fob' stands in glossary/keep.csv"),
    (TERMS, f"{HEAD}a,no,bale|,fardo,\n", 2, "en: a form is empty"),
    (TERMS, f"{HEAD}a,no,bale||x1,fardo,\n", 2, "en: a form is empty"),
    (TERMS, f"{HEAD}a,no,,,\n", 2, "the term has no form at all"),
    (TERMS, f"{HEAD}a,no,bale,,\n", 2, "the term has a form in en only"),
    (TERMS, f"{HEAD}a,no,b,fardo,\n", 2, "'b' is a single character"),
    (TERMS, f"{HEAD}a,no,--,fardo,\n", 2, "'--' has no letter"),
    (TERMS, f"{HEAD}a,no,bale|Bale,fardo,\n", 2, "'bale' is written twice"),
    (TERMS, f"{HEAD}a,no,{'bale ' * 20},fardo,\n", 2, "longer than 80 characters"),
    (TERMS, f"{HEAD}a,no,{'bale ' * 200},fardo,\n", 2, "a cell is longer than 500 characters"),
    (TERMS, f"{HEAD}a,maybe,bale,fardo,\n", 2, "keep is 'maybe'; write yes or no"),
    (TERMS, f"{HEAD}A b,no,bale,fardo,\n", 2, "'A b' is no id; write one like bill-of-lading"),
    (TERMS, f"{HEAD}a,no,bale\n", 2, "the row has 3 cells, the header 5"),
    (TERMS, f'{HEAD}a,no,bale,fardo,\nb,no,"reel,x,\n', 3, "this is not CSV"),
    (TERMS, f'{HEAD}a,no,"ba"le,fardo,\n', 2, "this is not CSV"),
    (TERMS, f'{HEAD}a,no,"ba\nle",fardo,\n', 2, "a line break or a control character"),
    (TERMS, f"{HEAD}a,no,ba\x00le,fardo,\n", 2, "a line break or a control character"),
    (TERMS, f"{HEAD}\ufeffa,no,bale,fardo,\n", 2, "there is a byte-order mark in the row"),
    (TERMS, "id,keep,en,xx-yy-zz\n", 1, "'xx-yy-zz' is no language"),
    (TERMS, "id,keep,en,português\n", 1, "'português' is no language"),
    (TERMS, "id,keep,en,EN\n", 1, "there are two columns for en"),
    (TERMS, "id,keep\n", 1, "there is no column for a language"),
    (TERMS, "id;keep;en\n", 1, "write id,keep,en,pt-BR, divided by commas"),
    (TERMS, "term,en\n", 1, "the columns begin with 'term,en'"),
    (TERMS, "", 1, "the file is empty"),
    (TERMS, HEAD + "a,no,bale,fardo,\n" * (MOST_ROWS + 2), MOST_ROWS + 2, "divide the file"),
    (SLANG, "form,en\nvlw,\n", 2, "the meaning in en is empty"),
    (SLANG, "form,en\n,thanks\n", 2, "the form is empty"),
    (SLANG, "form,en\nvlw,thanks\nVLW,value\n", 3, "let a form mean one thing"),
    (SLANG, "form,es\nvlw,gracias\n", 1, "there is no column en"),
    ("glossary/slang/portuguese.csv", "form,en\n", None, "name the file after one, like pt.csv"),
    ("glossary/terms.xlsx", "x", None, "nothing reads this"),
    ("glossary/slang/pt.yaml", "x", None, "nothing reads this"),
    (TERMS, "x" * 10_000_000, None, "the file is larger than 256 kB"),
]


@pytest.mark.parametrize(("name", "text", "line", "said"), REFUSED, ids=range(len(REFUSED)))
def test_a_contradiction_is_refused_with_its_file_and_line(
    copy: Copy, name: str, text: str, line: int | None, said: str
) -> None:
    found = examine(copy.write(name, text).folder, datetime(2026, 11, 20, tzinfo=UTC)).errors
    there = [one for one in found if one.file == name and said in one.sentence]
    assert there, [str(one) for one in found]
    assert there[0].line == line
    assert any(said in sentence for sentence in copy.complaints())


def test_what_excel_saves_is_read(copy: Copy) -> None:
    text = '\ufeffid,keep,en,pt\r\nbale,,"bale, pressed",fardo prensado\r\n\r\n'
    (copy.folder / TERMS).write_bytes(text.encode())
    bale = next(term for term in copy.read().glossary.terms if term.id == "bale")
    assert dict(bale.forms) == {"en": ("bale, pressed",), "pt": ("fardo prensado",)}
    assert not bale.keep


def test_forms_are_divided_and_the_first_is_what_is_written(copy: Copy) -> None:
    text = "id,keep,en,zh-hans\nbale,no,bale | bales,大包\nucc,yes,UCC|ucc,\n"
    terms = {term.id: term for term in copy.write(TERMS, text).read().glossary.terms}
    assert terms["bale"].forms == {"en": ("bale", "bales"), "zh-Hans": ("大包",)}
    assert terms["ucc"].keep
    assert terms["ucc"].forms == {"en": ("UCC", "ucc")}


def test_both_chinese_scripts_may_share_a_form_of_one_term(copy: Copy) -> None:
    text = "id,keep,en,zh-Hans,zh-Hant\nbale,no,bale,大包,大包\n"
    assert copy.write(TERMS, text).read()


def test_a_desk_may_have_no_glossary(copy: Copy) -> None:
    for path in sorted((copy.folder / "glossary").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    desk = copy.read()
    assert (desk.glossary.terms, desk.glossary.version) == ((), "")
    assert (dict(desk.slang.words), desk.slang.version) == ({}, "")


def test_the_version_follows_the_content(copy: Copy) -> None:
    before = copy.read().glossary.version
    assert copy.read().glossary.version == before
    assert copy.write(TERMS, f"{HEAD}a,no,bale,fardo,\n").read().glossary.version != before


def test_glossary_files_are_part_of_a_published_desk(copy: Copy) -> None:
    files = files_of(copy.folder)
    names = {"glossary/keep.csv", "glossary/trade.csv", "glossary/slang/pt.csv"}
    assert names <= set(files)
    before = edition_in(copy.folder)
    after = edition_in(copy.write(TERMS, f"{HEAD}a,no,bale,fardo,\n").folder)
    assert after.address != before.address
    assert len(after.desk.glossary.terms) == len(before.desk.glossary.terms) + 1


def test_a_slip_in_the_glossary_hides_nothing_else(copy: Copy, tmp_path: Path) -> None:
    copy.write(TERMS, "id;keep\n").write(SLANG, "form,en\nvlw,\n")
    copy.edit("regions.yaml", "default: eu", "default: us")
    files = {one.partition(",")[0].partition(":")[0] for one in copy.complaints()}
    assert {TERMS, SLANG, "regions.yaml"} <= files
