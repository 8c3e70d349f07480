"""What is asked of Meta and is no message: it passes by, and nothing depends on it."""

from channels.meta.graph import Graph, Question
from channels.outcomes import Failure, expect_passing
from domain.channels import TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Refused


async def shown(graph: Graph, question: Question) -> None:
    """Ask for what passes by, such as that somebody types. Raises NotNow or Refused."""
    failure: Failure | None = None
    try:
        await graph.ask(question)
    except (Refused, NotNow, OutcomeUnknown, TokenRefused) as fault:
        failure = fault
    expect_passing(failure)
