import pytest

from domain.terms import Glossary, Term
from language.masking import protected
from language.masking.entities import entities
from language.masking.spans import preferred
from language.masking.terms import terms_in, written_in
from tests.language.masking.adversaries import Noted

GLOSSARY = Glossary(
    (
        Term("fob", {"en": ("FOB",)}, keep=True),
        Term("incoterms", {"en": ("Incoterms",)}, keep=True),
        Term(
            "bill-of-lading",
            {
                "en": ("bill of lading", "bills of lading", "B/L"),
                "pt": ("conhecimento de embarque",),
                "de": ("Konossement",),
                "zh-Hans": ("海运提单", "提单"),
                "zh-Hant": ("海運提單",),
                "ja": ("船荷証券",),
                "ko": ("선하증권",),
                "th": ("ใบตราส่งสินค้า",),
            },
        ),
        Term("bill", {"en": ("bill",), "pt": ("fatura",)}),
        Term("box", {"en": ("40 HQ",), "pt": ("contêiner HQ de 40 pés",)}),
        Term("lading", {"en": ("lading only",)}),
    ),
    "of the tests",
)


def _found(text: str, source: str = "en", target: str = "pt") -> list[tuple[str, str]]:
    spans = terms_in(text, source, target, GLOSSARY)
    return [(text[one.start : one.end], one.value) for one in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the bill of lading", ["bill of lading"]),
        ("the bill and the BILL OF LADING", ["bill", "BILL OF LADING"]),
        ("Bill  of\u00a0Lading", ["Bill  of\u00a0Lading"]),
        ("ｂｉｌｌ of lading", ["ｂｉｌｌ of lading"]),
        ("a bill of la", ["bill"]),
        ("billing, rebill, bills", []),
        ("FOB or fob", ["FOB"]),
        ("INCOTERMS and incoterms", ["INCOTERMS", "incoterms"]),
        ("the B/L and the b/l", ["B/L"]),
        ("lading only", []),  # nobody says what it is in Portuguese
        ("bill\u0301", []),  # another letter
        ("", []),
    ],
)
def test_the_longest_form_is_found_and_only_as_a_word(text: str, found: list[str]) -> None:
    assert [stands for stands, _ in _found(text)] == found


@pytest.mark.parametrize(
    ("text", "source", "found"),
    [
        ("我的海运提单没到", "zh", ["海运提单"]),
        ("提单FOB价", "zh-Hans", ["提单", "FOB"]),
        ("我的海運提單", "zh", ["海運提單"]),
        ("船荷証券がありません", "ja", ["船荷証券"]),
        ("선하증권을 보내", "ko", ["선하증권"]),
        ("ขอใบตราส่งสินค้าด้วย", "th", ["ใบตราส่งสินค้า"]),
        ("Konossementen", "de", []),
        ("bill of lading", "de", []),
    ],
)
def test_scripts_without_spaces_need_none(text: str, source: str, found: list[str]) -> None:
    assert [stands for stands, _ in _found(text, source)] == found


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("pt-BR", "conhecimento de embarque"),
        ("zh", "海运提单"),
        ("zh-CN", "海运提单"),
        ("zh-TW", "海運提單"),
        ("zh-Hant-HK", "海運提單"),
        ("de-CH", "Konossement"),
        ("fi", None),
    ],
)
def test_a_term_is_written_as_its_language_does(target: str, written: str | None) -> None:
    assert written_in(GLOSSARY.terms[2].forms, target) == written


def test_one_chinese_script_is_never_written_for_the_other() -> None:
    assert written_in({"zh-Hans": ("海运提单",)}, "zh-TW") is None
    assert written_in({"pt-BR": ("fatura",)}, "pt-PT") == "fatura"
    assert written_in({"sr-Latn": ("tovarni list",)}, "sr-Cyrl") is None


def test_a_term_may_hold_a_number_but_no_part_of_an_entity_is_a_term() -> None:
    text = "one 40 HQ, see https://bill.example/bill and `FOB`"
    both = preferred(entities(text, every_number=True), terms_in(text, "en", "pt", GLOSSARY))
    values = ["contêiner HQ de 40 pés", "https://bill.example/bill", "`FOB`"]
    assert [span.value for span in both] == values


def test_a_term_begins_large_where_a_sentence_does() -> None:
    text = "Bill of lading lost. Bill of lading? a bill of lading"
    answer = protected(lambda said: said, text, "en", "pt", GLOSSARY).text
    assert answer == (
        "Conhecimento de embarque lost. Conhecimento de embarque? a conhecimento de embarque"
    )
    turned = protected(
        lambda said: " ".join(reversed(said.split())), "Bill of lading lost", "en", "pt", GLOSSARY
    )
    assert turned.text == "lost conhecimento de embarque"


def test_a_term_does_not_grow_onto_its_neighbours() -> None:
    text = "我的提单MSCU1234567没有到FOB价"
    answer = protected(lambda said: said, text, "zh", "pt", GLOSSARY)
    assert answer.text == "我的conhecimento de embarque MSCU1234567没有到FOB价"


def test_a_line_of_terms_and_entities_needs_no_engine() -> None:
    text = "Bill of lading: A-10293\n\n🎉 12345"
    engine = Noted(lambda said: said)
    answer = protected(engine, text, "en", "pt", GLOSSARY)
    assert answer.text == "Conhecimento de embarque: A-10293\n\n🎉 12345"
    assert engine.asked == []
