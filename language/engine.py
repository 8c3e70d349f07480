"""What a translation engine is to the chain: one blocking call that answers or fails in one way."""

from typing import Protocol


class EngineFailed(Exception):
    """An engine did not translate.

    `reason` is a short code (`timeout`, `status 503`, `not latin`) that never holds text, an
    address or a key: it may be logged, counted and stored. `retry` says that the same text may
    well be translated later.
    """

    def __init__(self, reason: str, retry: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry = retry


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
