"""Lengths of time as laws count them, in the calendar: '1 month', '45 days', '2 years'."""

import re
from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema

from domain.privacy import Term

_ANSWER: Final = "([1-9][0-9]{0,2}) (month|week|day)s?"
_TIME: Final = "([1-9][0-9]{0,3}) (year|month|week|day)s?"
FOR_EVER: Final = "for ever"
_LONGEST_ANSWER: Final = 400  # days, about; a longer term is a slip
_LONGEST_TIME: Final = 100 * 366
_UNITS: Final = {"year": 366, "month": 31, "week": 7, "day": 1}


def spoken_term(words: object) -> Term:
    """'1 month', '45 days' or '2 weeks' as laws count them. Raises ValueError."""
    match = re.fullmatch(_ANSWER, str(words))
    if match is None:
        raise ValueError(f"'{words}' is no term: write one like '1 month', '45 days', '2 weeks'")
    if _about(match) > _LONGEST_ANSWER:
        raise ValueError(f"'{words}' is more than a year; no law gives so long for an answer")
    return _term(match)


def spoken_time(words: object) -> Term | None:
    """'2 years', '18 months' or '183 days'; None is for ever. Raises ValueError."""
    if words == FOR_EVER:
        return None
    match = re.fullmatch(_TIME, str(words))
    if match is None:
        raise ValueError(
            f"'{words}' is no time to keep something: write one like '2 years', '18 months', "
            f"'183 days', or '{FOR_EVER}'"
        )
    if _about(match) > _LONGEST_TIME:
        raise ValueError(f"'{words}' is more than a hundred years; write '{FOR_EVER}'")
    return _term(match)


def _about(match: re.Match[str]) -> int:
    """The most days that it can have."""
    return int(match[1]) * _UNITS[match[2]]


def _term(match: re.Match[str]) -> Term:
    count, unit = int(match[1]), match[2]
    if unit in ("year", "month"):
        return Term(months=count * (12 if unit == "year" else 1))
    return Term(days=count * _UNITS[unit])


def _limit(words: object) -> Term:
    term = spoken_time(words)
    if term is None:
        raise ValueError("a limit is a time: write one like '183 days', or leave it out")
    return term


def _written(form: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^({form})$"})


StatutoryTerm = Annotated[Term, BeforeValidator(spoken_term), _written(_ANSWER)]
KeptFor = Annotated[Term | None, BeforeValidator(spoken_time), _written(f"{_TIME}|{FOR_EVER}")]
Limit = Annotated[Term, BeforeValidator(_limit), _written(_TIME)]
