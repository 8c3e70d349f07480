"""Checks an agent's words for the customer who is to read them, by the desk that holds now."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from api.door import Door
from api.problems import MOST_ERRORS, FieldError, Problem
from api.reading import Found
from domain.cultures import Culture, Recipient
from domain.drafts import DraftFinding, findings_in, held_by, noted
from domain.policy import Policy
from domain.stores import Missing
from rulebook.recipients import recipient_of


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft, whom it is for, and what was found in it."""

    text: str
    language: str
    recipient: Recipient
    culture: Culture
    findings: tuple[DraftFinding, ...]

    def overruled(self, despite: Iterable[str]) -> tuple[str, ...]:
        """The rules that hold the draft and that its author overrules, as events name them.

        Raises a Problem for a draft that others hold.
        """
        named = set(despite)
        held = held_by(self.findings)
        holding = [rule for rule in held if rule not in named]
        if holding:
            raise _held(holding, self.findings)
        return noted(held, self.findings)


async def checked(door: Door, found: Found, text: str, language: str | None) -> Checked:
    """A text for the ticket's customer, in the language that is named or else found in it."""
    profiles = await found.stores.profiles.profiles(found.view.customer_id)
    recipient = recipient_of(profiles, found.view.language)
    culture = door.desk(found.stores.region).culture
    spoken = language or door.detect(text, await teams_language(found))
    # Long texts take long enough to keep other requests waiting.
    findings = await asyncio.to_thread(findings_in, text, spoken, recipient, culture)
    return Checked(text, spoken, recipient, culture, findings)


async def teams_language(found: Found) -> str | None:
    """What the ticket's team reads and writes: it decides short texts."""
    try:
        policy: Policy = await found.stores.policies.get(found.view.policy.hash)
    except Missing:
        return None
    return policy.team_languages.get(found.view.team or "")


def _held(rules: list[str], findings: tuple[DraftFinding, ...]) -> Problem:
    named = ", ".join(rules)
    errors = [
        FieldError(
            field="text",
            detail=f"Characters {one.span[0]} to {one.span[1]}, {one.rule}: {one.suggestion}",
        )
        for one in findings
        if one.rule in rules
    ]
    return Problem(
        409,
        "draft_held",
        f"The desk holds this answer by its rules about {named}: change what `errors` name, or "
        "send it again with those rules in `despite`.",
        errors=errors[:MOST_ERRORS],
    )
