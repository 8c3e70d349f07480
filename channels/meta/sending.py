"""Several calls that together are one message of ours: none is made twice after one went through.

Meta recognises no repeat. What was shown to the customer, be it a part only, is never shown again
by itself: where a later part fails, the outcome is unknown, and a person looks.
"""

from collections.abc import Sequence

from channels.meta.graph import Graph, Question
from channels.payload import Members
from domain.channels import TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Refused


async def all_of(graph: Graph, questions: Sequence[Question]) -> Members:
    """Ask them one after the other; the answer to the last. Raises as `Graph.ask`.

    From the second on any failure is OutcomeUnknown (`sent_in_part`).
    """
    answer = await graph.ask(questions[0])
    for question in questions[1:]:
        if not await _goes_on(graph, question):
            raise OutcomeUnknown("sent_in_part")
    return answer


async def _goes_on(graph: Graph, question: Question) -> bool:
    try:
        await graph.ask(question)
    except (Refused, NotNow, OutcomeUnknown, TokenRefused):
        return False
    return True


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
