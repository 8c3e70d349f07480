"""Each key of `retention`, seen by what is over its time, or by what is refused."""

from datetime import datetime

import pytest

from domain.privacy import Term
from domain.retention import Retention, RetentionKind
from tests.rulebook.building import FRIDAY, Copy

PRIVACY = "privacy.yaml"
KINDS = [kind.value for kind in RetentionKind]


def kept(copy: Copy, times: str, region: str = "eu") -> Retention:
    return copy.write(PRIVACY, f"retention: {{{times}}}\n").read().retention[region]


def goes(copy: Copy, times: str, kind: str, region: str = "eu") -> datetime | None:
    """Before when something must have ended to be over its time on a Friday."""
    rule = kept(copy, times, region).rule(RetentionKind(kind), FRIDAY)
    return None if rule is None else rule.before


# People, histories and records are kept at least as long as texts.
def written(kind: str, time: str) -> str:
    return f"texts: 1 week, {kind}: {time}" if kind != "texts" else f"texts: {time}"


@pytest.mark.shows_key(
    "privacy.retention",
    "privacy.retention.texts",
    "privacy.retention.people",
    "privacy.retention.histories",
    "privacy.retention.records",
    "privacy.retention.notifications",
    "privacy.retention.requests",
    "privacy.retention.set_aside",
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_goes_after_the_time_that_is_written(copy: Copy, kind: str) -> None:
    after_a_year = goes(copy, written(kind, "1 year"), kind)
    after_two = goes(copy, written(kind, "2 years"), kind)
    assert after_a_year is not None
    assert after_two is not None
    assert (after_a_year.isoformat(), after_two.isoformat()) == (
        "2025-11-20T00:00:00+00:00",
        "2024-11-20T00:00:00+00:00",
    )
    assert goes(copy, written(kind, "for ever"), kind) is None
    assert copy.write(PRIVACY, "laws: {}\n").read().retention["eu"].terms == {}


@pytest.mark.shows_key(
    "privacy.retention.regions",
    "privacy.retention.regions.texts",
    "privacy.retention.regions.people",
    "privacy.retention.regions.histories",
    "privacy.retention.regions.records",
    "privacy.retention.regions.notifications",
    "privacy.retention.regions.requests",
    "privacy.retention.regions.set_aside",
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_region_may_keep_it_for_another_time(copy: Copy, kind: str) -> None:
    times = f"{written(kind, '2 years')}, regions: {{na: {{{kind}: 3 years}}}}"
    assert kept(copy, times, "eu").terms[RetentionKind(kind)] == Term(months=24)
    assert kept(copy, times, "na").terms[RetentionKind(kind)] == Term(months=36)
    for_ever = times.replace("3 years", "for ever")
    if kind != "texts":
        assert RetentionKind(kind) not in kept(copy, for_ever, "na").terms


@pytest.mark.shows_key("privacy.retention.records_at_least")
@pytest.mark.parametrize("kind", ["records", "histories"])
def test_what_proves_a_dealing_is_kept_for_a_time_at_least(copy: Copy, kind: str) -> None:
    times = f"texts: 1 week, {kind}: 6 months"
    assert kept(copy, f"{times}, records_at_least: 181 days")
    copy.write(PRIVACY, f"retention: {{{times}, records_at_least: 184 days}}\n")
    [said] = copy.complaints()
    assert said.endswith(f"{kind} are kept for 6 months, less than records_at_least, 184 days")


@pytest.mark.shows_key("privacy.retention.requests_at_least")
def test_requests_are_kept_for_a_time_at_least(copy: Copy) -> None:
    assert kept(copy, "requests: 2 years, requests_at_least: 24 months")
    copy.write(PRIVACY, "retention: {requests: 1 year, requests_at_least: 24 months}\n")
    [said] = copy.complaints()
    assert said.endswith("requests are kept for 1 year, less than requests_at_least, 2 years")


@pytest.mark.shows_key("privacy.retention.texts_at_most")
@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("texts: 3 years", "texts are kept for 3 years, more than texts_at_most, 2 years"),
        ("texts: for ever", "texts are kept for ever; give them a time up to 2 years"),
        ("requests: 1 year", "texts are kept for ever; give them a time up to 2 years"),
    ],
)
def test_texts_are_kept_for_a_time_at_most(copy: Copy, times: str, said: str) -> None:
    assert kept(copy, "texts: 2 years, texts_at_most: 2 years")
    [found] = copy.write(PRIVACY, f"retention: {{{times}, texts_at_most: 2 years}}\n").complaints()
    assert found.endswith(said)


@pytest.mark.shows_key(
    "privacy.retention.regions.records_at_least",
    "privacy.retention.regions.requests_at_least",
    "privacy.retention.regions.texts_at_most",
)
@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (
            "records_at_least: 4 years",
            "na: records are kept for 3 years, less than records_at_least",
        ),
        (
            "requests_at_least: 2 years",
            "na: requests are kept for 1 year, less than requests_at_least",
        ),
        (
            "texts_at_most: 1 month",
            "na: texts are kept for 2 months, more than texts_at_most, 1 month",
        ),
    ],
)
def test_a_region_may_have_limits_of_its_own(copy: Copy, limit: str, said: str) -> None:
    own = "texts: 2 months, records: 3 years, requests: 1 year"
    times = f"regions: {{eu: {{{own}}}, na: {{{own}, {limit}}}}}"
    [found] = copy.write(PRIVACY, f"retention: {{{times}}}\n").complaints()
    assert said in found
