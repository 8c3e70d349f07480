"""Rules that are never reached, each and together, against a search through every matter."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from domain.routing import Matter, RoutingRule
from domain.vocabulary import Priority, Tier
from rulebook.checking.cells import taken_together
from tests.rulebook.faults.planting import found_in, sample_files

REGIONS, TOPICS, LANGUAGES = ("eu", "na"), ("delivery", "payment"), ("de", "pt")
VALUES = {
    "region": REGIONS,
    "topic": TOPICS,
    "language": LANGUAGES,
    "tier": tuple(Tier),
    "priority": tuple(Priority),
    "contacts_before": tuple(str(count) for count in range(101)),
    "matches": ("refund", "order"),
}
COUNTS = (0, 1, 3, 100)
EVERY_MATTER = [
    Matter(region, topic, language, tier, Priority.NORMAL, count, matches=matches)
    for region, topic, language, tier, count, matches in product(
        REGIONS,
        (*TOPICS, None),
        (*LANGUAGES, "fi"),
        Tier,
        COUNTS,
        ((), ("refund",), ("order",), ("refund", "order")),
    )
]


def whens() -> st.SearchStrategy[dict[str, frozenset[str]]]:
    counts = st.sampled_from([("0",), tuple(map(str, range(1, 101))), tuple(map(str, range(3)))])
    facts = {
        fact: st.lists(st.sampled_from(VALUES[fact]), min_size=1, max_size=2).map(frozenset)
        for fact in ("region", "topic", "language", "tier", "matches")
    }
    return st.fixed_dictionaries({}, optional={**facts, "contacts_before": counts.map(frozenset)})


@given(st.lists(whens(), max_size=8))
def test_what_is_called_unreached_is_never_reached(rules: list[dict[str, frozenset[str]]]) -> None:
    known = [
        RoutingRule(str(index), (), {fact: tuple(values) for fact, values in rule.items()})
        for index, rule in enumerate(rules)
    ]
    reached = {
        next((rule.name for rule in known if rule.fits(matter)), None) for matter in EVERY_MATTER
    }
    for index in taken_together(rules, REGIONS, TOPICS):
        assert str(index) not in reached


@given(st.lists(whens().filter(lambda rule: "matches" not in rule), max_size=8))
def test_without_patterns_all_that_are_never_reached_are_found(
    rules: list[dict[str, frozenset[str]]],
) -> None:
    known = [
        RoutingRule(str(index), (), {fact: tuple(values) for fact, values in rule.items()})
        for index, rule in enumerate(rules)
    ]
    reached = {
        next((rule.name for rule in known if rule.fits(matter)), None) for matter in EVERY_MATTER
    }
    unreached = {index for index in range(len(rules)) if str(index) not in reached}
    assert unreached == taken_together(rules, REGIONS, TOPICS)


def told(*rules: str) -> list[str]:
    """What is said of rules that stand before all others."""
    files = dict(sample_files())
    lines = "".join(f"  - {rule}\n" for rule in rules)
    files["routing.yaml"] = files["routing.yaml"].replace("\nrules:\n", f"\nrules:\n{lines}")
    return [one.sentence for one in found_in(files)]


def test_rules_that_take_everything_together_are_found() -> None:
    said = told(
        "{name: a, when: {region: [cn], tier: [standard]}, teams: [cn-care]}",
        "{name: b, when: {region: [cn], tier: [vip, emergency]}, teams: [cn-care]}",
    )
    assert said == [
        "'everything in China' is never reached: those before it together take all that it could; "
        "write it higher up, or leave it out"
    ]


def test_of_two_rules_with_an_equal_claim_the_lower_one_is_named() -> None:
    one, other = (
        f"{{name: {name}, when: {{region: [cn], topic: [payment]}}, teams: [cn-care]}}"
        for name in "ab"
    )
    (said,) = told(one, other)
    assert said.startswith("'b' is never reached: it wants the same as 'a', which stands before it")


def test_a_language_is_every_variant_of_it() -> None:
    assert told(
        "{name: a, when: {language: [pt-BR]}, teams: [eu-care]}",
        "{name: b, when: {language: [pt]}, teams: [eu-care]}",
    )[0].startswith("'b' is never reached")


def test_rules_that_only_overlap_are_left_alone() -> None:
    assert (
        told(
            "{name: a, when: {region: [cn, eu], tier: [vip]}, teams: [cn-care]}",
            "{name: b, when: {region: [cn], priority: [urgent]}, teams: [cn-care]}",
            "{name: c, when: {region: [eu], matches: [refund]}, teams: [eu-care]}",
            "{name: d, when: {region: [eu], matches: [order]}, teams: [eu-care]}",
        )
        == []
    )


def test_a_team_that_is_named_twice_in_a_rule_is_found() -> None:
    assert told("{name: a, when: {tier: [vip]}, teams: [eu-care, eu-care]}") == [
        "eu-care is named twice; keep one of them"
    ]


def test_a_rule_with_a_slip_in_it_takes_nothing_from_others() -> None:
    (said,) = told("{name: a, wen: {region: [cn]}, teams: [cn-care]}")
    assert said == "'wen' is not known here; did you mean 'when'?"
