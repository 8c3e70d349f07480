"""Whether the steps of a policy make sense: their order, their targets, their teams."""

from collections.abc import Collection, Iterator
from datetime import timedelta

from domain.vocabulary import Target
from rulebook.files import Place
from rulebook.schemas import PolicyFile
from rulebook.times import Moment

Offence = tuple[Place, str]

# Both clocks start when the ticket opens, so their moments can be compared with each other.
_FROM_OPENING = (Target.FIRST_REPLY, Target.SOLVE)


def ladder_offences(policy: PolicyFile, teams: Collection[str]) -> Iterator[Offence]:
    """Everything that is wrong with targets, warnings and steps, each with its place."""
    for target in policy.warn_at:
        if target not in policy.targets:
            yield ("warn_at", target), f"there is no target {target} to warn of"
    for index, step in enumerate(policy.steps):
        place: Place = ("steps", index)
        if step.assign_to is not None and step.assign_to not in teams:
            said = f"there is no team '{step.assign_to}'; there are: {', '.join(teams)}"
            yield (*place, "assign_to"), said
        offence = _impossible(step.moment, policy)
        if offence:
            yield (*place, "at"), offence
        else:
            yield from _out_of_order(policy, index)


def _impossible(moment: Moment, policy: PolicyFile) -> str | None:
    if moment.target is None:
        return None
    budget = policy.targets.get(moment.target)
    if budget is None:
        return f"there is no target {moment.target} in this policy"
    if moment.relative_to == "target" and moment.offset and moment.offset >= budget:
        return f"that is before the start: {moment.target} is promised within {budget}"
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
