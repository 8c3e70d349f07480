import pytest

from domain.translation import PairRule, engines_for

ALLOWED = ("local", "google", "libre")
FROM_JAPANESE = PairRule(("ja",), (), ("deepl", "google"))
TO_FRENCH = PairRule(("en", "pt-BR"), ("fr",), ("libre", "local"))
NOBODY = PairRule((), ("th",), ())
RULES = (FROM_JAPANESE, TO_FRENCH, NOBODY)


@pytest.mark.parametrize(
    ("source", "target", "engines"),
    [
        ("ja", "en", ("google",)),  # deepl is better, and may not see the text
        ("ja-JP", "th", ("google",)),  # the first that fits decides
        ("en-GB", "fr-CA", ("libre", "local")),
        ("EN_gb", "FR", ("libre", "local")),
        ("pt-BR", "fr", ("libre", "local")),
        ("pt", "fr", ALLOWED),  # the rule is about Brazil's alone
        ("en", "th", ()),
        ("de", "en", ALLOWED),
        ("jam", "en", ALLOWED),  # another language, whose tag begins alike
    ],
)
def test_the_first_rule_for_a_pair_says_who_is_asked(
    source: str, target: str, engines: tuple[str, ...]
) -> None:
    assert engines_for(RULES, source, target, ALLOWED) == engines


def test_without_rules_all_that_are_allowed_are_asked_in_their_order() -> None:
    assert engines_for((), "en", "pt", ALLOWED) == ALLOWED
