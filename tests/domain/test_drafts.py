"""A draft is checked for who is to read it: by country, by faith, by language; never altered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cultures import (
    Concept,
    Culture,
    Customs,
    DraftAction,
    DraftRule,
    Faith,
    Recipient,
    Register,
    nearest,
    tags_of,
)
from domain.drafts import DraftFinding, findings_in, held_by, noted, unchecked

HOLD, WARN = DraftAction.HOLD, DraftAction.WARN
PORK = Concept("pork", "Pork", {"en": ("ham", "pork*"), "zh": ("猪",)}, {"en": ("ham radio",)})
WINE = Concept("wine", "Wine", {"en": ("wine",), "pt-PT": ("vinho",)}, {})
GULF = Customs(rules=(DraftRule("pork", WARN, "no pork"), DraftRule("wine", WARN, "no wine")))
HERE = Customs(
    wording={"en": {"postcode": "ZIP code"}},
    registers={"en": Register("you"), "en-GB": Register("you, mildly")},
)
CULTURE = Culture(
    countries={"AE": GULF, "US": HERE},
    faiths={Faith.ISLAM: Customs(rules=(DraftRule("pork", HOLD, "leave it"),))},
    concepts={"pork": PORK, "wine": WINE},
)
IN_THE_GULF = Recipient("ar", "AE")


def found(draft: str, recipient: Recipient, language: str = "en") -> tuple[DraftFinding, ...]:
    return findings_in(draft, language, recipient, CULTURE)


def test_a_finding_says_what_stands_where_and_what_to_write() -> None:
    assert found("We add wine and ham.", IN_THE_GULF) == (
        DraftFinding("wine", (7, 11), "wine", "no wine", WARN),
        DraftFinding("pork", (16, 19), "ham", "no pork", WARN),
    )


@pytest.mark.parametrize(
    "recipient", [Recipient(), Recipient("en", "DE"), Recipient("ar", None), Recipient("en", "US")]
)
def test_for_others_the_same_draft_is_fine(recipient: Recipient) -> None:
    assert found("We add wine and ham.", recipient) == ()


def test_a_faith_counts_wherever_the_person_lives_and_only_if_it_is_known() -> None:
    [one] = found("A ham for you", Recipient("de", "DE", Faith.ISLAM))
    assert (one.action, one.personal) == (HOLD, True)
    assert found("A ham for you", Recipient("de", "DE")) == ()
    assert found("A ham for you", Recipient("de", "DE", Faith.JUDAISM)) == ()


def test_what_holds_is_stronger_and_is_found_once() -> None:
    [one] = found("A ham for you", Recipient("ar", "AE", Faith.ISLAM))
    assert (one.action, one.suggestion, one.personal) == (HOLD, "leave it", True)


@pytest.mark.parametrize(
    ("language", "draft", "many"),
    [
        ("en", "ham", 1),
        ("en-GB", "ham", 1),
        ("zh-Hant-TW", "猪", 1),
        ("zh", "ham", 0),
        ("pt-PT", "vinho", 1),
        ("pt-BR", "vinho", 0),
        ("und", "ham", 0),
    ],
)
def test_a_draft_is_checked_by_the_words_of_its_own_language(
    language: str, draft: str, many: int
) -> None:
    assert len(found(draft, IN_THE_GULF, language)) == many


def test_what_nobody_can_check_is_said() -> None:
    assert unchecked("en", IN_THE_GULF, CULTURE) == ()
    assert unchecked("zh", IN_THE_GULF, CULTURE) == ("wine",)
    assert unchecked("fi", IN_THE_GULF, CULTURE) == ("pork", "wine")
    assert unchecked("fi", Recipient("fi", "FI"), CULTURE) == ()


@pytest.mark.parametrize(
    ("recipient", "language", "suggestions"),
    [
        (Recipient("en", "US"), "en", ["ZIP code"]),
        (Recipient("en-US", "DE"), "en-GB", ["ZIP code"]),
        (Recipient("en-GB", "US"), "en", []),
        (Recipient("es", "US"), "en", []),
        (Recipient("en", "GB"), "en", []),
    ],
)
def test_words_of_another_country_are_told_to_who_reads_the_draft_itself(
    recipient: Recipient, language: str, suggestions: list[str]
) -> None:
    told = found("Your Postcode, please", recipient, language)
    assert [one.suggestion for one in told] == suggestions
    assert {(one.rule, one.action) for one in told} <= {("wording", WARN)}


def test_only_what_holds_keeps_a_draft_and_events_never_tell_a_faith() -> None:
    both = found("wine, ham, ham", Recipient("ar", "AE", Faith.ISLAM))
    assert held_by(both) == ("pork",)
    assert noted(("pork",), both) == ("personal",)
    of_a_country = tuple(one for one in found("ham", IN_THE_GULF))
    assert (held_by(of_a_country), noted(("pork",), of_a_country)) == ((), ("pork",))


def test_the_nearest_tag_counts() -> None:
    assert tags_of("zh-Hant-TW") == ("zh-Hant-TW", "zh-Hant", "zh")
    assert Recipient("en-GB", "US").register(CULTURE) == Register("you, mildly")
    assert Recipient("en-IE", "US").register(CULTURE) == Register("you")
    assert nearest("fr", {"en": 1}) is None


WORDS = ("ham", "ham radio", "wine", "Postcode", "猪", "Hamburg", "\u0301", "\n", "é", "\U0001f437")
RECIPIENTS = [
    Recipient("en", country, faith)
    for country in ("AE", "US", None)
    for faith in (None, Faith.ISLAM)
]


@given(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=5)).map(" ".join),
    st.sampled_from(RECIPIENTS),
    st.sampled_from(["en", "en-GB", "zh", "und"]),
)
def test_a_draft_is_never_altered_and_spans_point_at_what_they_name(
    draft: str, recipient: Recipient, language: str
) -> None:
    before = draft.encode("utf-8", "surrogatepass")
    told = found(draft, recipient, language)
    assert draft.encode("utf-8", "surrogatepass") == before
    for one in told:
        start, end = one.span
        assert draft[start:end] == one.said != ""
        assert one.suggestion
    assert [one.span for one in told] == sorted(one.span for one in told)
    assert told == found(draft, recipient, language)


@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_what_is_around_a_word_changes_nothing_about_it(words: list[str]) -> None:
    draft = f"{' '.join(words)}. pork belly. {' '.join(words)}"
    assert "pork" in [one.said for one in found(draft, IN_THE_GULF)]
