"""Telephone numbers in one form, so that two of them can be compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.people.phones import e164

GERMAN = "+4915123456789"


@pytest.mark.parametrize(
    "written",
    [
        GERMAN,
        "+49 (0)151 23456789",
        "0049 151 23456789",
        "+49 151/234-567.89",
        "+49 151 23456789 ext. 12",
        "+49 151 23456789;ext=12",
        "+49 151 23456789 x12",
        "＋４９ 151 23456789",
        " +49\u00a0151\u00a023456789 ",
    ],
)
def test_a_number_is_one_however_it_is_written(written: str) -> None:
    assert e164(written) == GERMAN


@pytest.mark.parametrize(
    "written", ["", "0151 23456789", "+49", "+999 1234567", "+49 call me", "maria", "+4915" * 9]
)
def test_what_names_no_number_of_a_country_is_none(written: str) -> None:
    assert e164(written) is None


@given(st.text(max_size=60))
def test_nothing_that_is_written_raises_and_what_is_found_is_found_again(written: str) -> None:
    found = e164(written)
    assert found is None or e164(found) == found
