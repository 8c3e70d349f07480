"""How people ask to be answered in a language, in 36 languages.

Plain words, compared without accents and case. `/` parts alternatives; a word that ends with `*`
may go on, and one that ends with `+` is written together with the next. What stands directly
around the name of the language is `before` and `after` it ("in", "po", "で"); `endings` are those
of the name itself ("englanniksi"). Between verb and name only `fillers` may stand, so that "write
the invoice in French" asks for nothing.
"""

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Asking:
    """The words of one language for asking to be answered in a language."""

    verbs: str
    before: str = ""  # an empty alternative makes it optional
    after: str = ""
    please: str = ""
    fillers: str = ""
    endings: str = ""
    openers: str = ""  # where a verb alone is no request yet: what has to stand before it
    clips: int = 0  # letters that an ending takes from a name: angličtina, anglicky
    spaced: bool = True  # words are parted by spaces


ASKING = MappingProxyType(
    {
        "ar": Asking(
            "الرد/ردوا/رد/أجيبوا/اجيبوا/أجب/اكتب/اكتبوا/ترد/تردوا/تردون/جاوب/جاوبوا/الإجابة/تحدثوا",
            "ب+/باللغة/بلغة",
            please="من فضلك/لو سمحت/شكرا/رجاء/الرجاء",
            fillers="علي/علينا/لي/فقط",
        ),
        "bg": Asking(
            "отговорете/отговаряйте/отговори/отговорите/пишете/пиши/напишете/говорете",
            "на",
            "език/",
            "моля/благодаря",
            "ми/ни/само",
        ),
        "cs": Asking(
            "odpovězte/odpověz/odpovídejte/odpovídat/odpovědět/pište/napište/psát/mluvte/odpověď",
            "v/",
            please="prosím/děkuji/díky",
            fillers="mi/nám/jen",
            endings="cky/sky/stine/cine/tine",
            clips=4,
        ),
        "da": Asking(
            "svar/svare/skriv/skrive/tal", "på", "", "tak/venligst", "mig/os/gerne/helst/kun"
        ),
        "de": Asking(
            "antworten/antworten Sie/antworte/antwortet/schreiben/schreiben Sie/schreib/schreibt"
            "/sprechen/reden Sie",
            "auf/in",
            please="bitte/danke",
            fillers="mir/uns/nur/doch/ab jetzt",
        ),
        "el": Asking(
            "απαντήστε/απάντησε/απαντήσετε/γράψτε/γράψετε/γράψε/μιλήστε/μιλήσετε",
            "στα/σε",
            "",
            "παρακαλώ/ευχαριστώ",
            "μου/μας/μόνο",
        ),
        "en": Asking(
            "answer/reply/respond/write/write back/speak/talk/communicate/chat",
            "in",
            please="please/pls/plz/thanks/thank you",
            fillers="to/me/us/back/only/always/with/from now on",
            openers="please/kindly/can you/could you/would you/will you/you to/can we/could we",
        ),
        "es": Asking(
            "responde/responda/respondan/respóndame/respóndeme/respóndanme/responder/responderme"
            "/conteste/contesta/contesten/contésteme/contéstame/contestar/escriba/escriban/escríbame"
            "/escribir/hable/hablar",
            "en",
            please="por favor/porfa/porfavor/gracias",
            fillers="me/nos/solo/siempre",
        ),
        "et": Asking(
            "vastake/vasta/vastata/vastaksite/kirjutage/kirjuta/kirjutada/rääkige/rääkida",
            after="keeles",
            please="palun/aitäh",
            fillers="mulle/meile/ainult",
        ),
        "fa": Asking(
            "جواب بدهید/جواب بدید/جواب بده/جواب دهید/پاسخ دهید/پاسخ بدهید/بنویسید/صحبت کنید",
            "به/به زبان/با زبان",
            please="لطفا/ممنون/مرسی",
            fillers="به من/فقط",
        ),
        "fi": Asking(
            "vastatkaa/vastaa/vastata/vastaisitteko/kirjoittakaa/kirjoita/kirjoittaa/puhukaa",
            please="kiitos/ystävällisesti",
            fillers="minulle/meille/vain",
            endings="ksi",
            clips=2,
        ),
        "fil": Asking(
            "sumagot/sagutin/magreply/mag reply/reply/sumulat/isulat/pakisagot"
            "/paki sagot/makipag usap",
            "sa/sa wikang/in",
            please="po/please/pakiusap/salamat",
            fillers="kayo/ako/lang/nyo/niyo/naman/sana",
        ),
        "fr": Asking(
            "répondez/répondre/réponds/répondez moi/écrivez/écrivez moi/écrire/écris/parlez/parler",
            "en",
            please="svp/stp/s il vous plaît/s il te plaît/merci",
            fillers="moi/nous/uniquement",
        ),
        "he": Asking(
            "תענו/ענו/לענות/תכתבו/כתבו/לכתוב/תענה/להשיב/השיבו/תשיבו",
            "ב+",
            please="בבקשה/תודה",
            fillers="לי/לנו/רק",
        ),
        "hi": Asking(
            "जवाब दें/जवाब दीजिए/जवाब दो/उत्तर दें/उत्तर दीजिए/लिखें/लिखिए/बात करें/बात कीजिए",
            after="में/मे",
            please="कृपया/प्लीज/धन्यवाद",
            fillers="ही/मुझे",
        ),
        "hr": Asking(
            "odgovorite/odgovori/odgovarajte/odgovoriti/pišite/napišite/pisati/govorite",
            "na",
            please="molim/molim vas/hvala",
            fillers="mi/nam/samo",
            clips=1,
        ),
        "hu": Asking(
            "válaszoljon/válaszoljanak/válaszolj/válaszolni/válaszolna/írjon/írjanak/írj/írni",
            please="kérem/kérek/légy szíves/köszönöm",
            fillers="nekem/nekünk/csak",
            endings="ul/ül",
        ),
        "id": Asking(
            "jawab/balas/jawablah/balaslah/tulis/dibalas/dijawab/menjawab/membalas",
            "dalam bahasa/pakai bahasa/dengan bahasa/bahasa/dalam",
            please="tolong/ya/terima kasih/makasih",
            fillers="saya/kami",
        ),
        "it": Asking(
            "risponda/rispondete/rispondi/rispondere/rispondermi/rispondetemi/scriva/scrivete"
            "/scrivetemi/scrivere/scrivermi/parlate/parlare",
            "in",
            please="per favore/perfavore/per cortesia/grazie",
            fillers="mi/ci/solo",
        ),
        "ja": Asking(
            "返信/ご返信/返事/お返事/回答/ご回答/対応/ご対応/連絡/ご連絡/答え/お答え/書い/お願い",
            after="語で/で/語での/での",
            spaced=False,
        ),
        "ko": Asking(
            "답*/회신*/대답*/말씀*/써*/적어*/부탁*/응대*/상담*",
            endings="로",
            fillers="좀",
            please="제발",
        ),
        "lt": Asking(
            "atsakykite/atsakyk/atsakyti/rašykite/rašyk/rašyti/kalbėkite",
            after="kalba/",
            please="prašau/prašom/ačiū",
            fillers="man/mums/tik",
            clips=1,
        ),
        "lv": Asking(
            "atbildiet/atbildi/atbildēt/rakstiet/raksti/rakstīt/runājiet",
            after="valodā/",
            please="lūdzu/paldies",
            fillers="man/mums/tikai",
            clips=1,
        ),
        "ms": Asking(
            "jawab/balas/tulis/cakap/menjawab/membalas",
            "dalam bahasa/guna bahasa/bahasa/dalam",
            please="sila/tolong/ya/terima kasih",
            fillers="saya/kami",
        ),
        "nb": Asking(
            "svar/svare/skriv/skrive/snakk", "på", "", "takk/vennligst", "meg/oss/gjerne/helst/bare"
        ),
        "nl": Asking(
            "antwoord/antwoorden/reageer/reageren/schrijf/schrijven/spreek",
            "in het/in",
            please="alstublieft/alsjeblieft/aub/graag/dank u",
            fillers="mij/me/ons/u/alleen",
        ),
        "pl": Asking(
            "odpowiedz/odpowiedzcie/odpowiadać/odpowiadajcie/odpowiedzieć/odpisz/odpiszcie/odpisać"
            "/pisz/piszcie/pisać/o odpowiedź",
            "po/w języku",
            please="proszę/poproszę/dziękuję",
            fillers="mi/nam/tylko",
            clips=1,
        ),
        "pt": Asking(
            "responda/respondam/responde/responder/escreva/escrevam/escrever/fale/falem/falar",
            "em",
            please="por favor/pfv/obrigado/obrigada",
            fillers="me/nos/só/somente/apenas/comigo",
        ),
        "ro": Asking(
            "răspundeți/răspunde/răspundă/scrieți/scrie/vorbiți",
            "în/in",
            please="vă rog/va rog/te rog/vă rugăm/mulțumesc",
            fillers="mi/ne/doar",
        ),
        "ru": Asking(
            "ответьте/ответь/отвечайте/отвечать/ответить/пишите/пиши/писать/напишите/говорите",
            "на/по",
            "языке/",
            "пожалуйста/спасибо",
            "мне/нам/только",
            clips=2,
        ),
        "sv": Asking(
            "svara/skriv/skriva/prata", "på", "", "tack/vänligen/snälla", "mig/oss/gärna/bara/helst"
        ),
        "th": Asking(
            "ตอบ/ตอบกลับ/เขียน/คุย/พูด/สื่อสาร",
            "เป็นภาษา/ด้วยภาษา/ภาษา",
            fillers="กลับ/ฉัน/ผม/มา/ด้วย",
            spaced=False,
        ),
        "tr": Asking(
            "cevap verin/cevap veriniz/cevap verir misiniz/cevap verebilir misiniz/cevap yazın"
            "/yanıtlayın/yanıtlar mısınız/yazın/yazar mısınız/yazabilir misiniz/konuşun"
            "/dönüş yapın",
            after="olarak/",
            please="lütfen/teşekkürler",
            fillers="bana/bize/sadece",
            endings="ca/ce/ça/çe",
        ),
        "uk": Asking(
            "відповідайте/відповісти/відповідати/дайте відповідь/пишіть/писати/напишіть/говоріть",
            "на/",
            "мовою/",
            "будь ласка/дякую/прошу",
            "мені/нам/тільки/лише",
            clips=1,
        ),
        "vi": Asking(
            "trả lời/viết/phản hồi/nhắn/nhắn tin",
            "bằng tiếng/tiếng",
            please="nhé/ạ/giúp/cảm ơn/vui lòng",
            fillers="tôi/mình/lại/cho/em",
        ),
        "zh": Asking(
            "回复/回覆/回答/答复/答覆/沟通/溝通/联系/聯絡/聯繫/回信/交流/服务/服務/回",
            "用",
            "语/語/文/话/話/",
            fillers="来/來/跟我/和我/给我/給我/我",
            spaced=False,
        ),
    }
)

# Before a wish in the same clause, these turn it round; so do `REFUSALS_AFTER` behind it.
REFUSALS = (
    "not/don/dont/never/nicht/nie/niemals/no/ne/pas/jamais/non/não/nunca/niet/nooit/inte/aldrig/ikke"
    "/aldri/älkää/älä/ei/ärge/ära/nem/nu/nie/не/ні/никога/никогда/μην/δεν/değil/jangan/tidak/tak"
    "/huwag/hindi/đừng/không/لا/لم/لن/אל/לא/मत/नहीं/nemojte/neatbildiet/neatsakykite"
)
REFUSALS_AFTER = "마세요/말아/마/말고/मत/नहीं/não/nicht/ないで"
REFUSALS_UNSPACED = "不要/别/別/勿/不/อย่า/ไม่/ไม่ต้อง"
