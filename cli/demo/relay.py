"""The first act: a question at ten to midnight goes round the world and comes back answered."""

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from cli.demo.people import AMIHAN, BEATRIZ, MARIA, Person
from cli.demo.scene import Scene

EUROPE: Final = ("eu-care", "eu-engineering", "eu-lead")
QUESTION: Final = (
    "Olá! Paguei a minha encomenda e a aplicação bloqueou no pagamento. O cartão foi cobrado "
    "duas vezes e não recebi nenhuma confirmação. Podem ajudar-me?"
)
FIRST_ANSWER: Final = (
    "Olá, Maria! Sou a Beatriz. Vi as duas cobranças no seu cartão. Os nossos engenheiros já vão "
    "olhar o erro, e amanhã de manhã eu respondo com a solução."
)
BRIEF: Final = MappingProxyType(
    {
        "done": "Verifiquei os dois pagamentos. O segundo foi feito um minuto depois do primeiro.",
        "pending": "Não sabemos por que o aplicativo cobrou o cartão duas vezes.",
        "next": "Encontrar o erro no pagamento e cancelar a segunda cobrança.",
        "promised": "A cliente recebe uma resposta amanhã de manhã.",
    }
)
FINDING: Final = (
    "The app sent the payment again after a timeout. I have cancelled the second charge; the bank "
    "returns the money within three days. The order itself is confirmed."
)
ANSWER: Final = (
    "Bom dia, Maria! O aplicativo enviou o pagamento de novo depois de uma falha. Já cancelamos a "
    "segunda cobrança, e o banco devolve o valor em até três dias. A sua encomenda está confirmada."
)
THANKS: Final = "Muito obrigada, Beatriz! Já recebi a confirmação."


class Relay:
    """Lisbon, São Paulo, Manila, and back."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.ticket = ""

    async def play(self) -> None:
        """From the question to the rating."""
        await self.asks_at_ten_to_midnight()
        await self.sao_paulo_takes_it()
        await self.engineers_get_the_technical_part()
        await self.engineers_acknowledge()
        await self.engineers_were_told()
        await self.comes_back_in_the_morning()
        await self.is_solved()

    async def asks_at_ten_to_midnight(self) -> None:
        """Nobody in Europe is on; the desk answers at once, in Portuguese, with a wait."""
        scene = self.scene
        scene.act("A question at ten to midnight")
        await scene.at(scene.begins)
        on = await scene.front.on_duty(scene.now)
        scene.turn(not any(on[team] for team in EUROPE), "Nobody in Europe is on duty.")
        self.ticket = await scene.writes(MARIA, QUESTION)
        expected = (await scene.ticket(self.ticket))["expectation"]
        scene.turn(
            expected and "pt" in scene.languages_received(self.ticket),
            f"{MARIA.name} is acknowledged in Portuguese, with the wait to expect: "
            f"{_between(MARIA, expected)}.",
        )

    async def sao_paulo_takes_it(self) -> None:
        """A colleague far away sees the ticket in Europe's queue, takes it and answers."""
        scene = self.scene
        await scene.after(minutes=6)
        await scene.does(BEATRIZ, self.ticket, "claim")
        await scene.after(minutes=3)
        await scene.does(BEATRIZ, self.ticket, "replies", text=FIRST_ANSWER)
        await scene.does(BEATRIZ, self.ticket, "reopen")
        found = await scene.ticket(self.ticket)
        scene.turn(
            found["assignee"] == BEATRIZ.id and found["expectation"]["kept"],
            f"{BEATRIZ.name} in São Paulo has it and has answered, sooner than {MARIA.name} was "
            "told.",
        )

    async def engineers_get_the_technical_part(self) -> None:
        """She hands it over with a brief in her language; they read it in theirs."""
        scene = self.scene
        await scene.after(minutes=5)
        await scene.does(BEATRIZ, self.ticket, "handovers", team=AMIHAN.teams[0], **BRIEF)
        found = await scene.ticket(self.ticket)
        scene.turn(
            found["team"] == AMIHAN.teams[0] and found["owner"]["agent"] == BEATRIZ.id,
            f"Engineers in Manila have the ticket; {BEATRIZ.name} stays its owner.",
        )
        told = scene.last(self.ticket, "notification_reported")
        read = {words.language: words for words in told.words}
        if told.facts["engine"]:
            came = told.who is AMIHAN and {"pt", "en"} <= read.keys()
            scene.turn(came, "The brief was written in Portuguese and is read in English.")
        else:
            came = told.who is AMIHAN and "untranslated" in told.facts["flags"]
            scene.turn(came, "The brief is marked untranslated: no engine is installed here.")

    async def engineers_acknowledge(self) -> None:
        """Somebody there answers for it."""
        await self.scene.after(minutes=6)
        await self.scene.does(AMIHAN, self.ticket, "acknowledgements")

    async def engineers_were_told(self) -> None:
        """It was acknowledged in time; while São Paulo sleeps, they find the fault."""
        scene = self.scene
        handover = (await scene.ticket(self.ticket))["handover"]
        in_time = handover["acknowledged_at"] and (
            handover["acknowledged_at"] <= handover["acknowledge_by"]
        )
        scene.turn(
            in_time and handover["acknowledged_by"] == AMIHAN.id,
            f"{AMIHAN.name} in Manila acknowledged the hand-over in time.",
        )
        await scene.at(AMIHAN.at(scene.begins, days=1, hour=11))
        on = await scene.front.on_duty(scene.now)
        scene.turn(
            BEATRIZ.id not in on["latam-care"], f"{BEATRIZ.name}'s shift in São Paulo has ended."
        )
        await scene.does(AMIHAN, self.ticket, "notes", text=FINDING)

    async def comes_back_in_the_morning(self) -> None:
        """With the owner's next shift the ticket is hers again, and the answer goes out."""
        scene = self.scene
        await scene.at(BEATRIZ.at(scene.begins, days=1, hour=9) + timedelta(seconds=5))
        back = scene.last(self.ticket, "ticket_handed_over").facts
        scene.turn(
            back["cause"] == "owner_is_back" and back["assignee"] == BEATRIZ.id,
            f"With {BEATRIZ.name}'s next shift the ticket is hers again.",
        )
        await scene.after(minutes=8)
        await scene.does(BEATRIZ, self.ticket, "replies", text=ANSWER)
        answer = scene.last(self.ticket, "delivery_reported")
        read = answer.words[-1]
        scene.turn(
            (read.language, read.text) == ("pt", ANSWER) and answer.source == "received",
            f"The answer reached {MARIA.name} the next morning, in Portuguese.",
        )

    async def is_solved(self) -> None:
        """She thanks, and judges."""
        scene = self.scene
        await scene.after(minutes=9)
        await scene.writes(MARIA, THANKS)
        await scene.after(minutes=2)
        await scene.does(BEATRIZ, self.ticket, "solve")
        await scene.front.rates(self.ticket, 5)
        await scene.settles()
        found = await scene.ticket(self.ticket)
        scene.turn(
            (found["status"], found["rating"]) == ("solved", 5),
            f"The matter is solved, and {MARIA.name} rates the service 5 of 5.",
        )


def _between(reader: Person, expected: dict[str, str]) -> str:
    earliest, latest = (
        datetime.fromisoformat(expected[end]).astimezone(reader.zone)
        for end in ("earliest", "latest")
    )
    return f"{earliest:%a %H:%M} to {latest:%a %H:%M}"
