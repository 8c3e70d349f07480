"""Random texts of words, entities and terms, with all that they hold counted beside them."""

import re
from collections import Counter
from dataclasses import dataclass
from random import Random

from domain.terms import Glossary, Term
from language.masking.tokens import styles_for

GLOSSARY = Glossary(
    (
        Term("fob", {"en": ("FOB",)}, keep=True),
        Term("cif", {"en": ("CIF",)}, keep=True),
        Term("bill-of-lading", {"en": ("bill of lading",), "pt": ("conhecimento de embarque",)}),
        Term("bill", {"en": ("bill",), "pt": ("fatura",)}),
        Term("demurrage", {"en": ("demurrage",), "pt": ("sobrestadia",)}),
        Term("packing-list", {"en": ("packing list",), "pt": ("romaneio de carga",)}),
        Term("provenance", {"en": ("country of origin",), "pt": ("país de origem",)}),
    ),
    "of the tests",
)
KEPT = Glossary(tuple(term for term in GLOSSARY.terms if term.keep), "kept")
WORDS = """
    please tell me where my parcel is and why nobody answers the container has not arrived yet we
    paid for it last week thank you hello dear team this is urgent the customs broker wants more
    don't well-known café naïve 🎉 👍 … straße Привет 我的订单 أين
""".split()  # noqa: SIM905 - a list of fifty words would fill a page
ENTITIES = (
    "https://shop.example/track?id=55&x=y",
    "http://a.example/b_(c)/d-e",
    "www.shop.example/order/12",
    "example.com/help",
    "maria.silva+test@mail.example",
    "#A-10293",
    "PO-2024/0034",
    "MSCU1234567",
    "ABCU 123456-7",
    "1Z999AA10123456784",
    "RR123456789CN",
    "8471.30.01",
    "DE89 3704 0044 0532 0130 00",
    "$1,234.50",
    "R$ 99,90",
    "USD 12,000",
    "1.200 EUR",
    "€15",
    "15%",
    "2026-11-20",
    "20/11/2026",
    "2026年12月5日",
    "09:30",
    "2026-11-20T09:30",
    "+55 (11) 91234-5678",
    "+4915112345678",
    "1 234 567,50",
    "12345",
    "٣٤٥",
    "१२३",
    "๑๒",
    "3",
    "12",
    "2026",
    "`x = 5`",
    "{customer_name}",
    "ZQ0QZ",
    "zq1qz",
    "ＺＱ２ＱＺ",
    "XTERM3X",
    "WV7001",
    "K7001",
)
TERMS = ("FOB", "CIF", "bill of lading", "Bill of Lading", "demurrage", "packing list", "bill")
FENCE = "```\npay(5)\n\nZQ9QZ\n```"
_WRITTEN = {
    "bill of lading": "conhecimento de embarque",
    "demurrage": "sobrestadia",
    "packing list": "romaneio de carga",
    "bill": "fatura",
}


@dataclass(frozen=True)
class Sample:
    """A text, and what must stand in its translation, as often."""

    text: str
    entities: Counter[str]
    terms: Counter[str]  # as they are written in Portuguese

    def missing(self, answer: str) -> list[str]:
        """What is not in the translation, or not as often."""
        lost = [one for one, many in self.entities.items() if _count(one, answer) < many]
        small = answer.lower()
        return lost + [one for one, many in self.terms.items() if small.count(one.lower()) < many]

    def leaked(self, answer: str) -> bool:
        """Whether a token is left; no style has the looks of anything in the text itself."""
        tokens = (rf"{one.before}\d+{one.after}" for one in styles_for(self.text))
        return any(re.search(token, answer, re.IGNORECASE) for token in tokens)


def sample(seed: int) -> Sample:
    random = Random(seed)
    entities, terms, lines = Counter[str](), Counter[str](), list[str]()
    for _ in range(random.randint(1, 5)):
        parts = list[str]()
        for _ in range(random.randint(0, 14)):
            parts.append(
                _part(random, entities, terms) + random.choice(("", "", "", ",", ".", "!"))
            )
        lines.append(random.choice(("", "", "  ", "> ", "- ")) + " ".join(parts))
    if random.random() < 0.1:
        lines.insert(random.randrange(len(lines) + 1), FENCE)
        entities[FENCE] += 1
    return Sample(random.choice(("\n", "\n", "\n\n", "\r\n")).join(lines), entities, terms)


def _part(random: Random, entities: Counter[str], terms: Counter[str]) -> str:
    kind = random.random()
    if kind < 0.25:
        entity = random.choice(ENTITIES)
        entities[entity] += 1
        return random.choice((entity, f"({entity})", f"“{entity}”", entity))
    if kind < 0.4:
        term = random.choice(TERMS)
        terms[_WRITTEN.get(term.lower(), term)] += 1
        return term
    return random.choice(WORDS)


def _count(entity: str, answer: str) -> int:
    """As a whole, and not as part of a longer number or word."""
    return len(re.findall(rf"(?<![A-Za-z0-9]){re.escape(entity)}(?![A-Za-z0-9])", answer))
