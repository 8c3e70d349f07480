"""The second act: nobody answers, on purpose, and the ticket climbs its ladder until one does."""

from typing import Final

from cli.demo.people import JOAO, MAYA, NIAMH
from cli.demo.scene import Scene

QUESTION: Final = (
    "Bom dia. Preciso da fatura da minha última compra até ao fim do dia e não a encontro na "
    "minha conta. Podem enviá-la?"
)
ANSWER: Final = (
    "Dear João, I am sorry that you had to wait. Your invoice is attached to your account now, and "
    "I have sent it to your e-mail address as well."
)


class Ladder:
    """An important customer, and a team that looks away."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.ticket = ""

    async def play(self) -> None:
        """Warnings, the breach, pages until somebody claims it, the hand-over, the answer."""
        await self.is_ignored()
        await self.is_warned_of()
        await self.breaks_its_promise()
        await self.is_claimed()
        await self.goes_to_new_york()
        await self.is_answered()

    async def is_ignored(self) -> None:
        """He writes in office hours; somebody is there."""
        scene = self.scene
        scene.act("A promise that nobody keeps, on purpose")
        await scene.at(JOAO.at(scene.begins, days=1, hour=13, minute=30))
        on = await scene.front.on_duty(scene.now)
        self.ticket = await scene.writes(JOAO, QUESTION, tier="vip")
        found = await scene.ticket(self.ticket)
        scene.turn(
            on["eu-care"] and found["policy"]["name"] == "eu-vip",
            f"{JOAO.name} is promised a first reply within half an hour; eu-care is on duty.",
        )

    async def is_warned_of(self) -> None:
        """Half of the time is over, then more."""
        scene = self.scene
        await scene.after(minutes=29)
        warned = scene.lines(self.ticket, "clock_warned")
        told = scene.lines(self.ticket, "notification_reported")
        scene.turn(
            len(warned) >= 2 and any(line.who is NIAMH for line in told),
            f"The desk warned twice, and told the leads: it stands on {NIAMH.name}'s page.",
        )

    async def breaks_its_promise(self) -> None:
        """The time is over: the leads are paged, again and again."""
        scene = self.scene
        await scene.at(JOAO.at(scene.begins, days=1, hour=14, minute=11))
        found = await scene.ticket(self.ticket)
        scene.turn(
            len(scene.lines(self.ticket, "clock_breached")) == 1 and found["priority"] == "urgent",
            "The promise broke once, at its very end, and the ticket is urgent now.",
        )
        scene.turn(self.pages() == [1, 2], "The leads are paged, and again ten minutes later.")

    async def is_claimed(self) -> None:
        """One of them claims it, so nobody is paged any more; but no answer goes out."""
        scene = self.scene
        await scene.after(minutes=1)
        await scene.does(NIAMH, self.ticket, "claim")
        await scene.after(minutes=16)
        said = f"{NIAMH.name} claimed it, so the third page never went."
        scene.turn(self.pages() == [1, 2], said)

    async def goes_to_new_york(self) -> None:
        """Half an hour after the breach another team gets it, and the customer hears of that."""
        scene = self.scene
        await scene.after(minutes=3)
        handed = scene.last(self.ticket, "ticket_handed_over").facts
        scene.turn(
            (handed["cause"], handed["team"]) == ("step", MAYA.teams[0]),
            "Half an hour after the breach the ladder handed it over to New York.",
        )
        told = scene.last(self.ticket, "customer_told")
        scene.turn(
            told.facts["template"] == "handed-over" and told.facts["wait"],
            f"{JOAO.name} was told that others look after it, and how long it will take.",
        )

    async def is_answered(self) -> None:
        """An answer in English; the customer reads Portuguese."""
        scene = self.scene
        await scene.after(minutes=3)
        await scene.does(MAYA, self.ticket, "acknowledgements")
        await scene.after(minutes=6)
        await scene.does(MAYA, self.ticket, "replies", text=ANSWER)
        scene.answered_by_engine(self.ticket, JOAO)
        await scene.after(minutes=1)
        await scene.does(MAYA, self.ticket, "solve")

    def pages(self) -> list[int]:
        """The numbers of the pages that went so far."""
        told = [line.facts for line in self.scene.lines(self.ticket, "team_notified")]
        return [one["number"] for one in told if one["doing"] == "page"]
