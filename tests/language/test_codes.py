import pytest

from language.codes import google_code, libre_code, libre_has, my_memory_code
from language.online import Access, DeepTranslatorEngine
from language.routes import ROUTES
from language.tags import primary, same_language


@pytest.mark.parametrize(
    ("tag", "google", "libre", "my_memory"),
    [
        ("en", "en", "en", "en-US"),
        ("en-GB", "en", "en", "en-GB"),
        ("pt-BR", "pt", "pt", "pt-BR"),
        ("pt-AO", "pt", "pt", "pt-BR"),
        ("he", "iw", "he", "he-IL"),
        ("nb", "no", "nb", "nb-NO"),
        ("fil", "tl", "tl", "fil-PH"),
        ("zh", "zh-CN", "zh", "zh-CN"),
        ("zh-Hans-HK", "zh-CN", "zh", "zh-HK"),
        ("zh-Hant", "zh-TW", "zt", "zh-TW"),
        ("zh-HK", "zh-TW", "zt", "zh-HK"),
        ("es-419", "es", "es", "es-419"),
        ("sw", "sw", None, "sw-KE"),
        ("hr", "hr", "hr", "hr-HR"),
        ("nn-NO", "no", "nn", "nn-NO"),
        ("und", None, None, None),
        ("", None, None, None),
        ("en-x", "en", "en", "en-US"),
    ],
)
def test_a_tag_has_each_engines_own_code(
    tag: str, google: str | None, libre: str | None, my_memory: str | None
) -> None:
    assert (google_code(tag), libre_code(tag), my_memory_code(tag)) == (google, libre, my_memory)


@pytest.mark.parametrize(
    ("source", "target", "has"),
    [
        ("en", "de", True),  # LibreTranslate's models go over English
        ("zt", "fr", True),
        ("hr", "en", True),  # only meridian translate-server has a way, and none back
        ("en", "hr", False),
        ("hr", "de", False),
        ("af", "nl", True),
    ],
)
def test_a_server_of_its_form_has_what_libretranslate_or_our_own_has(
    source: str, target: str, has: bool
) -> None:
    assert libre_has(source, target) == has


def test_every_route_of_our_own_server_can_be_asked_for_through_its_form() -> None:
    engine = DeepTranslatorEngine("libre", Access("http://127.0.0.1:5000/"))
    assert [route for route in ROUTES if not engine.supports(*route.pair)] == []


def test_old_codes_are_todays_languages() -> None:
    assert [primary(tag) for tag in ("iw", "no", "in-ID", "pt_BR")] == ["he", "nb", "id", "pt"]


def test_unknown_languages_are_never_the_same() -> None:
    assert same_language("pt-BR", "pt-PT")
    assert not same_language("und", "und")
    assert not same_language("", "")
