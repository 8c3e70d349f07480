"""What only looks like something to avoid is let through: an alarm that cries wolf is ignored."""

import pytest

from rulebook.facts import Desk
from tests.rulebook.culture.reading import checked, said

HARMLESS = [
    ("cow-as-figure", "en", "Holy Trinity Street; a cow's milk allergy; Cowes"),
    ("cow-as-figure", "en", "The toy cow is in stock."),
    ("cow-as-figure", "de", "Sehr geehrte Frau Kuhn, das Heilige Land, die Kuhmilch"),
    ("cow-as-figure", "fr", "La vachette et La Vache qui rit sont en stock."),
    ("cow-as-figure", "zh", "牛年快乐"),
    ("beef", "en", "We beefed up security."),
    ("beef", "zh", "牛皮纸信封"),
    ("pork", "en", "Hamburg, Birmingham, hamster, pigment, Hamza, Baconsthorpe"),
    ("pork", "en", "You will not be our guinea pig; ham radio parts"),
    ("pork", "de", "Hamburg, Schweinfurt, Sparschwein, Speckstein"),
    ("pork", "fr", "un cochon d'Inde"),
    ("pork", "es", "Cerdeña, cerrado"),
    ("pork", "th", "หมู่บ้าน หมวก หมึก"),
    ("pork", "ja", "ハムスター、バーミンガム、河豚"),
    ("pork", "id", "babilonia, hamil"),
    ("pork", "ko", "돼 있습니다"),
    ("alcohol", "en", "winery street, ginger, rumour, beered, Ginny"),
    ("alcohol", "en", "an alcohol-free wipe"),
    ("alcohol", "de", "Weinheim, weinen, Weingarten, alkoholfreies Gel"),
    ("alcohol", "fr", "vingt, vinaigre, sans alcool"),
    ("alcohol", "es", "vinilo, gel sin alcohol"),
    ("alcohol", "it", "vinile, birraio"),
    ("alcohol", "zh", "酒店和酒精湿巾"),
    ("alcohol", "ko", "기술을 미술은"),
    ("alcohol", "id", "biro, birokrasi"),
    ("alcohol", "ru", "виноват, Виноградов, пивотный"),
    ("alcohol", "ar", "خميرة"),
    ("royal-family", "en", "Mr King, Kingston, Stephen King, viking, thinking, a king-size bed"),
    ("royal-family", "en", "Burger King's voucher; the King Street branch"),
    ("royal-family", "de", "Frau König, Königsberg, Königstraße"),
    ("royal-family", "es", "el señor Reyes, Reina García"),
    ("royal-family", "fr", "Leroy Merlin, M. Roi"),
    ("taiwan-as-country", "en", "the People's Republic of China; Taiwan; made in Taiwan"),
    ("taiwan-as-country", "de", "Volksrepublik China"),
    ("taiwan-as-province", "en", "Taiwan; China and Taiwan; Taiwan and China"),
    ("taiwan-as-province", "zh", "台湾和中国"),
    ("persian-gulf", "en", "a Persian carpet; the Gulf; Gulf Air"),
    ("sea-of-japan", "zh", "日本海关"),
    ("sea-of-japan", "en", "Japan; seafood of Japan; the sea"),
    ("east-sea", "en", "East Seaham"),
    ("russian-names-of-ukraine", "en", "Ukraine; Kyiv; kievan"),
    ("russian-names-of-ukraine", "en", "a tin of chicken Kiev"),
    ("ireland-as-britain", "en", "Ireland; British Airways; the mainlanders"),
    (
        "christmas-wishes",
        "en",
        "Christmas Island; Mary Christmas; a merry evening; before Christmas",
    ),
    ("informal-address", "de", "Dudenstraße, Duisburg, Tiram, dichten, deinstallieren"),
    ("informal-address", "fr", "Tulle, test, total, un ton plus clair"),
    ("informal-address", "es", "Túnez, té verde, tubo, tía"),
    ("informal-address", "en", "material, automate, Guyson, first mate, brown"),
    ("informal-address", "it", "tulipano, tempo"),
    ("informal-address", "tr", "sensor, senet, sene"),
    ("informal-address", "ko", "너무 감사합니다"),
    ("informal-address", "hi", "तुमकुर"),
    ("voce-in-portugal", "pt", "vocalista"),
    ("plain-refusal", "en", "No, wayfinding works; possibly"),
    ("plain-refusal", "ja", "ご利用できます。無料です。"),
    ("blame", "en", "You should have received it; it is not your fault; a fault of ours"),
    ("blame", "de", "Sie hätten gern; es ist nicht Ihre Schuld"),
]
FINE = [
    ("IN", "Holy cards are in stock, and cows' milk soap, too.", "en"),
    ("TH", "Your king-size bed has left Kingston, Mr King.", "en"),
    ("AE", "Your parcel has left Hamburg and Birmingham.", "en"),
    ("DE", "Sehr geehrte Frau Kuhn, Ihr Paket ist unterwegs.", "de"),
    ("CN", "您好,包裹已到酒店。", "zh"),
    ("US", "Thanks so much, Maria! We will take care of it.", "en"),
    ("GB", "Please check whether you fall below the licence fee.", "en"),
    ("JP", "お世話になっております。明日お届けいたします。", "ja"),
]


@pytest.mark.parametrize(("concept", "language", "draft"), HARMLESS)
def test_what_only_looks_like_it_is_not_found(
    desk: Desk, concept: str, language: str, draft: str
) -> None:
    assert said(desk, concept, language, draft) == []


@pytest.mark.parametrize(("country", "draft", "language"), FINE)
def test_an_ordinary_answer_is_let_through(
    desk: Desk, country: str, draft: str, language: str
) -> None:
    assert checked(desk, draft, country, language=language) == ()
