"""What a translation engine is to the chain: one blocking call that answers or fails in one way."""

import re
from typing import Final, Protocol, runtime_checkable

from language.bucket import Bucket

LONGEST: Final = 20_000  # characters of one text
RATE: Final = "rate"
_UNNAMED: Final = "unnamed"
# A reason of another form could be somebody's words.
_CODE: Final = re.compile(r"[a-z]+(?:[ -][a-z]+){0,3}(?: [1-9]\d\d)?|broke: [A-Za-z_]\w{0,60}")
# The key is not accepted, or what it may spend is spent: 456 is DeepL's quota. Asking again sends
# the text in vain, so such a failure tells against the engine though waiting will not mend it.
_OF_THE_KEY: Final = frozenset({"status 401", "status 402", "status 403", "status 456"})


class EngineFailed(Exception):
    """An engine did not translate.

    `reason` is a short code (`timeout`, `status 503`, `not latin`) that never holds text, an
    address or a key: it may be logged, counted and stored; what is no such code becomes `unnamed`.
    `retry` says that the same text may well be translated later.
    """

    def __init__(self, reason: str, retry: bool) -> None:
        code = reason if _CODE.fullmatch(reason) else _UNNAMED
        super().__init__(code)
        self.reason = code
        self.retry = retry

    @property
    def tells_against_the_engine(self) -> bool:
        """Whether others' texts would fare likewise; our own limit on its rate is not its fault."""
        return (self.retry and self.reason != RATE) or self.reason in _OF_THE_KEY


class Engine(Protocol):
    """One way to translate. Safe to call from several threads at once."""

    @property
    def name(self) -> str:
        """The word by which a region's file allows it, such as `local`."""
        ...

    def supports(self, source: str, target: str) -> bool:
        """Whether this engine translates between two BCP 47 tags."""
        ...

    def translate(self, text: str, source: str, target: str) -> str:
        """Translate and block meanwhile. Raises EngineFailed, and nothing else."""
        ...

    def describe(self) -> str:
        """One sentence for people who operate the desk; holds no key."""
        ...


@runtime_checkable
class Paced(Protocol):
    """An engine that is asked only so often."""

    bucket: Bucket
