import pytest

from domain.terms import NO_SLANG, Slang, SlangWord
from language.slang import glosses

SLANG = Slang(
    {
        "pt": (
            SlangWord(("vlw", "valeu"), {"en": "thanks", "de": "danke"}),
            SlangWord(("blz",), {"en": "all right"}),
        ),
        "zh": (SlangWord(("666",), {"en": "impressive"}), SlangWord(("yyds",), {"en": "the best"})),
    },
    "of the tests",
)


@pytest.mark.parametrize(
    ("text", "language", "target", "found"),
    [
        ("Blz, vlw!", "pt-BR", "en", [
            ("Blz", "blz", "all right", "en"), ("vlw", "vlw", "thanks", "en")
        ]),
        ("VALEU", "pt", "de-CH", [("VALEU", "valeu", "danke", "de-CH")]),
        ("blz", "pt", "de", [("blz", "blz", "all right", "en")]),
        ("太棒了666，你们yyds", "zh-Hans", "en", [
            ("666", "666", "impressive", "en"), ("yyds", "yyds", "the best", "en")
        ]),
        ("订单1666号 A-666 ￥666 https://a.example/666", "zh", "en", []),
        ("vlw", "es", "en", []),
        ("vlwx xvlw", "pt", "en", []),
        ("", "pt", "en", []),
    ],
)  # fmt: skip
def test_slang_is_glossed_in_its_language(
    text: str, language: str, target: str, found: list[tuple[str, str, str, str]]
) -> None:
    assert [
        (text[slice(*one.span)], one.form, one.meaning, one.language)
        for one in glosses(text, language, target, SLANG)
    ] == found


def test_a_desk_without_slang_glosses_nothing() -> None:
    assert glosses("vlw", "pt", "en", NO_SLANG) == ()
