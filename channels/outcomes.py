"""How an attempt to hand something over can end, as a value until it is safe to raise it."""

from domain.channels import TokenRefused
from domain.ports import NotNow, OutcomeUnknown, Receipt, Refused

Failure = Refused | NotNow | OutcomeUnknown | TokenRefused
Outcome = Receipt | Refused | NotNow | OutcomeUnknown


def settled(outcome: Outcome) -> Receipt:
    """Return the receipt, or raise what came instead of it.

    Call this outside of any `except`: an error that was being handled would travel along as
    context, and it may quote text or URL.
    """
    if isinstance(outcome, Receipt):
        return outcome
    raise outcome


def expect_passing(failure: Failure | None) -> None:
    """Raise what came of a call for what is no message and passes by, such as a sign of typing.

    Raises NotNow or Refused: nothing depends on it, so a doubt is no more than a delay.
    """
    match failure:
        case Refused() | NotNow():
            raise failure
        case OutcomeUnknown(reason=reason):
            raise NotNow(reason)
        case TokenRefused(reason=reason):
            raise Refused(reason)
        case None:
            return
