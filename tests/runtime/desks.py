"""Published desks for tests: a store in memory, and editions of the sample desk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.desks import (
    Files,
    NewDesk,
    NotTakenOver,
    Publication,
    PublishedDesk,
    PublishedMeanwhile,
)
from domain.stores import Missing, Unavailable
from rulebook.publishing.editions import Edition, edition_of

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
STANDARD = "policies/standard.yaml"


def published(number: int) -> PublishedDesk:
    at = NOW + timedelta(minutes=number)
    return PublishedDesk(number, f"address {number}", at, "niamh", "why", ())


def with_standard(edition: Edition, version: int) -> Edition:
    """The desk with another version of its standard policy."""
    text = edition.files[STANDARD]
    lines = [
        f"version: {version}" if line.startswith("version:") else line for line in text.split("\n")
    ]
    return edition_of({**edition.files, STANDARD: "\n".join(lines)})


class KeptDesks:
    """The port `Desks`, by hand, with a database that may be away."""

    def __init__(self) -> None:
        self.kept: list[tuple[PublishedDesk, NewDesk]] = []
        self.notes: dict[str, NotTakenOver] = {}
        self.away = False
        self.lost = False  # nothing can be written

    async def publish(self, new: NewDesk) -> Publication:
        if self.away or self.lost:
            raise Unavailable
        newest = await self.newest()
        if newest is not None and newest.address == new.address:
            return Publication(newest, is_new=False)
        if (newest.number if newest else 0) != new.after:
            assert newest is not None
            raise PublishedMeanwhile(newest)
        made = PublishedDesk(len(self.kept) + 1, new.address, new.at, new.by, new.why, new.changes)
        self.kept.append((made, new))
        return Publication(made, is_new=True)

    async def of_request(self, request: str) -> PublishedDesk | None:
        return next((made for made, new in self.kept if new.request == request), None)

    async def newest(self) -> PublishedDesk | None:
        if self.away:
            raise Unavailable
        return self.kept[-1][0] if self.kept else None

    async def get(self, number: int) -> PublishedDesk:
        return self._of(number)[0]

    async def files(self, number: int) -> Files:
        return self._of(number)[1].files

    async def page(self, *, before: int | None, limit: int) -> Sequence[PublishedDesk]:
        found = [made for made, _ in self.kept if before is None or made.number < before]
        return found[::-1][:limit]

    async def not_taken_over(self, note: NotTakenOver) -> None:
        self.notes[note.process] = note

    async def left_behind(self, since: datetime) -> Sequence[NotTakenOver]:
        return [note for note in self.notes.values() if note.at >= since]

    def damage(self, number: int) -> None:
        """What a version of ours wrote that today's cannot read."""
        made, new = self._of(number)
        files = {**new.files, "notifications.yaml": "strange: 1\n"}
        self.kept[number - 1] = (made, replace(new, files=files))

    def _of(self, number: int) -> tuple[PublishedDesk, NewDesk]:
        if not 1 <= number <= len(self.kept):
            raise Missing(f"desk {number}")
        return self.kept[number - 1]
