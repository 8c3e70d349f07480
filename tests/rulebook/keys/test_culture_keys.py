"""Each key of `culture/*.yaml` and `concepts/*.yaml`, seen by what an agent is told."""

from datetime import UTC, datetime

import pytest

from api.checking import Checked
from api.draft_shapes import DraftCheck, draft_check
from domain.cultures import Faith, Recipient
from domain.drafts import findings_in
from rulebook.publishing.diff import desk_diff
from rulebook.publishing.editions import files_of
from tests.rulebook.building import SAMPLE, Copy

FILE, CONCEPT = "culture/fi.yaml", "concepts/sauna.yaml"
CULTURE = """culture: fi
countries: [FI]
hint: Short and calm.
register: {fi: {address: te, how: No titles.}}
avoid: {sauna: {action: warn, suggest: Write bath.}}
wording: {en: {postcode: postal code}}
names: given name first
usual: {payment: By invoice., contact: By mail.}
"""
SAUNA = """concept: sauna
means: A sauna
words: {en: [sauna, sauna bath]}
harmless: {en: [sauna stone]}
"""


def told(copy: Copy, draft: str = "A sauna", *edits: tuple[str, str, str]) -> DraftCheck:
    """What an agent is told of a draft to a Finn who reads English, after changes of files."""
    copy.write(FILE, CULTURE).write(CONCEPT, SAUNA)
    for name, old, new in edits:
        copy.edit(name, old, new)
    culture = copy.read().culture
    reader = Recipient("en", "FI", Faith.SIKHISM)
    findings = findings_in(draft, "en", reader, culture)
    checked = Checked(draft, "en", reader, culture, findings)
    return draft_check(checked, datetime(2026, 11, 20, 10, 0, tzinfo=UTC))


def rules(check: DraftCheck) -> list[tuple[str, str]]:
    return [(one.rule, one.said) for one in check.findings]


@pytest.mark.shows_key("culture.culture")
def test_the_name_is_what_changes_are_told_by(copy: Copy) -> None:
    before = {**files_of(SAMPLE), FILE: CULTURE, CONCEPT: SAUNA}
    after = {**before, FILE: CULTURE.replace("Short", "Long")}
    assert desk_diff(before, after) == ("culture fi: hint Short and calm. → Long and calm.",)
    other = {**after, FILE: after[FILE].replace("culture: fi", "culture: suomi")}
    told = desk_diff(before, other)
    assert [one.partition(" is ")[0] for one in told] == ["culture suomi", "culture fi"]


@pytest.mark.shows_key("culture.countries")
def test_a_culture_is_about_customers_of_its_countries(copy: Copy) -> None:
    assert rules(told(copy)) == [("sauna", "sauna")]
    assert rules(told(copy, "A sauna", (FILE, "[FI]", "[SE]"))) == []


@pytest.mark.shows_key("culture.faith")
def test_or_about_people_of_a_faith_wherever_they_live(copy: Copy) -> None:
    parts = [line for line in CULTURE.splitlines() if line.startswith(("culture", "avoid"))]
    text = "\n".join(parts)
    copy.write(CONCEPT, SAUNA)
    for faith, many in (("sikhism", 1), ("islam", 0)):
        copy.write("culture/fi.yaml", text.replace("fi\n", f"fi\nfaith: {faith}\n"))
        reader = Recipient("en", "SE", Faith.SIKHISM)
        assert len(findings_in("A sauna", "en", reader, copy.read().culture)) == many


@pytest.mark.shows_key("culture.hint")
def test_the_hint_stands_beside_the_draft(copy: Copy) -> None:
    assert told(copy).hint == "Short and calm."
    assert told(copy, "", (FILE, "Short and calm.", "Warmly.")).hint == "Warmly."


@pytest.mark.shows_key("culture.register", "culture.register.address", "culture.register.how")
def test_the_register_is_that_of_the_readers_language(copy: Copy) -> None:
    assert told(copy).form_of_address is None
    shown = told(copy, "", (FILE, "{fi: {address: te, how:", "{en: {address: you, how:"))
    assert shown.form_of_address is not None
    assert (shown.form_of_address.address, shown.form_of_address.how) == ("you", "No titles.")
    silent = told(copy, "", (FILE, "{fi: {address: te, how: No titles.}}", "{en: {address: you}}"))
    assert silent.form_of_address is not None
    assert silent.form_of_address.how == ""


@pytest.mark.shows_key("culture.avoid", "culture.avoid.action", "culture.avoid.suggest")
def test_what_is_avoided_warns_or_holds_with_a_suggestion(copy: Copy) -> None:
    assert told(copy).held == []
    [one] = told(copy).findings
    assert (one.action, one.suggestion) == ("warn", "Write bath.")
    held = told(copy, "A sauna", (FILE, "warn, suggest: Write bath.", "hold, suggest: Write tub."))
    assert held.held == ["sauna"]
    assert [one.suggestion for one in held.findings] == ["Write tub."]
    assert (
        rules(told(copy, "A sauna", (FILE, "{sauna: {action: warn", "{beef: {action: warn"))) == []
    )


@pytest.mark.shows_key("culture.wording")
def test_words_of_elsewhere_are_told_with_those_of_the_country(copy: Copy) -> None:
    shown = told(copy, "Your postcode")
    assert [(one.rule, one.suggestion) for one in shown.findings] == [("wording", "postal code")]
    assert [(one.elsewhere, one.here) for one in shown.wording] == [("postcode", "postal code")]
    assert told(copy, "Your postcode", (FILE, "{en: {post", "{sv: {post")).wording == []


@pytest.mark.shows_key("culture.names")
def test_the_order_of_names_stands_beside_the_draft(copy: Copy) -> None:
    assert told(copy).forms.names == "given name first"
    assert told(copy, "", (FILE, "given name", "family name")).forms.names == "family name first"


@pytest.mark.shows_key("culture.usual", "culture.usual.payment", "culture.usual.contact")
def test_what_is_usual_stands_beside_the_draft(copy: Copy) -> None:
    usual = told(copy).usual
    assert (usual.payment, usual.contact) == ("By invoice.", "By mail.")
    other = told(copy, "", (FILE, "{payment: By invoice., contact: By mail.}", "{payment: Cash.}"))
    assert (other.usual.payment, other.usual.contact) == ("Cash.", "")


@pytest.mark.shows_key("concepts.concept", "concepts.means")
def test_a_concept_is_found_under_its_name_and_explained(copy: Copy) -> None:
    [one] = told(copy).findings
    assert (one.rule, one.means) == ("sauna", "A sauna")
    edits = ((CONCEPT, "concept: sauna", "concept: steam"), (CONCEPT, "A sauna", "Steam"))
    [other] = told(copy, "A sauna", *edits, (FILE, "{sauna:", "{steam:")).findings
    assert (other.rule, other.means) == ("steam", "Steam")


@pytest.mark.shows_key("concepts.words")
def test_the_words_are_what_is_found(copy: Copy) -> None:
    assert rules(told(copy, "a sauna bath, a bathhouse")) == [("sauna", "sauna bath")]
    other = told(copy, "a bathhouse", (CONCEPT, "[sauna, sauna bath]", "[sauna, bathhouse]"))
    assert rules(other) == [("sauna", "bathhouse")]
    empty = told(
        copy,
        "a sauna",
        (CONCEPT, "{en: [sauna, sauna bath]}\nharmless", "{en: []}\nh"),
        (CONCEPT, "h: {en: [sauna stone]}\n", ""),
    )
    assert (rules(empty), empty.unchecked) == ([], [])
    assert told(
        copy,
        "a sauna",
        (CONCEPT, "{en: [sauna,", "{sv: [sauna,"),
        (CONCEPT, "harmless: {en: [sauna stone]}\n", ""),
    ).unchecked == ["sauna"]


@pytest.mark.shows_key("concepts.harmless")
def test_what_is_harmless_is_not_found(copy: Copy) -> None:
    assert rules(told(copy, "a sauna stone")) == []
    other = told(copy, "a sauna stone", (CONCEPT, "[sauna stone]", "[sauna song]"))
    assert rules(other) == [("sauna", "sauna")]
