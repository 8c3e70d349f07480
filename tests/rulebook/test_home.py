import pytest

from rulebook.facts import Desk
from rulebook.home import Home, home_of
from tests.rulebook.building import Copy


def test_the_facts_are_asked_in_their_order(desk: Desk) -> None:
    facts = {
        "country": "BR",
        "phone": "+353 1 234 5678",
        "account_region": "apac",
        "locale": "en-US",
    }
    wanted = [
        Home("latam", "declared country"),
        Home("eu", "phone prefix"),
        Home("apac", "channel account"),
        Home("na", "profile locale"),
        Home("eu", "default"),
    ]
    found = [home_of(desk, **dict(list(facts.items())[index:])) for index in range(5)]
    assert found == wanted


@pytest.mark.parametrize(
    ("phone", "region"),
    [
        ("+55 11 91234-5678", "latam"),
        ("+1 212 555 2368", "na"),
        ("+1 809 555 1234", "latam"),  # the Dominican Republic shares +1
        ("+1 000 000 0000", "na"),  # nobody's number, but somebody's prefix
        ("+7 701 234 5678", "eu"),
        ("+8613812345678", "cn"),
        ("+85291234567", "apac"),
        ("+383 44 123456", "eu"),
    ],
)
def test_a_phone_is_at_home_where_its_prefix_is(desk: Desk, phone: str, region: str) -> None:
    assert home_of(desk, phone=phone) == Home(region, "phone prefix")


@pytest.mark.parametrize("phone", ["", "0171 234567", "anna", "+", "+999 123", "+800 1234 5678"])
def test_a_phone_that_names_no_country_is_passed_over(desk: Desk, phone: str) -> None:
    assert home_of(desk, phone=phone, locale="zh-CN") == Home("cn", "profile locale")


@pytest.mark.parametrize(
    ("locale", "home"),
    [
        ("pt-BR", Home("latam", "profile locale")),
        ("pt_PT", Home("eu", "profile locale")),
        ("zh-Hant-TW", Home("apac", "profile locale")),
        ("ja", Home("apac", "profile locale")),  # only one region speaks it
        ("en", Home("eu", "default")),  # several do
        ("tlh", Home("eu", "default")),
        ("-", Home("eu", "default")),
    ],
)
def test_a_locale_counts_by_its_country_or_by_a_language_of_one_region(
    desk: Desk, locale: str, home: Home
) -> None:
    assert home_of(desk, locale=locale) == home


@pytest.mark.parametrize("country", ["XX", "ZZ", "DEU", "D", "Ä"])
def test_an_unknown_country_is_refused_by_the_name_of_its_field(desk: Desk, country: str) -> None:
    with pytest.raises(ValueError, match=r"^country: "):
        home_of(desk, country=country)


def test_a_country_may_be_written_small(desk: Desk) -> None:
    assert home_of(desk, country="no") == Home("eu", "declared country")


def test_an_unknown_region_of_an_account_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match=r"^account_region: "):
        home_of(desk, account_region="mars")


@pytest.mark.shows_key("regions.default")
def test_the_default_is_what_the_file_says(copy: Copy) -> None:
    copy.edit("regions.yaml", "default: eu", "default: na")
    assert home_of(copy.read()) == Home("na", "default")


@pytest.mark.shows_key("regions.regions.countries")
def test_a_country_moves_with_its_line(copy: Copy) -> None:
    copy.edit("regions.yaml", "HK, JP,", "HK,").edit("regions.yaml", "        CN,\n", "CN, JP,\n")
    assert home_of(copy.read(), country="JP").region == "cn"


@pytest.mark.shows_key("regions.regions.languages")
def test_a_language_that_a_region_gains_brings_its_speakers_home(copy: Copy) -> None:
    copy.edit("regions.yaml", "languages: [en, fr, es]", "languages: [en, fr, es, fil]")
    assert home_of(copy.read(), locale="fil") == Home("na", "profile locale")
