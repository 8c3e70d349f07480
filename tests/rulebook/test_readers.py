"""Whom a reply speaks to: names in the order of their culture, instants by their own clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from domain.arrivals import Sender
from domain.cultures import NameOrder
from rulebook.facts import Desk
from rulebook.locales import locale_of
from rulebook.replies.readers import NOBODY, called, reader_of
from rulebook.replies.templates import LONGEST_CLOCK
from rulebook.replies.wording import instant, money
from tests.rulebook.building import Copy

AT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
NARROW = "\N{NARROW NO-BREAK SPACE}"
WAIT = {"ticket": "eu-1", "now": AT.isoformat(), "soonest": AT.isoformat(), "latest": ""}


def zone(at: datetime = AT, **facts: str) -> str | None:
    found = reader_of([Sender("a", **facts)], "und", {}).zone(at)
    return None if found is None else found.key


@pytest.mark.parametrize(
    ("language", "country", "words"),
    [
        ("en", "US", "Nov 23, 2026, 9:05{}AM UTC"),  # of six clocks
        ("en", "GB", "23 Nov 2026, 09:05 (Greenwich Mean Time)"),
        ("de", "DE", "23.11.2026, 10:05 (Mitteleuropäische Normalzeit)"),
        ("es", "ES", "23 nov 2026, 10:05 (hora estándar de Europa central)"),
        ("ja", "JP", "2026/11/23 18:05 (日本標準時)"),
        ("th", "TH", "23 พ.ย. 2026 16:05 (เวลาอินโดจีน)"),
        ("ar", "SA", "23\u200f/11\u200f/2026، 12:05{}م (التوقيت العربي الرسمي)"),
        ("zh", "CN", "2026年11月23日 17:05 (中国标准时间)"),
        ("hi", "IN", "23 नव॰ 2026, 2:35{}pm (GMT+05:30)"),
        ("en", "JP", "Nov 23, 2026, 6:05{}PM (Japan Standard Time)"),
    ],
)
def test_an_instant_is_written_by_the_customers_clock_in_their_form(
    language: str, country: str, words: str
) -> None:
    reader = reader_of([Sender("a", country=country)], language, {})
    said = instant(language)(AT.isoformat(), reader).replace("\N{NO-BREAK SPACE}", NARROW)
    assert said in {words.format(NARROW), words.format(" ")}


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"country": "JP"}, "Asia/Tokyo"),
        ({"country": "DE"}, "Europe/Berlin"),
        ({"country": "US"}, None),
        ({"country": "US", "phone": "+12125550123"}, "America/New_York"),
        ({"phone": "+16502530000"}, "America/Los_Angeles"),
        ({"phone": "+79161234567"}, None),  # a number of all Russia
        ({"country": "ES", "phone": "+34612345678"}, "Europe/Madrid"),  # else the islands, too
        ({"country": "CN"}, "Asia/Shanghai"),
        ({"country": "JP", "phone": "+12125550123"}, "Asia/Tokyo"),  # a number from before
        ({"country": "AQ"}, None),
        ({"phone": "+80012345678"}, None),  # of the whole world
        ({"country": "XX"}, None),
        ({"locale": "ja-JP"}, None),  # whose forms they read, not where they are
        ({}, None),
    ],
)
def test_a_clock_is_only_said_where_it_is_known(facts: dict[str, str], found: str | None) -> None:
    assert zone(**facts) == found  # type: ignore[arg-type]  # as named


def test_zones_count_as_one_clock_while_they_agree() -> None:
    """Cyprus has two, which differed for a year."""
    assert zone(country="CY") is not None
    assert zone(datetime(2016, 11, 23, tzinfo=UTC), country="CY") is None


def test_each_clock_of_each_country_is_known_here() -> None:
    countries = [one for one in get_global("territory_zones") if len(one) == 2]
    assert len(countries) > 240
    for country in countries:
        for names in reader_of([Sender("a", country=country)], "und", {}).clocks:
            assert all(ZoneInfo(name) for name in names)


@given(
    country=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2),
    language=st.sampled_from(
        ["ar", "ccp", "de", "dz", "en", "ja", "th", "zh-Hant", "sr", "und", "xx"]
    ),
    at=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
)
def test_any_instant_can_be_written_for_anybody(country: str, language: str, at: datetime) -> None:
    reader = reader_of([Sender("a", country=country)], language, {})
    said, plain = (instant(language)(at.isoformat(), one) for one in (reader, NOBODY))
    assert said.endswith((" UTC", ")"))
    assert len(said.encode()) <= len(plain.encode()) + LONGEST_CLOCK
    assert "{" not in said


@pytest.mark.parametrize(
    ("name", "order", "said"),
    [
        ("佐藤, 花子", NameOrder.FAMILY_FIRST, "佐藤 花子"),
        ("Sato, Hanako", NameOrder.FAMILY_FIRST, "Sato Hanako"),
        ("Müller, Ana", NameOrder.GIVEN_FIRST, "Ana Müller"),
        ("Müller, Ana", None, "Ana Müller"),
        ("Ana Müller", NameOrder.FAMILY_FIRST, "Ana Müller"),  # nobody knows which is which
        ("King, Jr.", NameOrder.GIVEN_FIRST, "King, Jr."),
        ("Ann, Bob, Carl", NameOrder.GIVEN_FIRST, "Ann, Bob, Carl"),
        (", Ana", NameOrder.GIVEN_FIRST, ", Ana"),
        ("", None, ""),
    ],
)
def test_a_name_is_said_in_the_order_of_its_culture(
    name: str, order: NameOrder | None, said: str
) -> None:
    assert called(name, order) == said


@pytest.mark.parametrize(
    ("language", "country", "greeting"),
    [
        ("ja", "JP", "Sato Hanako 様"),
        ("ja", None, "Sato Hanako 様"),  # the language's country, where none was told
        ("ja", "DE", "Hanako Sato 様"),
        ("de", "DE", "Guten Tag, Hanako Sato,"),
        ("zh", "CN", "Sato Hanako，您好！"),
    ],
)
def test_the_sample_desk_calls_people_as_their_country_does(
    desk: Desk, language: str, country: str | None, greeting: str
) -> None:
    known = [Sender("a", name="Sato, Hanako", country=country)]
    reply = desk.replies.render("acknowledgement", language, {"ticket": "eu-1"}, to=known)
    assert reply.text.splitlines()[0] == greeting


def test_the_order_is_what_operations_wrote_down(copy: Copy) -> None:
    copy.edit("culture/jp.yaml", "names: family name first", "names: given name first")
    known = [Sender("a", name="Sato, Hanako", country="JP")]
    reply = copy.read().replies.render("progress", "ja", {"ticket": "eu-1"}, to=known)
    assert reply.text.startswith("Hanako Sato 様")


@pytest.mark.parametrize("name", ["evil.example, Ana", "Ana, https://evil", "King, Jr."])
def test_what_is_no_name_is_not_said(desk: Desk, name: str) -> None:
    known = [Sender("a", name=name, country="GB")]
    assert desk.replies.render("progress", "en", {"ticket": "eu-1"}, to=known).text.startswith(
        "Hello,\n"
    )


def test_of_several_profiles_the_first_name_is_said(desk: Desk) -> None:
    known = [Sender("a"), Sender("b", name="Ana"), Sender("c", name="Bea")]
    text = desk.replies.render("progress", "en", {"ticket": "eu-1"}, to=known).text
    assert text.startswith("Hello Ana,\n")


def test_a_template_writes_instants_and_amounts_for_its_reader(copy: Copy) -> None:
    copy.write("replies/credit/en.j2", "{{ soonest | instant }}: {{ '1234.5' | money('USD') }}")
    replies = copy.read().replies
    known = [Sender("a", country="DE")]
    assert replies.render("credit", "en", WAIT).text == "Nov 23, 2026, 09:05 UTC: $1,234.50"
    there = "23 Nov 2026, 10:05 (Central European Standard Time): 1.234,50\N{NO-BREAK SPACE}US$"
    assert replies.render("credit", "en", WAIT, to=known).text == there


@pytest.mark.parametrize(
    ("language", "territory", "locale"),
    [
        ("de", "AT", "de_AT"),
        ("pt", "BR", "pt_BR"),
        ("pt-XX", None, "pt"),
        ("zh", "TW", "zh"),  # traditional letters belong to zh-Hant alone
        ("zh-Hant", "TW", "zh_Hant_TW"),
        ("zh-Hant", "US", "zh_Hant"),
        ("xx", "DE", "en"),
        ("und", "DE", "en"),
        ("en", "-!", "en"),
    ],
)
def test_forms_are_those_of_the_language_there(
    language: str, territory: str | None, locale: str
) -> None:
    assert str(locale_of(language, territory)) == locale


def test_an_amount_in_a_country() -> None:
    reader = reader_of([Sender("a", country="CH")], "de", {})
    assert money("de")("1234.5", "CHF", reader) == "CHF\N{NO-BREAK SPACE}1’234.50"
