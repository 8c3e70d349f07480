"""What people agreed to, purpose by purpose, and what follows where they did not.

A consent is as easily withdrawn as given (GDPR Art. 7(3)), and it must be possible to show that it
was given (Art. 7(1)): so each change is kept, with when, by whom and where.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.privacy import Basis, Purpose, PurposeRule


@dataclass(frozen=True, slots=True)
class Consent:
    """One change: given, or not (withdrawn, or refused when asked)."""

    customer_id: str
    purpose: Purpose
    given: bool
    at: datetime  # aware: when the person said so
    by: str  # an id: of the key or the agent that told the desk
    by_kind: str  # the role of it
    where: str  # a word: how they said it (web, phone, email, letter), never free text


class Consents(Protocol):
    """The consents of a region's customers, with their history."""

    async def record(self, consent: Consent) -> Consent:
        """Keep a change with its deed, unless it changes nothing: what stands then.

        Raises Missing for an unknown customer, Erased for one that is or was erased.
        """
        ...

    async def history(self, customer_id: str) -> Sequence[Consent]:
        """Every change, the first one first."""
        ...

    async def given(self, customer_id: str, purpose: Purpose) -> bool:
        """Whether the last word of the person on the purpose is yes; silence is no consent."""
        ...


class Permissions(Protocol):
    """Asks, before something is done with a person's data, whether it may be."""

    async def allows(self, customer_id: str, purpose: Purpose) -> bool:
        """Whether the purpose needs no consent, or has it."""
        ...


class EverythingIsPart:
    """The port `Permissions` of a desk that names no purposes: all is part of the service."""

    async def allows(self, customer_id: str, purpose: Purpose) -> bool:
        """As the Protocol says."""
        return True


class AskedFirst:
    """The port `Permissions` of a desk: what needs consent is done for those who gave it."""

    def __init__(self, rules: Mapping[Purpose, PurposeRule], consents: Consents) -> None:
        self._rules = rules
        self._consents = consents

    async def allows(self, customer_id: str, purpose: Purpose) -> bool:
        """As the Protocol says."""
        rule = self._rules.get(purpose)
        if rule is None or rule.needs is not Basis.CONSENT:
            return True
        return await self._consents.given(customer_id, purpose)


@dataclass(frozen=True, slots=True)
class OnlineEngines:
    """Translation engines on other machines: what they are given leaves this one."""

    names: tuple[str, ...]
    permissions: Permissions

    async def barred(self, customer_id: str) -> tuple[str, ...]:
        """Those that must not see texts of the customer: all of them, or none."""
        purpose = Purpose.ONLINE_TRANSLATION
        if not self.names or await self.permissions.allows(customer_id, purpose):
            return ()
        return self.names


def standing(history: Sequence[Consent]) -> Mapping[Purpose, Consent]:
    """The last word on each purpose that there was one on."""
    return {one.purpose: one for one in history}
