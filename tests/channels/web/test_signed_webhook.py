import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.web.guarded_http import Answer
from channels.web.signed_webhook import LONGEST_WAIT, read_answer, retry_after_seconds
from domain.ports import NotNow, Receipt, Refused
from tests.channels.building import NOW


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_success_is_a_receipt(status: int) -> None:
    assert read_answer(Answer(status), NOW) == Receipt()


@pytest.mark.parametrize(
    ("status", "reason"),
    [(400, "refused_400"), (401, "refused_401"), (404, "refused_404"), (410, "gone")],
)
def test_other_client_errors_are_for_good(status: int, reason: str) -> None:
    outcome = read_answer(Answer(status), NOW)
    assert isinstance(outcome, Refused)
    assert outcome.reason == reason


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 599])
def test_a_receiver_in_trouble_is_asked_again(status: int) -> None:
    outcome = read_answer(Answer(status, "30"), NOW)
    assert isinstance(outcome, NotNow)
    assert (outcome.reason, outcome.retry_after) == (f"answered_{status}", 30)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("0", 0),
        (" 7 ", 7),
        ("86400", LONGEST_WAIT),
        ("9" * 5000, LONGEST_WAIT),
        ("Sun, 29 Mar 2026 01:31:05 GMT", 60),
        ("Sunday, 29-Mar-26 01:31:05 GMT", 60),
        ("Sun Mar 29 01:31:05 2026", 60),
        ("Sun, 29 Mar 2026 01:00:00 GMT", 0),
        ("Sun, 29 Mar 2099 01:00:00 GMT", LONGEST_WAIT),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(
    written: str | None, seconds: float | None
) -> None:
    assert retry_after_seconds(written, NOW) == seconds


@given(st.text() | st.from_regex(r"[A-Za-z]{0,3},? ?\d+ [A-Za-z]{3} \d+ [\d:]+ [-+A-Z\d]*"))
def test_no_retry_after_can_upset_us(written: str) -> None:
    seconds = retry_after_seconds(written, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST_WAIT
