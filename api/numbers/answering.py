"""What was found, as it is answered: row by row, and altogether."""

from typing import Final

from api.numbers.asking import AnalyticsQuery
from api.numbers.gathering import Gathered
from api.numbers.shapes import AnalyticsShape, figures_shape, row_shape, tally_shape
from api.problems import FieldError, invalid
from domain.analytics import Group, Question, Sums, altogether, summed

MOST_ROWS: Final = 20_000


def answered(
    asked: AnalyticsQuery, question: Question, found: Gathered, *, for_a_peer: bool = False
) -> AnalyticsShape:
    """The answer. Raises a Problem for more rows than anybody reads."""
    sums = summed(found.tallies)
    if len(sums) > MOST_ROWS:
        detail = f"There are more than {MOST_ROWS} rows: narrow it, or group it by less."
        raise invalid([FieldError(field="by", detail=detail)])
    if question.periods and not question.by:
        sums |= {
            one: Sums()
            for place in range(len(question.periods))
            if (one := Group((), place)) not in sums
        }
    return AnalyticsShape(
        since=question.period.begins,
        before=question.period.ends,
        by=asked.by,
        zone=asked.zone,
        rows=[
            row_shape(
                group,
                sums[group],
                question.by,
                None if group.place is None else question.periods[group.place],
            )
            for group in sorted(sums, key=_order)
        ],
        total=figures_shape(altogether(found.tallies), by_time=bool(question.periods)),
        missing=list(found.missing),
        tallies=[tally_shape(one) for one in found.tallies] if for_a_peer else None,
    )


def _order(group: Group) -> tuple[int, tuple[tuple[bool, str], ...]]:
    """As time goes, then by name; what has none comes last."""
    place = -1 if group.place is None else group.place
    return place, tuple((one is None, one or "") for one in group.key)
