from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ports import Detected, Hints, LanguageDetector
from domain.vocabulary import LanguageReason
from language.detection import Detector

MESSAGES = [
    ("en", "Where is my order?"),
    ("en", "My parcel did not arrive"),
    ("en", "The invoice is wrong, please send a new one"),
    ("en", "I want a refund"),
    ("pt", "Onde está meu pedido?"),
    ("pt", "Meu pacote não chegou"),
    ("pt", "Quero um reembolso"),
    ("pt", "A nota fiscal está errada"),
    ("es", "¿Dónde está mi pedido?"),
    ("es", "Mi paquete no ha llegado"),
    ("es", "La factura está mal"),
    ("es", "Quiero hablar con una persona"),
    ("fr", "Où est ma commande ?"),
    ("fr", "Je voudrais un remboursement"),
    ("fr", "Mon colis n'est pas arrivé"),
    ("fr", "La facture est fausse"),
    ("de", "Wo ist meine Bestellung?"),
    ("de", "Mein Paket ist nicht angekommen"),
    ("de", "Ich möchte mein Geld zurück"),
    ("de", "Die Rechnung ist falsch"),
    ("ja", "荷物がまだ届きません"),
    ("ja", "返金をお願いします"),
    ("ja", "注文番号 A-10293 はどこですか"),
    ("zh-Hans", "我的订单在哪里?"),
    ("zh", "我要退款"),
    ("zh-Hant", "包裹還沒有到"),
    ("zh-Hans", "我的订单 tracking number 没有更新"),
    ("ar", "أين طلبي؟"),
    ("ar", "لم تصل الشحنة بعد"),
    ("ar", "أريد استرداد أموالي"),
    ("fa", "سفارش من کجاست؟"),
    ("hi", "मेरा ऑर्डर कहाँ है?"),
    ("hi", "मुझे रिफंड चाहिए"),
    ("hi", "बिल गलत है"),
    ("th", "พัสดุยังไม่มาถึง"),
    ("th", "ขอเงินคืน"),
    ("he", "איפה ההזמנה שלי?"),
    ("ko", "주문이 아직 안 왔어요"),
    ("ru", "Где мой заказ?"),
    ("ru", "Посылка не пришла"),
    ("ru", "Я хочу вернуть деньги"),
    ("ru", "Счёт неправильный"),
]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("我要退款", True),
        ("我的订单在哪里呢", False),
        ("我的 iPhone 没到", True),
        ("我的 iPhone 还没到", False),
        ("ขอเงินคืน", False),
        ("ครับ ok", True),
        ("请问我的 order status", False),
    ],
)
def test_where_no_spaces_part_words_two_letters_count_as_one_and_so_does_a_latin_word(
    detector: Detector, text: str, *, short: bool
) -> None:
    assert detector.detect(text).short is short


def test_the_detector_is_the_port(detector: Detector) -> None:
    port: LanguageDetector = detector
    assert port.detect("Where is my order?").language == "en"


def test_short_messages_are_told_apart(detector: Detector) -> None:
    wrong = [
        (expected, found, text)
        for expected, text in MESSAGES
        if (found := detector.detect(text).language) != expected
    ]
    assert len(wrong) <= len(MESSAGES) // 20, wrong


@pytest.mark.parametrize("text", ["ok", "hi", "FOB CIF", "thanks a lot", "OK!", "10 x FOB"])
@pytest.mark.parametrize("hint", ["pt-BR", "ja", "ar"])
def test_a_short_text_never_switches_the_language(detector: Detector, text: str, hint: str) -> None:
    assert detector.detect(text, Hints(conversation=hint)).language == hint


@pytest.mark.parametrize("text", ["", "12345", "!!!", "🎉", "https://example.com/a", "A-10293"])
def test_a_text_without_words_takes_the_hint_or_is_undetermined(
    detector: Detector, text: str
) -> None:
    assert detector.detect(text, Hints(person="fr-CA")).language == "fr-CA"
    assert detector.detect(text) == Detected("und", 0.0, short=True)


def test_a_text_that_says_nothing_is_undetermined_without_a_hint(detector: Detector) -> None:
    assert detector.detect("ok").language == "und"


def test_a_clear_text_overrides_the_hint(detector: Detector) -> None:
    assert detector.detect("Mein Paket ist nicht angekommen", Hints(person="en")).language == "de"


def test_a_hint_of_the_same_language_lends_its_region(detector: Detector) -> None:
    assert detector.detect("Onde está meu pedido?", Hints(person="pt-BR")).language == "pt-BR"
    assert detector.detect("包裹還沒有到", Hints(person="zh-Hant-TW")).language == "zh-Hant-TW"


def test_a_hint_never_beats_the_script(detector: Detector) -> None:
    assert detector.detect("привет", Hints(person="en")).language == "ru"
    assert detector.detect("привет", Hints(person="uk")).language == "uk"
    assert detector.detect("你好", Hints(person="en")).language == "zh"
    assert detector.detect("注文番号", Hints(person="ja")).language == "ja"


@pytest.mark.parametrize(
    "noise",
    [
        "https://www.amazon.de/gp/bestellung/rechnung-ist-falsch?sprache=deutsch",
        "kundendienst.bestellung@versandhaus.de",
        "A-10293-DE 20260712",
        "\n> Mein Paket ist nicht angekommen und die Rechnung ist falsch",
    ],
)
def test_links_addresses_codes_and_quotes_do_not_count(detector: Detector, noise: str) -> None:
    assert detector.detect(f"Onde está meu pedido? {noise}").language == "pt"


def test_it_answers_only_in_the_languages_it_was_given(detector: Detector) -> None:
    assert set(detector.languages) >= {"en", "pt", "es", "fr", "de", "ja", "zh", "ar", "nb", "fil"}


def test_threads_get_the_same_answers(detector: Detector) -> None:
    texts = [text for _, text in MESSAGES] * 5
    alone = [detector.detect(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(detector.detect, texts)) == alone


@given(text=st.text(st.characters()), hint=st.none() | st.sampled_from(["pt-BR", "und", ""]))
def test_any_text_has_an_answer(detector: Detector, text: str, hint: str | None) -> None:
    found = detector.detect(text, Hints(person=hint))
    assert found.language
    assert 0.0 <= found.confidence <= 1.0
    assert found == detector.detect(text, Hints(person=hint))


@pytest.mark.parametrize(
    ("text", "hints", "language", "reason"),
    [
        ("พัสดุยังไม่มาเลย", Hints("en"), "th", LanguageReason.SCRIPT),
        ("Mein Paket ist nicht angekommen", Hints("en"), "de", LanguageReason.TEXT),
        ("Leverer dere på lørdager?", Hints(), "nb", LanguageReason.SECOND_OPINION),
        ("ok", Hints("ja", "fr", "DE"), "ja", LanguageReason.PERSON),
        ("ok", Hints("und", "fr", "DE"), "fr", LanguageReason.CONVERSATION),
        ("ok", Hints("und", "und", "DE"), "de", LanguageReason.COUNTRY),
        ("12345", Hints(country="TW"), "zh-Hant", LanguageReason.COUNTRY),
        ("hello", Hints(country="IN"), "en", LanguageReason.COUNTRY),
        ("ok", Hints(country="ZZ"), "und", LanguageReason.UNDECIDED),
    ],
)
def test_the_reason_is_kept(
    detector: Detector, text: str, hints: Hints, language: str, reason: LanguageReason
) -> None:
    found = detector.detect(text, hints)
    assert (found.language, found.reason) == (language, reason)


def test_a_country_decides_between_neighbours(detector: Detector) -> None:
    """What either could have written was written by whoever lives there."""
    assert detector.detect("hvem kan jeg ringe", Hints(country="NO")).language == "nb"
    assert detector.detect("hvem kan jeg ringe", Hints(country="DK")).language == "da"
    assert detector.detect("Zašto je moj paket vraćen?", Hints(country="HR")).language == "hr"


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("我的订单在哪里", None, "zh-Hans"),
        ("我的訂單在哪裡", None, "zh-Hant"),
        ("你好", None, "zh"),
        ("你好", "zh-TW", "zh-TW"),
        ("我的訂單在哪裡", "zh-TW", "zh-TW"),
        ("我的訂單在哪裡", "zh-CN", "zh-Hant"),
        ("我的訂單在哪裡", "zh", "zh-Hant"),
        ("領収書発行希望", None, "ja"),
        ("価格表請求", None, "ja"),
    ],
)
def test_han_characters_tell_who_writes_them(
    detector: Detector, text: str, hint: str | None, language: str
) -> None:
    assert detector.detect(text, Hints(person=hint)).language == language


def test_only_chosen_languages_are_answered_with() -> None:
    few = Detector(["da", "de", "zh-Hant"])
    assert set(few.languages) == {"da", "de", "zh"}
    assert few.detect("Leverer dere på lørdager?").language == "da"
    with pytest.raises(ValueError, match="at least one"):
        Detector(["tlh"])
