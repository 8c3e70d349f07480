"""What is wrong with cultures and concepts is told by file and line, all of it at once."""

from datetime import UTC, datetime

import pytest

from rulebook.checking.examination import examine
from tests.rulebook.building import Copy
from tests.rulebook.keys.test_culture_keys import CONCEPT, CULTURE, FILE, SAUNA

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def written(copy: Copy) -> Copy:
    return copy.write(FILE, CULTURE).write(CONCEPT, SAUNA)


def test_the_files_of_the_tests_are_right(written: Copy) -> None:
    assert written.read().culture.of_country("FI").hint == "Short and calm."


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "sentence"),
    [
        (FILE, "[FI]", "[XQ]", 2, "'XQ' is no country of ISO 3166-1; write its two letters"),
        (FILE, "[FI]", "[Finland]", 2, "write two capital letters, like IE"),
        (FILE, "[FI]", "[FI, FI]", 2, "FI is written twice; keep one of them"),
        (FILE, "countries: [FI]", "faith: pastafari", 2, "'pastafari' is not known here; write "),
        (FILE, "countries: [FI]\n", "", 1, "is of countries or of a faith: write one of the two"),
        (FILE, "[FI]", "[FI]\nfaith: islam", 1, "is of countries or of a faith: write one of the"),
        (FILE, "countries: [FI]", "faith: islam", 3, "a faith says only what to avoid; leave it"),
        (FILE, "Short and calm.", '"Short\\nand calm."', 3, "this has several lines: write it on"),
        (FILE, "{fi: {address", "{elvish: {address", 4, "'elvish' is no language: write a tag"),
        (FILE, "{en: {postcode", "{xx: {postcode", 6, "'xx' is no language: write a tag like pt"),
        (FILE, "{postcode:", '{"post*":', 6, "'post*' has an open end: write each word whole"),
        (FILE, "postal code}", "Postcode}", 6, "'Postcode' is suggested for 'postcode', and "),
        (FILE, "{sauna:", "{suana:", 5, "there is no concept 'suana'; did you mean 'sauna'?"),
        (FILE, "action: warn", "action: refuse", 5, "'refuse' is not known here; write 'warn' or"),
        (FILE, "given name first", "given first", 7, "'given first' is not known here; write "),
        (FILE, "usual: {payment", "usual: {paymnet", 8, "'paymnet' is not known here; did you"),
        (FILE, "hint:", "hints:", 3, "'hints' is not known here; did you mean 'hint'?"),
        (CONCEPT, "{en: [sauna,", "{xx: [sauna,", 3, "'xx' is no language: write a tag like pt"),
        (CONCEPT, "[sauna, sauna bath]", '[sauna, "s*"]', 3, "'s*' stands in far too many words"),
        (CONCEPT, "[sauna, sauna bath]", "[sauna, Sauna]", 3, "'Sauna' is written twice; keep one"),
        (CONCEPT, "[sauna stone]", "[sauna]", 4, "'sauna' stands in words, too; keep one of them"),
        (CONCEPT, "[sauna stone]", "[saunas]", 4, "'saunas' holds none of the words; leave it out"),
        (CONCEPT, "concept: sauna", "concept: wording", 1, "no concept can be called 'wording'"),
        (
            CONCEPT,
            "concept: sauna",
            "concept: beef",
            1,
            "the concept 'beef' stands in concepts/bee",
        ),
        (FILE, "culture: fi", "culture: at", 1, "the culture 'at' stands in culture/at.yaml alre"),
    ],
)
def test_what_is_wrong_is_refused_with_file_and_line(
    written: Copy, file: str, old: str, new: str, line: int, sentence: str
) -> None:
    written.edit(file, old, new)
    said = written.complaints()
    assert any(one.startswith(f"{file}, line {line}: ") and sentence in one for one in said), said


OTHER = """culture: nordic
countries: [SE, FI]
hint: Long.
register: {fi: {address: sinä}}
avoid: {sauna: {action: hold, suggest: Write bath.}}
wording: {en: {postcode: post number}}
names: family name first
usual: {payment: In cash., contact: By mail.}
"""


def test_two_files_that_contradict_each_other_about_a_country_are_refused(written: Copy) -> None:
    said = written.write("culture/nordic.yaml", OTHER).complaints()
    what = ["hint", "register fi", "avoid sauna", "wording en postcode", "names", "usual payment"]
    lines = [3, 4, 5, 6, 7, 8]
    assert list(said) == [
        f"culture/nordic.yaml, line {line}: FI has another {one} in culture/fi.yaml; keep one of "
        "them, or write the same in both"
        for one, line in zip(what, lines, strict=True)
    ]


def test_two_files_may_each_say_their_part_of_a_country_and_the_same(written: Copy) -> None:
    part = "culture: nordic\ncountries: [SE, FI]\nusual: {contact: By mail.}\n"
    part += "register: {sv: {address: du}}\n"
    customs = written.write("culture/nordic.yaml", part).read().culture.of_country("FI")
    assert (customs.hint, customs.contact) == ("Short and calm.", "By mail.")
    assert sorted(customs.registers) == ["fi", "sv"]


def test_two_files_of_one_faith_may_not_contradict_each_other(written: Copy) -> None:
    text = "culture: muslims\nfaith: islam\navoid: {pork: {action: warn, suggest: No.}}\n"
    [said] = written.write("culture/muslims.yaml", text).complaints()
    assert said.startswith("culture/muslims.yaml, line 3: islam has another avoid pork in culture/")


def test_words_that_two_files_replace_by_each_other_are_refused(written: Copy) -> None:
    text = "culture: n\ncountries: [FI]\nwording: {en: {Postal Code: postcode}}\n"
    said = written.write("culture/n.yaml", text).complaints()
    assert [one.partition(":")[0] for one in said] == [
        "culture/fi.yaml, line 6",
        "culture/n.yaml, line 3",
    ]


def test_all_that_is_wrong_is_told_at_once(written: Copy) -> None:
    written.edit(FILE, "[FI]", "[XQ, FI]").edit(FILE, "{fi: {addr", "{elvish: {addr")
    written.edit(CONCEPT, "[sauna stone]", "[snow, ice]").edit(FILE, "{sauna:", "{sana:")
    said = "\n".join(written.complaints())
    for part in ("'XQ' is no country", "'elvish'", "'snow' holds", "'ice' holds", "concept 'sana'"):
        assert part in said


def test_a_concept_that_nobody_avoids_is_a_warning(written: Copy) -> None:
    written.edit(FILE, "avoid: {sauna: {action: warn, suggest: Write bath.}}\n", "")
    found = examine(written.folder, NOW)
    assert found.errors == ()
    [one] = (one for one in found.warnings if one.file == CONCEPT)
    assert str(one) == (
        "concepts/sauna.yaml, line 1: no culture avoids 'sauna'; let one, or delete the file"
    )


def test_a_concept_that_cannot_be_read_is_not_called_unknown(written: Copy) -> None:
    written.edit(CONCEPT, "words: {en: [sauna, sauna bath]}", "words: []")
    assert not any("no concept" in one for one in written.complaints())


def test_a_desk_without_cultures_checks_nothing(written: Copy) -> None:
    for folder in ("culture", "concepts"):
        for path in (written.folder / folder).iterdir():
            path.unlink()
    culture = written.read().culture
    assert (dict(culture.countries), dict(culture.concepts)) == ({}, {})
