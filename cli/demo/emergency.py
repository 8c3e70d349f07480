"""The third act: a traveller in need, far from home; and the end of the week."""

from typing import Final

from cli.demo.people import ANA, ARJUN, INES
from cli.demo.scene import Scene

CALL: Final = (
    "Estou em Banguecoque e roubaram-me a mala com o cartão. O hotel pede o pagamento hoje. "
    "Preciso de ajuda urgente, por favor!"
)
HELP: Final = (
    "Dear Ana, I have blocked your card. We pay the hotel for tonight directly, so you do not need "
    "any money now. Please stay where you are."
)
AGAIN: Final = "O hotel diz que não recebeu nada. Podem confirmar o pagamento?"
CONFIRMED: Final = (
    "Olá, Ana! Acabei de falar com o hotel: o pagamento chegou e o quarto está confirmado. O novo "
    "cartão segue amanhã para o hotel."
)


class Emergency:
    """Her data stays at home in Europe; the work goes to whoever is near and on."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.ticket = ""

    async def play(self) -> None:
        """Singapore helps, and when it has gone home, Europe goes on."""
        await self.goes_to_the_nearest()
        await self.is_helped()
        await self.goes_on_elsewhere()

    async def goes_to_the_nearest(self) -> None:
        """Europe is on as well, but Singapore is nearer to Bangkok."""
        scene = self.scene
        scene.act("An emergency in Bangkok")
        await scene.at(ANA.at(scene.begins, days=2, hour=16, minute=40))
        on = await scene.front.on_duty(scene.now)
        self.ticket = await scene.writes(ANA, CALL, tier="emergency", location="TH")
        found = await scene.ticket(self.ticket)
        scene.turn(
            on["eu-care"] and (found["region"], found["team"]) == ("eu", ARJUN.teams[0]),
            "Her data is at home in Europe, where people are on duty, too; the work went to "
            "Singapore, the nearest.",
        )

    async def is_helped(self) -> None:
        """Within minutes."""
        scene = self.scene
        await scene.after(minutes=2)
        await scene.does(ARJUN, self.ticket, "claim")
        await scene.after(minutes=4)
        await scene.does(ARJUN, self.ticket, "replies", text=HELP)
        clocks = {one["target"]: one for one in (await scene.ticket(self.ticket))["clocks"]}
        scene.turn(
            clocks["first_reply"]["state"] == "met", "A person answered well within the hour."
        )
        scene.answered_by_engine(self.ticket, ANA)

    async def goes_on_elsewhere(self) -> None:
        """She writes again when Singapore has gone home: emergencies wait for nobody."""
        scene = self.scene
        await scene.at(ANA.at(scene.begins, days=2, hour=21, minute=10))
        await scene.writes(ANA, AGAIN)
        handed = scene.last(self.ticket, "ticket_handed_over").facts
        scene.turn(
            (handed["cause"], handed["team"]) == ("emergency", INES.teams[0]),
            f"{ARJUN.name} has gone home, so Europe, the next in nearness, got it at once.",
        )
        await scene.after(minutes=3)
        await scene.does(INES, self.ticket, "acknowledgements")
        await scene.after(minutes=5)
        await scene.does(INES, self.ticket, "replies", text=CONFIRMED)
        await scene.does(INES, self.ticket, "solve")
        found = await scene.ticket(self.ticket)
        scene.turn(
            (found["status"], found["assignee"]) == ("solved", INES.id),
            f"{INES.name} answered in {ANA.name}'s own language, and it is solved.",
        )


class AWeekLater:
    """What was solved stays open for a while, and then closes by itself."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    async def play(self) -> None:
        """Eight days after the first message."""
        scene = self.scene
        scene.act("A week later")
        await scene.after(days=6, hours=1)
        for ticket, customer in scene.tickets.items():
            found = await scene.ticket(ticket)
            wanted = "solved" if found["tier"] == "emergency" else "closed"
            scene.turn(found["status"] == wanted, f"{customer.name}'s ticket is {found['status']}.")
