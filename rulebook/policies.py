"""Turns a policy's file into the facts that are frozen for a ticket."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from domain.facts import StepAction
from domain.policy import Relay, Step
from domain.vocabulary import Doing
from rulebook.facts import PolicyRule
from rulebook.schemas.policies import PolicyFile
from rulebook.schemas.steps import StepPart
from rulebook.schemas.values import OF_THE_REGION

# What a team is told by a step that has no words of its own.
TOLD: Final = "{ticket} wants attention: priority {priority}, {left} left of its promise."
PAGED: Final = "{ticket} waits to be claimed: priority {priority}, {left} left of its promise."


def policy_rule(file: PolicyFile) -> PolicyRule:
    """The policy as the rules know it."""
    return PolicyRule(
        name=file.policy,
        version=file.version,
        applies_to=MappingProxyType(file.applies_to.named()),
        calendar=None if file.calendar == OF_THE_REGION else file.calendar,
        targets=MappingProxyType({str(target): file.targets[target] for target in file.targets}),
        warnings=MappingProxyType({str(target): file.warnings[target] for target in file.warnings}),
        pause_while=file.pause_while,
        reopen_within=file.reopen_within,
        acknowledge=file.acknowledge,
        relay=Relay(
            acknowledge_within=file.acknowledge_hand_over_within,
            when_nobody_is_on=file.when_nobody_is_on,
            handling_time=file.handling_time,
            progress_note_after=file.progress_note_after,
            tell_the_customer=file.tell_the_customer,
            out_of_hours=file.out_of_hours,
            ask_how_it_was=file.ask_how_it_was,
            say_when_closed=file.say_when_closed,
        ),
        raises=MappingProxyType({str(mood): to for mood, to in file.raise_priority_when.items()}),
        steps=tuple(_step(number, part) for number, part in enumerate(file.steps, start=1)),
    )


def _step(number: int, part: StepPart) -> Step:
    return Step(
        name=f"step {number}",
        relative_to=part.moment.relative_to,
        target=part.moment.target,
        fraction=part.moment.fraction,
        offset=part.moment.offset,
        raise_priority_to=part.raise_priority_to,
        tag=part.tag,
        take_back=part.take_back,
        in_working_time=part.in_working_time,
        unless=part.unless,
        repeat_up_to=part.repeat_up_to or 1,
        actions=tuple(_actions(part)),
    )


def _actions(part: StepPart) -> Iterator[StepAction]:
    """In this order: people hear of a ticket before it goes elsewhere."""
    if part.notify:
        yield StepAction(Doing.NOTIFY, part.notify, part.text or TOLD)
    if part.page_until_claimed:
        yield StepAction(
            Doing.PAGE,
            part.page_until_claimed,
            part.text or PAGED,
            every=part.every,
            at_most=part.at_most or 1,
        )
    if part.hand_over_to:
        yield StepAction(Doing.HAND_OVER, part.hand_over_to)
    if part.assign_to:
        yield StepAction(Doing.ASSIGN, part.assign_to)
    if part.reply_with:
        yield StepAction(Doing.REPLY, template=part.reply_with)
