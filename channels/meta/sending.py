"""What is asked of Meta and is no message: it passes by, and nothing depends on it."""

from channels.meta.graph import Graph, Question
from domain.channels import TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Refused


async def shown(graph: Graph, question: Question) -> None:
    """Ask for what is no message and passes by, such as that somebody types.

    Raises NotNow or Refused.
    """
    problem: NotNow | Refused
    try:
        await graph.ask(question)
    except TokenRefused as fault:
        problem = Refused(fault.reason)
    except OutcomeUnknown as fault:
        problem = NotNow(fault.reason)
    else:
        return
    raise problem
