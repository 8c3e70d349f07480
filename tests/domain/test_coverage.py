import pytest

from domain.coverage import Coverage, covered

REPLIES = covered("replies", ["en", "pt-BR", "pt-PT", "zh", "zh-Hant"])


@pytest.mark.parametrize(
    ("tag", "says"),
    [
        ("en", "yes"),
        ("en-GB", "yes"),
        ("pt", "pt-BR, pt-PT"),
        ("zh-Hans", "yes"),
        ("zh-hant", "yes"),
        ("de", ""),
        ("e", ""),
    ],
)
def test_a_language_is_covered_by_its_tag_its_primary_language_or_its_variants(
    tag: str, says: str
) -> None:
    assert REPLIES.of(tag) == says


def test_a_part_may_say_how_it_covers_a_language() -> None:
    assert Coverage("online", {"en": "deepl"}).of("en") == "deepl"
