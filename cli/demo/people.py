"""The people of the story: who they are and what the clock on their wall shows."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LISBON = ZoneInfo("Europe/Lisbon")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
MANILA = ZoneInfo("Asia/Manila")
BANGKOK = ZoneInfo("Asia/Bangkok")
DUBLIN = ZoneInfo("Europe/Dublin")
NEW_YORK = ZoneInfo("America/New_York")
SINGAPORE = ZoneInfo("Asia/Singapore")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the story. `teams` are those whose tickets an agent's key lets them see."""

    id: str
    name: str
    city: str
    zone: ZoneInfo
    is_who: str
    country: str = "PT"  # of customers: where their data is at home follows from it
    teams: tuple[str, ...] = ()

    def clock(self, at: datetime) -> str:
        """The instant as the person sees it: `Tue 23:50 Lisbon`."""
        return f"{at.astimezone(self.zone):%a %H:%M} {self.city}"

    def at(self, begins: datetime, *, days: int, hour: int, minute: int = 0) -> datetime:
        """An instant on the person's clock, so many days after the evening in Lisbon."""
        day = begins.astimezone(LISBON).date() + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)


MARIA = Person("maria", "Maria", "Lisbon", LISBON, "a customer who was charged twice")
JOAO = Person("joao", "João", "Porto", LISBON, "an important customer whom nobody answers")
ANA = Person("ana", "Ana", "Bangkok", BANGKOK, "a traveller from Porto in an emergency")
BEATRIZ = Person(
    "beatriz",
    "Beatriz",
    "São Paulo",
    SAO_PAULO,
    "of latam-care; in her evening she looks after Europe's queue, too",
    teams=("latam-care", "eu-care"),
)
AMIHAN = Person("amihan", "Amihan", "Manila", MANILA, "an engineer", teams=("apac-engineering",))
NIAMH = Person(
    "niamh",
    "Niamh",
    "Dublin",
    DUBLIN,
    "of eu-lead, who look after Europe's teams",
    teams=("eu-lead", "eu-care"),
)
MAYA = Person("maya", "Maya", "New York", NEW_YORK, "of na-care", teams=("na-care",))
ARJUN = Person("arjun", "Arjun", "Singapore", SINGAPORE, "of apac-care", teams=("apac-care",))
INES = Person("ines", "Ines", "Dublin", DUBLIN, "of eu-care", teams=("eu-care",))

CUSTOMERS = (MARIA, JOAO, ANA)
AGENTS = (BEATRIZ, AMIHAN, NIAMH, MAYA, ARJUN, INES)
