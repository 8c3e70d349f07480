"""In each language: something urgent, the same denied, somebody who asks for a person."""

from types import MappingProxyType

SENTENCES = MappingProxyType(
    {
        "ar": ("طلبي عاجل، أرجو الرد", "الأمر ليس عاجلاً", "أريد التحدث مع شخص حقيقي"),
        "bg": ("Спешно ми е нужен отговор", "Не е спешно", "Искам да говоря с човек"),
        "cs": ("Je to naléhavé, prosím pomozte", "Nespěchá to", "Chci mluvit s člověkem"),
        "da": ("Det haster, svar venligst", "Det haster ikke", "Jeg vil tale med en person"),
        "de": (
            "Die Sache ist dringend",
            "Es ist nicht so dringend",
            "Ich möchte mit einem Menschen sprechen",
        ),
        "el": ("Είναι επείγον, βοηθήστε", "Δεν είναι επείγον", "Θέλω να μιλήσω με άνθρωπο"),
        "en": ("This is urgent, please help", "It is not urgent", "I want to talk to a human"),
        "es": ("Es urgente, ayúdenme", "No es urgente", "Quiero hablar con una persona"),
        "et": ("See on väga kiire asi", "See ei ole kiire asi", "Soovin inimesega rääkida"),
        "fa": ("خیلی فوری است", "فوری نیست", "می‌خواهم با یک انسان حرف بزنم"),
        "fi": (
            "Asia on kiireellinen",
            "Asia ei ole kiireellinen",
            "Haluan puhua ihmisen kanssa",
        ),
        "fil": ("Apurahan po ito", "Hindi naman apurahan", "Gusto kong makausap ang totoong tao"),
        "fr": ("C'est urgent, aidez-moi", "Ce n'est pas urgent", "Je veux parler à un humain"),
        "he": ("זה דחוף מאוד", "זה לא דחוף", "אני רוצה לדבר עם בן אדם"),
        "hi": ("मुझे तुरंत मदद चाहिए", "यह अर्जेंट नहीं है", "मुझे किसी इंसान से बात करनी है"),
        "hr": ("Ovo je hitno", "Nije hitno", "Želim razgovarati s čovjekom"),
        "hu": ("Sürgős a dolog", "Nem sürgős", "Emberrel szeretnék beszélni"),
        "id": (
            "Ini sangat mendesak",
            "Ini tidak mendesak",
            "Saya mau bicara dengan manusia",
        ),
        "it": ("È urgente, aiutatemi", "Non è urgente", "Voglio parlare con una persona"),
        "ja": ("至急お願いします", "急ぎではありません", "人間の担当者と話したい"),
        "ko": ("긴급합니다 도와주세요", "급하지 않습니다", "상담원과 통화하고 싶어요"),
        "lt": ("Tai labai skubu", "Tai nėra skubu", "Noriu kalbėti su žmogumi"),
        "lv": ("Tas ir steidzami", "Tas nav steidzami", "Gribu runāt ar cilvēku"),
        "ms": (
            "Perkara ini mendesak",
            "Perkara ini tidak mendesak",
            "Saya nak bercakap dengan manusia",
        ),
        "nb": ("Det haster veldig", "Det haster ikke", "Jeg vil snakke med en person"),
        "nl": ("Het is dringend", "Het is niet dringend", "Ik wil met een mens praten"),
        "pl": ("To bardzo pilne", "To nie jest pilne", "Chcę rozmawiać z człowiekiem"),
        "pt": ("É urgente, me ajudem", "Não é urgente", "Quero falar com uma pessoa"),
        "ro": ("Este urgent, ajutați-mă", "Nu este urgent", "Vreau să vorbesc cu un om"),
        "ru": ("Это срочно, помогите", "Это не срочно", "Хочу поговорить с человеком"),
        "sv": ("Det är brådskande", "Det är inte brådskande", "Jag vill prata med en människa"),
        "th": ("เรื่องนี้ด่วนมาก", "เรื่องนี้ไม่ด่วน", "ขอคุยกับคนจริง"),
        "tr": ("Bu çok acil", "Acil değil", "Gerçek bir insanla konuşmak istiyorum"),
        "uk": ("Це терміново", "Це не терміново", "Хочу поговорити з людиною"),
        "vi": ("Việc này rất gấp", "Việc này không gấp", "Tôi muốn gặp nhân viên"),
        "zh": ("事情很紧急，请帮忙", "这件事不急用，并不紧急", "我要找真人客服"),
    }
)
