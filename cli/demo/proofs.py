"""The proof of the story: what explains each ticket, and what lives its history again, agree."""

from collections.abc import AsyncIterator

from cli.demo.scene import Scene
from cli.demo.stage import Stage
from cli.ticket import comparison, explanation
from domain.explanation import sentence


async def proofs(stage: Stage, scene: Scene) -> AsyncIterator[dict[str, object]]:
    """As `meridian ticket explain` and `meridian ticket replay` find them, ticket by ticket."""
    for ticket, customer in scene.tickets.items():
        region = stage.regions[ticket.rpartition("-")[0]]
        explained = await explanation(region, ticket)
        lived = await comparison(region, ticket, stage.settings.temporal)
        told_again = [sentence(entry) for entry in lived.again.entries]
        report = lived.report()
        yield {
            "ticket": ticket,
            "customer": customer.name,
            "explained": len(explained),
            "replayed": len(told_again),
            "runs": report["runs"],
            "history": report["events"],
            "agrees": report["agrees"] and told_again == [one["sentence"] for one in explained],
        }
