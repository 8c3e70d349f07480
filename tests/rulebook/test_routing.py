import pytest

from domain.ports import RoutingTable
from domain.routing import Matter
from domain.vocabulary import Priority, Tier
from rulebook.facts import Desk, Topic
from rulebook.patterns import LONGEST_LOOK
from rulebook.topics import DeskRouting, classify
from tests.rulebook.building import Copy

ROUTING = "routing.yaml"
FIRST = "  - name: technical matters in Europe\n"


def teams(desk: Desk, **facts: object) -> list[str]:
    matter = {"region": "eu", "topic": None, "language": "en"} | facts
    whole = {"tier": Tier.STANDARD, "priority": Priority.NORMAL} | matter
    routing: RoutingTable = DeskRouting(desk)
    return [found.team for found in routing.candidates(Matter(**whole))]  # type: ignore[arg-type]  # facts by name


@pytest.mark.shows_key("routing.rules")
def test_the_first_rule_that_fits_decides(copy: Copy) -> None:
    assert teams(copy.read(), topic="technical") == ["eu-engineering"]
    rule = "  - name: first\n    when: {region: [eu], topic: [technical, other]}\n"
    copy.edit(ROUTING, FIRST, f"{rule}    teams: [eu-care]\n{FIRST}")
    copy.edit(ROUTING, "region: [eu], topic: [technical]}", "region: [eu], language: [en]}")
    assert teams(copy.read(), topic="technical") == ["eu-care"]


@pytest.mark.shows_key(
    "routing.rules.when",
    "routing.rules.teams",
    "routing.rules.when.region",
    "routing.rules.when.topic",
    "routing.rules.when.language",
    "routing.rules.when.tier",
    "routing.rules.when.priority",
)
@pytest.mark.parametrize(
    ("when", "fits", "fits_not"),
    [
        ("region: [na], tier: [standard]", {"region": "na"}, {"region": "apac"}),
        ("region: [eu], topic: [payment]", {"topic": "payment"}, {"topic": "delivery"}),
        ("region: [eu], topic: [payment]", {"topic": "payment"}, {"topic": None}),
        ("region: [eu], language: [pt]", {"language": "pt-BR"}, {"language": "es"}),
        ("region: [eu], tier: [vip]", {"tier": Tier.VIP}, {"tier": Tier.STANDARD}),
        ("priority: [high]", {"priority": Priority.HIGH}, {"priority": Priority.LOW}),
    ],
)
def test_a_rule_fits_by_what_its_when_names(
    copy: Copy, when: str, fits: dict[str, object], fits_not: dict[str, object]
) -> None:
    rule = f"  - name: the test's\n    when: {{{when}}}\n    teams: [cn-care]\n"
    desk = copy.edit(ROUTING, FIRST, f"{rule}{FIRST}").read()
    assert teams(desk, **fits) == ["cn-care"]
    assert teams(desk, **fits_not) != ["cn-care"]


def test_teams_that_speak_the_language_come_first(copy: Copy) -> None:
    emergency = {"tier": Tier.EMERGENCY, "language": "it"}
    assert teams(copy.read(), **emergency) == ["eu-care", "eu-engineering"]
    copy.edit("teams.yaml", "languages: [en, de]\n", "languages: [en, it]\n")
    assert teams(copy.read(), **emergency) == ["eu-engineering", "eu-care"]


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("Onde está a minha encomenda?", "pt", "delivery"),
        ("I was CHARGED twice for this invoice", "en", "payment"),
        ("我的快递在哪里？", "zh", "delivery"),
        ("パスワードを忘れました", "ja", "account"),
        ("Ich kann mich nicht anmelden", "de", "account"),
        ("Je ne trouve pas mon COLIS", "fr-CA", "delivery"),
        ("Nao recebi o cartao", "pt-BR", "payment"),
        ("the app keeps crashing, error 500", "sv", "technical"),
        ("guten Morgen", "de", None),
        ("", "und", None),
    ],
)
def test_the_words_of_a_message_suggest_its_topic(
    desk: Desk, text: str, language: str, topic: str | None
) -> None:
    assert DeskRouting(desk).topic_of(text, language) == topic


def test_words_are_whole_words_where_a_script_has_spaces() -> None:
    topics = [Topic("payment", {"en": ("pay",)})]
    assert classify("a papaya", "en", topics) == (None, 0.0)
    assert classify("Pay-by-phone?", "en", topics) == ("payment", 1.0)


def test_words_are_parts_of_the_text_where_a_script_has_no_spaces() -> None:
    topics = [Topic("payment", {"th": ("จ่ายเงิน",)})]
    assert classify("ฉันจ่ายเงินแล้ว", "th", topics) == ("payment", 1.0)


def test_words_of_another_language_do_not_count() -> None:
    topics = [Topic("account", {"pt": ("conta",), "en": ("account",)})]
    assert classify("conta", "it", [*topics, Topic("other", {"it": ("altro",)})])[0] is None
    assert classify("conta", "en", topics)[0] is None
    assert classify("my account", "pt", topics)[0] == "account"
    assert classify("conta", "und", topics)[0] == "account"


def test_the_topic_with_the_most_words_wins_and_of_equals_the_first() -> None:
    topics = [Topic("one", {"en": ("red", "green")}), Topic("two", {"en": ("blue", "black")})]
    topic, share = classify("red blue black", "en", topics)
    assert (topic, round(share, 3)) == ("two", 0.667)
    assert classify("blue red", "en", topics) == ("one", 0.5)


def test_only_the_beginning_of_a_very_long_text_is_looked_at() -> None:
    topics = [Topic("one", {"en": ("red",)})]
    assert classify("x " * LONGEST_LOOK + "red", "en", topics) == (None, 0.0)


@pytest.mark.shows_key("routing.topics.words")
def test_a_word_that_is_added_suggests_its_topic(copy: Copy) -> None:
    text = "my drone fell down"
    assert DeskRouting(copy.read()).topic_of(text, "en") is None
    copy.edit(ROUTING, "en: [delivery, ", "en: [drone, delivery, ")
    assert DeskRouting(copy.read()).topic_of(text, "en") == "delivery"
