"""Whether warnings and steps of a policy make sense: order, targets, teams, templates."""

from collections.abc import Collection, Iterator
from datetime import timedelta

from domain.passing import FAREWELL, SURVEY
from domain.policy import WarningPoint
from domain.spoken import duration
from domain.vocabulary import Target
from rulebook.reading.files import Place
from rulebook.reading.names import meant, unknown
from rulebook.replies.compiled import Replies
from rulebook.schemas.policies import PolicyFile
from rulebook.schemas.steps import TEAM_VERBS, StepPart
from rulebook.schemas.times import Moment

Offence = tuple[Place, str]

# Both clocks start when the ticket opens, so their moments can be compared with each other.
_FROM_OPENING = (Target.FIRST_REPLY, Target.SOLVE)


def ladder_offences(
    policy: PolicyFile, teams: Collection[str], replies: Replies
) -> Iterator[Offence]:
    """Everything that is wrong with targets, warnings and steps, each with its place."""
    for target, points in policy.warnings.items():
        yield from _warnings(policy, target, points)
    for key, template in _said(policy):
        if said := _no_reply(template, replies):
            yield (key,), said
    for index, step in enumerate(policy.steps):
        place: Place = ("steps", index)
        for verb, said in _unknown(step, teams, replies):
            yield (*place, verb), said
        offence = _impossible(step.moment, policy)
        if offence:
            yield (*place, "at"), offence
        else:
            yield from _out_of_order(policy, index)


def _unknown(step: StepPart, teams: Collection[str], replies: Replies) -> Iterator[tuple[str, str]]:
    """What a step names that is not there, by the key that names it."""
    for verb in TEAM_VERBS:
        team = getattr(step, verb)
        if team is not None and (said := unknown("team", team, teams)):
            yield verb, said
    if said := _no_reply(step.reply_with, replies):
        yield "reply_with", said


def _said(policy: PolicyFile) -> Iterator[tuple[str, str | None]]:
    """The templates that keys of a policy send, beside those that each desk has."""
    yield "out_of_hours", policy.out_of_hours
    yield "ask_how_it_was", SURVEY if policy.ask_how_it_was else None
    yield "say_when_closed", FAREWELL if policy.say_when_closed else None


def _no_reply(template: str | None, replies: Replies) -> str | None:
    """What is wrong with the name of a template for customers."""
    if template is None or template in replies.for_customers:
        return None
    advice = meant(template, replies.for_customers, "these are")
    return f"no template '{template}' is for customers in replies/; {advice}"


def _warnings(
    policy: PolicyFile, target: Target, points: tuple[WarningPoint, ...]
) -> Iterator[Offence]:
    place: Place = ("warn_at", target)
    budget = policy.targets.get(target)
    if budget is None:
        yield place, f"there is no target {target} to warn of; promise it, or leave this out"
        return
    before = timedelta(0)
    for point in points:
        reached = _warned(point, budget)
        if reached <= timedelta(0):
            said = f"{duration(point.before or budget)} before its end is before the start"
            promised = f"{target} is promised within {duration(budget)}"
            yield place, f"{said}: {promised}; write a shorter time"
        elif reached == before:
            yield place, f"{target} would warn twice at the same time; keep one"
        elif reached < before:
            yield place, f"the warnings of {target} are out of order: write the earlier one first"
        before = max(before, reached)


def _warned(point: WarningPoint, budget: timedelta) -> timedelta:
    if point.fraction is not None:
        return budget * point.fraction
    return budget - (point.before or timedelta(0))


def _impossible(moment: Moment, policy: PolicyFile) -> str | None:
    if moment.target is None:
        return None
    budget = policy.targets.get(moment.target)
    if budget is None:
        return f"there is no target {moment.target} in this policy; promise it, or leave this out"
    if moment.relative_to == "target" and moment.offset and moment.offset >= budget:
        promised = f"{moment.target} is promised within {duration(budget)}"
        return f"that is before the start: {promised}; write a shorter time"
    return None


def _out_of_order(policy: PolicyFile, index: int) -> Iterator[Offence]:
    """Steps are taken from top to bottom, also when a person asks for the next one."""
    later = policy.steps[index].moment
    for number, step in enumerate(policy.steps[:index], start=1):
        earlier = step.moment
        if _impossible(earlier, policy) or not _comparable(earlier, later):
            continue
        if _reached(earlier, policy) > _reached(later, policy):
            said = f"step {index + 1} comes before step {number}: write the earlier one first"
            yield ("steps", index, "at"), said
            return


def _comparable(one: Moment, other: Moment) -> bool:
    if one.target is other.target:
        return True
    # Time after a breach, or after opening, passes at night too: it has no place among others.
    return all(
        each.target in _FROM_OPENING and not (each.relative_to == "breach" and each.offset)
        for each in (one, other)
    )


def _reached(moment: Moment, policy: PolicyFile) -> timedelta:
    """How far into its target's time the moment lies; from opening where it names none."""
    offset = moment.offset or timedelta(0)
    if moment.target is None:
        return offset
    budget = policy.targets[moment.target]
    if moment.relative_to == "breach":
        return budget + offset
    return budget - offset if moment.fraction is None else budget * moment.fraction
