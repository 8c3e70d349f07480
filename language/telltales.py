"""What tells close neighbours apart: words that one of them says and the others do not, and letters
that some of them do not write.

Everyday words and words of an order desk, chosen from what is known of the languages. A word stands
here for every language of its script in which it is common; where it is common in an unlisted one
too (German `mit`, Danish `mit`) it says little and is left out. Words are compared without accents.
"""

from types import MappingProxyType

TELLING_WORDS = MappingProxyType(
    {
        # Scandinavia
        "nb": "hei dere hva noen noe etter meg deg seg mye nå blitt takk tusen feil bestilling"
        " tilbake"
        " fortsatt fremdeles uke uken kjøpt kjøp kjøpe gjennom vennligst trenger esken"
        " ennå veldig ingenting regningen skjer skjedd vært gjør gjøre enn kveld opp inn"
        " gitt mellom norsk norge å klarer fikk gikk nei levering ifølge",
        "da": "hvad hvornår nogen noget meget blevet fået gået fik gik tak forkert forkerte tilbage"
        " stadigvæk uge ugen købt køb købe igennem venligst endnu æske gør været aften ud mellem"
        " dansk jer jeres dit selvom hurtigt hvilken hvilket længe lige hjælp pengene"
        " efter mig dig sig bliver ifølge stadig",
        "sv": "och jag inte vad någon något mycket också blivit fick gick beställning tillbaka"
        " fortfarande vecka köpt köpa vänligen behöver upp ännu bättre varit än kväll mellan flera"
        " från för att pengarna vilken hjälp är tack",
        "da nb": "jeg ikke hvor også hvorfor hvordan hun hvis være og pakken",
        "da sv": "hej nej efter mig dig sig",
        "nb sv": "fått gått av",
        # western and southern Slavs in Latin letters
        "cs": "jsem jste jsme jsou kdy když proč ještě děkuji děkuju můj můžete mohu můžu chci"
        " chtěl"
        " chtěla který která které zboží zásilka zásilky zásilku nabídku nabídka peníze špatná"
        " vrácení zrušení krabice zítra čekám čekáme pořád není někdo něco všechno zpět kolik"
        " pokud protože jejich její potřebuji jiné sledování dorazí bylo byl",
        "sk": "kedy keď prečo ešte ďakujem chcem chcel alebo ktorý ktorá ktoré veľkosť tovar moja"
        " zásielka zásielky zásielku peniaze vrátenie zrušiť krabica zajtra čakám niečo niekto"
        " všetko späť koľko pretože tiež iba iný sledovanie bol bola bolo boli môže môžete",
        "pl": "jest czy gdzie kiedy proszę dziękuję zamówienie czekam chcę zły się przesyłka jak"
        " rozmiar wciąż był była nie jeszcze",
        "sl": "sem kje kdaj zakaj naročilo naročila nisem tudi lahko denar ponudbo napačno napačen"
        " kaj kdo zdaj več kako vrnite vračilo bila bil",
        "hr": "gdje uvijek vrijeme mjesto riječ dijete lijepo lijepa ovdje tko netko itko nitko"
        " također uopće opće sljedeći poslije prije cijena cijene cijenu dvije tisuća tjedan tjedna"
        " tvrtka narudžba narudžbu narudžbe povrat krivi krivu kriva ponovno uspjelo"
        " uspio zamijeniti vrijedi htio htjela razumijem točno trebam nigdje"
        " umjesto primjer promjena nedjelja ponedjeljak srijeda obitelj unatoč što"
        " bijela vijeće izvješće djeca čovjek",
        "sr": "gde uvek vreme mesto lepo lepa ovde neko niko iko takođe uopšte opšte sledeći posle"
        " cenu hiljada nedelja nedelju porudžbina porudžbinu porudžbine povraćaj pogrešan pogrešnu"
        " pogrešna uspelo uspeo vredi hteo htela razumem nigde sopstveni tačno"
        " saradnja porodica umesto primer promena ponedeljak sreda šta evra dve dece čovek",
        "hr sr": "nije koji koja koje hvala molim želim još pošiljka pošiljku pošiljke dostava"
        " novac"
        " novca robu dobio dobila plaćanje kutija zašto kada ili samo račun",
        # the Malay world
        "id": "kapan mau uang bisa gak nggak enggak karena pengiriman ongkir nomor faktur"
        " kardus ditagih butuh beda gimana nunggu kalian kantor mobil bahwa"
        " bicara udah sih dong kok deh nih banget kak makasih aja coba resi ukuran senin"
        " selasa rabu kamis jumat agustus kesehatan pemerintah perusahaan harus kualitas informasi"
        " situs karyawan teman ponsel rekening konfirmasi polisi tim berbeda saat setelah tapi hal"
        " meskipun pria faktor fasilitas aktivitas universitas pembayaran jawaban rusak yaitu kata",
        "ms": "nak duit boleh hantar dihantar penghantaran nombor invois kotak bungkusan dicaj"
        " perlukan"
        " sebut jawapan daripada awak adakah pejabat kereta bahawa bercakap tak takde tiada saiz"
        " pengecas resit bayaran balik macam sesiapa kerana khamis jumaat isnin ahad ogos julai"
        " kesihatan kerajaan syarikat pemulangan tempoh semasa selepas sila encik puan wang kualiti"
        " maklumat akaun ringgit mesti ialah manakala sekiranya kos rosak esok semalam petang turut"
        " berkata polis pasukan perlawanan lelaki bila bagi kanak pelbagai keupayaan",
        "fil": "ang ng mga po nyo niyo ako kayo hindi wala magkano kailan kelan saan nasaan salamat"
        " gusto kailangan yung naman",
        # speakers of Romance languages, and who is taken for one of them
        "es": "los las pero muy quiero cuando donde gracias dinero hay usted ustedes mucho muchas"
        " hacer fue llegado respuesta todavía talla caja nos está el y",
        "pt": "não uma você vocês vcs obrigado obrigada meu minha quero ainda chegou encomenda"
        " fatura dinheiro onde muito foi prazo pelo pela ao mais isso tem estou frete preciso"
        " recebi errado vocês",
        "ro": "coletul vreau banii înapoi trimiteți marfa când unde pentru mulțumesc rog încă"
        " aștept"
        " răspuns sunt mea fost livrarea plata bună aveți puteți trebuie acest fără produs primit"
        " greșit cutia retur urmărirea sau dacă",
        "ca": "els amb però molt vull quan gràcies diners vostè fer què això aquest",
        # Cyrillic
        "bg": "е са сме сте съм ще това този тази тези който която което които още имате искам моля"
        " поръчка поръчката пратка пратката пратки благодаря кога къде какво защо получих грешен"
        " грешна замяна пари фактурата плащането колко струва доставката чакам отговор вашия"
        " ви ми може можете трябва няма бързата утро здравейте стоката изпратите",
        "mk": "сум каде колку сакам нарачка нарачката благодарам ова овој оваа кој кои треба ќе"
        " со ги"
        " биде беше повеќе меѓу исто бидејќи уште нема",
        "ru": "что это мой мне где когда почему сколько стоит пожалуйста спасибо заказ посылка"
        " деньги пришёл пришла отправите отправили счёт есть нет быть его её они или если уже"
        " только ещё чтобы жду ответа вернуть верните возврат возврата здравствуйте добрый пришли",
        "uk": "що це мій мені моє де коли як чому скільки коштує будь дякую замовлення посилка"
        " гроші"
        " прийшов прийшла рахунок є немає бути його її вони або якщо вже тільки ще щоб чекаю"
        " відповідь повернути поверніть повернення вітаю буде отримав отримала отримати досі від",
        "be": "гэта дзе калі чаму колькі дзякуй грошы ёсць быў",
        "sr ": "је није шта где када колико хвала поруџбина новац јер који која које више",
        # Arabic letters
        "ar": "هل متى أين كيف لماذا في على إلى هذا هذه التي الذي لم لن لا قد طلب طلبي الطلب أريد"
        " ابغى شكرا مرحبا ممكن وصل وصلت وصلني كم بعد وين ايش شو راح لسه لسا رقم يوم",
        "fa": "از به که این را است نیست هنوز کجاست چرا لطفا سفارش ممنون تشکر نرسیده پول کالا ارسال"
        " شد شده هم برای با آن های هزینه کنید دارید",
        # Devanagari
        "hi": "है हैं का की को में से नहीं मेरा मेरी मेरे मुझे क्या कब और पर यह था थी गया कर भी तक लिए अभी गए",
        "mr": "आहे आहेत नाही माझे माझा माझी मला काय केव्हा कधी कुठे आणि होते झाले",
        "ne": "छ छन् छैन मेरो मलाई कहिले मा यो त्यो थियो भयो",
    }
)

# Letters and the languages that write them; a language of the same script that is not named does
# not, except in a name.
TELLING_LETTERS = MappingProxyType(
    {
        # Cyrillic
        "ы": "ru be kk ky mn",
        "э": "ru be kk ky mn tg",
        "щ": "ru uk bg kk ky mn",
        "ъ": "ru bg mn tg",
        "йяюь": "ru uk be bg kk ky mn tg",
        "и": "ru uk bg sr mk kk ky mn tg",
        "і": "uk be kk",
        "їєґ": "uk",
        "ў": "be",
        "јњљџ": "sr mk",
        "ђћ": "sr",
        "ѓќѕ": "mk",
        "үө": "kk ky mn",
        # Latin
        "æø": "da nb is",
        "å": "da nb sv fi",
        "ä": "de sv fi et sk",
        "ö": "de sv fi et hu tr is",
        "ü": "de et hu tr es ca",
        "ß": "de",
        "õ": "pt et vi",
        "ěřů": "cs",
        "ďťň": "cs sk",
        "ľŕĺ": "sk",
        "čšž": "cs sk sl hr sr lv lt et fi",
        "ć": "pl hr sr",
        "đ": "hr sr vi",
        "łśźżń": "pl",
        "ąę": "pl lt",
        "ėįų": "lt",
        "ū": "lt lv",
        "āēīģķļņ": "lv",
        "ñ": "es fil",
        "ã": "pt vi",
        "șțşţ": "ro tr",
        "ă": "ro vi",
        "î": "ro fr tr",
        "â": "ro fr pt tr vi cy",
        "êô": "fr pt vi sk cy",
        "ç": "fr pt ca tr sq",
        "èìòù": "it fr ca vi",
        "ğı": "tr",
        "őű": "hu",
        # Arabic
        "ةأإ": "ar",
    }
)
