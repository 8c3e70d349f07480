"""What Meta's errors mean for a message: again later, never, the token, or the window.

Codes and subcodes: https://developers.facebook.com/documentation/business-messaging/whatsapp/
support/error-codes and …/messenger-platform/error-codes (both 2026-05), where Instagram's 2534014
and 2534022 stand as well. Limits by business (80001 and on), and the header that tells when they
are over: https://developers.facebook.com/docs/graph-api/overview/rate-limiting
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from channels.outcomes import Failure
from channels.payload import Members, document, member, number, several
from channels.web.guarded_http import Answer
from channels.web.signed_webhook import LONGEST_WAIT, retry_after_seconds
from domain.channels import TokenRefused, WindowClosed
from domain.ports import NotNow, OutcomeUnknown, Refused

TOKEN: Final = frozenset({0, 102, 190})
WINDOW: Final = frozenset({131047, 2018065, 2018278, 2534022})
# 1357046 "The messages are all sent successfully, but the endpoint returns an error."
UNCLEAR: Final = frozenset({1357046})
AGAIN: Final[Mapping[int, str]] = MappingProxyType(
    {
        **dict.fromkeys((-2, -1, 1, 2, 1200, 131000, 131016, 131057), "unavailable"),
        **dict.fromkeys((4, 9, 17, 32, 341, 613, 2018321), "rate"),
        **dict.fromkeys((80001, 80002, 80006, 80007, 80008), "rate"),
        **dict.fromkeys((130429, 131048, 131056, 133016), "rate"),
        131053: "upload",
    }
)
WAIT: Final[Mapping[int, float]] = MappingProxyType(
    {
        131056: 6.0,  # one message in six seconds to one person
        131048: 3600.0,  # people reported messages of ours: that does not pass in minutes
    }
)
BLOCKED: Final = frozenset({551, 1545041, 2018108})  # "This person isn't available right now"
NEVER: Final[Mapping[int, str]] = MappingProxyType(
    {
        **dict.fromkeys((2018001, 2534014), "nobody"),
        **dict.fromkeys((100, 131008, 131009), "invalid"),
        **dict.fromkeys((3, 10, 131005, 131063), "permission"),
        **dict.fromkeys((368, 130497, 131031, 131064), "restricted"),
        **dict.fromkeys((131049, 130472), "held_back"),
        **dict.fromkeys((131051, 131052), "unsupported"),
        131021: "to_ourselves",
        131026: "undeliverable",
        131030: "not_on_test_list",
        131042: "payment",
        131050: "stopped_marketing",
        131062: "needs_phone",
    }
)
_PERMISSIONS: Final = range(200, 300)
_TEMPLATES: Final = range(132000, 133000)
_USAGE: Final = "x-business-use-case-usage"
_REGAINED: Final = "estimated_time_to_regain_access"  # minutes
_GATEWAY: Final = (502, 504)  # somebody in front answers: what is behind may have taken it


@dataclass(frozen=True, slots=True)
class Fault:
    """One error as Meta names it; a subcode is told beside its code by some products.

    `passes`: Meta says of it that it does (`is_transient`).
    """

    code: int
    subcode: int | None = None
    passes: bool = False

    @property
    def numbers(self) -> tuple[int, ...]:
        """What it is known by, the more telling first."""
        return (self.code,) if self.subcode is None else (self.subcode, self.code)

    def among(self, known: frozenset[int]) -> bool:
        """Whether it is one of those."""
        return any(one in known for one in self.numbers)

    @property
    def word(self) -> str:
        """What it is called: `rate_130429`."""
        if self.among(WINDOW):
            return "window_closed"
        if self.among(BLOCKED):
            return "blocked"
        known = {**NEVER, **AGAIN}
        found = next((known[one] for one in self.numbers if one in known), self._of_a_range())
        return "_".join([found, str(self.code), *([str(self.subcode)] if self.subcode else [])])

    def _of_a_range(self) -> str:
        if self.code in TOKEN:
            return "token"
        if self.code in _PERMISSIONS:
            return "permission"
        if self.code in _TEMPLATES:
            return "template"
        return "unavailable" if self.passes else "refused"


def fault_of(error: Members) -> Fault | None:
    """The error in an answer, or in what a webhook tells; None where it names no code."""
    code, subcode = number(error.get("code")), number(error.get("error_subcode"))
    if code is None or (code < 0 and code not in AGAIN):
        return None
    return Fault(code, abs(subcode or 0) or None, passes=error.get("is_transient") is True)


def failure_of(answer: Answer, now: datetime) -> Failure | None:
    """What went wrong, also where the status says that nothing did; None where all went well."""
    told = document(answer.body)
    waiting = retry_after_seconds(answer.retry_after, now)
    waiting = _regained_after(answer) if waiting is None else waiting
    error = member(told or {}, "error")
    fault = fault_of(error)
    if fault is not None and (_is_known(fault) or answer.status < 500):
        return _meaning(fault, waiting)
    if not 200 <= answer.status < 300:
        return _by_status(answer.status, waiting)
    if error:
        return Refused("refused")
    return OutcomeUnknown("unreadable_answer") if told is None else None


def _regained_after(answer: Answer) -> float | None:
    """Seconds until Meta listens again, by the longest of the limits that are used up."""
    usage = document(answer.headers.get(_USAGE, "").encode()) or {}
    told = [number(one.get(_REGAINED)) for business in usage for one in several(usage, business)]
    minutes = max((one for one in told if one is not None), default=0)
    return min(minutes * 60.0, LONGEST_WAIT) if minutes > 0 else None


def _is_known(fault: Fault) -> bool:
    return not fault.word.startswith("refused")


def _meaning(fault: Fault, waiting: float | None) -> Failure:
    if fault.among(UNCLEAR):
        return OutcomeUnknown(fault.word)
    if fault.among(WINDOW):
        return WindowClosed()
    telling = next((one for one in fault.numbers if one in NEVER or one in AGAIN), None)
    if fault.among(BLOCKED) or telling in NEVER:
        return Refused(fault.word)
    if fault.code in TOKEN:
        return TokenRefused(fault.word)
    if telling in AGAIN or fault.word.startswith("unavailable"):
        return NotNow(fault.word, waiting if waiting is not None else WAIT.get(fault.code))
    return Refused(fault.word)


def _by_status(status: int, waiting: float | None) -> Failure:
    if status in _GATEWAY:
        return OutcomeUnknown(f"answered_{status}")
    if status == 429 or status >= 500:
        return NotNow(f"answered_{status}", waiting)
    return TokenRefused() if status == 401 else Refused(f"answered_{status}")
