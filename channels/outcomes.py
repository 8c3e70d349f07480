"""How an attempt to hand something over can end, as a value until it is safe to raise it."""

from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused

Outcome = Receipt | Refused | NotNow | OutcomeUnknown


def settled(outcome: Outcome) -> Receipt:
    """Return the receipt, or raise what came instead of it.

    Call this outside of any `except`: an error that was being handled would travel along as
    context, and it may quote text or URL.
    """
    if isinstance(outcome, Receipt):
        return outcome
    raise outcome
