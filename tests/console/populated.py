"""A desk with a little in it: customers of several languages, and some of it answered."""

from collections.abc import Mapping
from typing import Any, Final

from tests.e2e.running import Desk

# Who writes, from where, and what: as customers write, with a name that needs care among them.
CUSTOMERS: Final = (
    ({"id": "maria", "name": "Maria Souza", "country": "PT", "locale": "pt-PT"},
     "Olá, a minha encomenda A-10293 ainda não chegou. Podem ajudar?"),
    ({"id": "ahmed", "name": "أحمد الزهراني", "country": "SA", "locale": "ar-SA"},
     "مرحبًا، لم يصلني الطلب A-10294 حتى الآن. متى سيصل؟"),
    ({"id": "yuki", "name": "佐藤 花子", "country": "JP", "locale": "ja-JP"},
     "注文番号 A-10295 の商品がまだ届きません。確認をお願いします。"),
    ({"id": "lena", "name": "Lena Groß", "country": "DE", "locale": "de-DE"},
     "Guten Tag, meine Rechnung 2026-118 ist falsch: 49,90 € statt 39,90 €."),
    ({"id": "bruno", "name": "Bruno \u202etxt.exe", "country": "BR", "locale": "pt-BR"},
     "<img src=x onerror=alert(1)> O meu cartão foi cobrado duas vezes!"),
    ({"id": "amelie", "name": "Amélie Dubois", "country": "FR", "locale": "fr-FR"},
     "Bonjour, je voudrais changer l'adresse de livraison de ma commande A-10297."),
)  # fmt: skip


async def populate(desk: Desk) -> Mapping[str, str]:
    """Have them write, and Maria be answered; the ids of her ticket and of herself."""
    tickets = [
        await desk.write(text, whole_sender=sender, message_id=f"first-{sender['id']}")
        for sender, text in CUSTOMERS
    ]
    hers = tickets[0]["ticket_id"]

    def is_translated(found: Any) -> bool:
        return bool(found["items"] and found["items"][0]["translations"])

    await desk.eventually(f"/v1/tickets/{hers}/messages", is_translated)
    await desk.ask(hers, "claim")
    await desk.ask(hers, "replies", text="Your parcel left our house today. It arrives tomorrow.")
    await desk.ask(hers, "notes", text="The carrier confirmed it by telephone.")
    ticket = await desk.read(f"/v1/tickets/{hers}")
    return {"ticket": hers, "customer": ticket["customer_id"]}
