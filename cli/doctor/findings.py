"""What an examination finds: part by part, how it is, what is wrong and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from rulebook.facts import Desk
from runtime.settings import Settings


class Health(StrEnum):
    """How a part is: fine, worth a look, or not as it must be."""

    OK = "ok"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. It holds no secret, and nobody's words or name."""

    part: str
    health: Health
    detail: str
    advice: str = ""


def fine(part: str, detail: str) -> Finding:
    """A part that is as it should be."""
    return Finding(part, Health.OK, detail)


def look(part: str, detail: str, advice: str) -> Finding:
    """A part that works, and that somebody should see to."""
    return Finding(part, Health.LOOK, detail, advice)


def wrong(part: str, detail: str, advice: str) -> Finding:
    """A part that keeps the desk from doing its work, or its secrets from being safe."""
    return Finding(part, Health.WRONG, detail, advice)


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined, and when: settings and desk as a door would read them."""

    settings: Settings
    desk: Desk
    regions: tuple[str, ...]
    environment: Mapping[str, str]
    api: str  # where it should answer, as a URL
    now: datetime

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.settings.data
