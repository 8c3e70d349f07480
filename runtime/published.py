"""Publishing a desk in the regions of an installation, and finding again what was published."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Final

from domain.desks import (
    Desks,
    Files,
    NewDesk,
    Publication,
    PublishedDesk,
    PublishedMeanwhile,
)
from domain.stores import Unavailable
from rulebook.checking.versions import changed_without_version
from rulebook.desk import read_desk
from rulebook.facts import Desk
from rulebook.publishing.current import Standing
from rulebook.publishing.diff import desk_diff, first_desk, shortened
from rulebook.publishing.editions import Edition, content_address, edition_of, not_of, stranded
from rulebook.reading.files import DeskError
from rulebook.reading.findings import Finding, in_order

THE_START: Final = "start"  # who publishes the folder where nothing was published yet
FIRST_START: Final = "first start"
LOOKED_BACK: Final = 500  # desks in which a policy's version may have been promised already

ByRegion = Mapping[str, Desks]
Complaints = Callable[[Desk], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Wish:
    """Who publishes, why, and when.

    `after` is the number of the desk that the change was made from, where it is known. `request` is
    what a repeat of the same request is known by.
    """

    by: str
    why: str
    at: datetime
    after: int | None = None
    request: str | None = None


class PublishedInPart(Exception):
    """Some regions have the desk and others have not; publishing again is safe, and mends it."""

    def __init__(self, done: Sequence[str], left: Sequence[str]) -> None:
        self.done, self.left = tuple(done), tuple(left)
        super().__init__(
            f"{' and '.join(done)} has it, {' and '.join(left)} has not: a database does not "
            "answer, or another desk was published meanwhile. Publish it again."
        )


class NumbersDiffer(Exception):
    """One number stands for other desks in other regions; name the region."""

    def __init__(self, number: int, regions: Iterable[str]) -> None:
        super().__init__(
            f"number {number} is not the same desk in {' and '.join(regions)}: name the region"
        )


class Editions:
    """Reads published desks, each content once, however many regions have it."""

    def __init__(self, *known: Edition) -> None:
        self._known = {edition.address: edition for edition in known}
        self._reading = asyncio.Lock()

    async def of(self, desks: Desks, published: PublishedDesk) -> Edition:
        """What a published desk says. Raises DeskError where it cannot be read, or was altered."""
        async with self._reading:
            if published.address not in self._known:
                files = await desks.files(published.number)
                # It takes long enough to keep everything else waiting.
                edition = await asyncio.to_thread(edition_of, files)
                if edition.address != published.address:
                    said = f"desk {published.number} is not what was published: its bytes changed"
                    raise DeskError([Finding("", None, said)])
                self._known = {**dict(list(self._known.items())[-2:]), edition.address: edition}
            return self._known[published.address]


async def newest(desks: Desks, editions: Editions | None = None) -> Standing | None:
    """The newest published desk of a region; None where there is none. Raises DeskError."""
    published = await desks.newest()
    if published is None:
        return None
    return Standing(published, await (editions or Editions()).of(desks, published))


async def of_number(regions: ByRegion, number: int) -> Edition:
    """The desk of a number that is the same desk in all the regions.

    Raises Missing, NumbersDiffer, and DeskError where this version cannot read it.
    """
    found = {name: await desks.get(number) for name, desks in regions.items()}
    if len({one.address for one in found.values()}) > 1:
        raise NumbersDiffer(number, found)
    name, published = next(iter(found.items()))
    return await Editions().of(regions[name], published)


async def publish_first(regions: ByRegion, edition: Edition, at: datetime) -> list[str]:
    """Publish where nothing was published yet; the regions in which that was so."""
    done = []
    for name, desks in regions.items():
        if await desks.newest() is None:
            says = first_desk(edition.files)
            new = NewDesk(edition.files, edition.address, at, THE_START, FIRST_START, says, after=0)
            try:
                await desks.publish(new)
            except PublishedMeanwhile:  # by another process that starts
                continue
            done.append(name)
    return done


async def publish(
    regions: ByRegion, edition: Edition, wish: Wish, complaints: Complaints = lambda _: ()
) -> Mapping[str, Publication]:
    """Publish a desk in all the regions, after looking at all of them: what stands in each then.

    `complaints` are what this installation could not do under the desk. Raises DeskError with all
    that speaks against it, PublishedMeanwhile where `wish.after` is not the newest any more, and
    Unavailable: then nothing was published anywhere. Raises PublishedInPart where it failed later.
    """
    done = await _asked_before(regions, wish)
    comparing = _Comparing(edition)
    plans = {
        name: await _plan(name, desks, comparing, wish)
        for name, desks in regions.items()
        if name not in done
    }
    against = [one for plan in plans.values() for one in plan.against]
    if plans:
        against += await asyncio.to_thread(lambda: tuple(complaints(edition.desk)))
    if against:
        raise DeskError(in_order(against))
    for name, plan in plans.items():
        try:
            done[name] = await regions[name].publish(plan.new)
        except (Unavailable, PublishedMeanwhile):
            if not done:
                raise
            raise PublishedInPart([*done], [one for one in regions if one not in done]) from None
    return {name: done[name] for name in regions}


async def _asked_before(regions: ByRegion, wish: Wish) -> dict[str, Publication]:
    if wish.request is None:
        return {}
    found = {name: await desks.of_request(wish.request) for name, desks in regions.items()}
    return {name: Publication(one, is_new=True) for name, one in found.items() if one is not None}


@dataclass(frozen=True, slots=True)
class _Plan:
    new: NewDesk
    against: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    """Files that were published, known by their address."""

    address: str
    files: Files = field(compare=False)


class _Comparing:
    """Holds a desk against earlier ones, each content once, however many regions have it."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.words = cache(self._words)
        self._read = cache(_read)
        self._rewritten = cache(self._rewritten_since)

    def against(
        self, before: _Kept, promised: Iterable[_Kept], region: str, at: datetime
    ) -> tuple[Finding, ...]:
        """What speaks against it in a region that goes by `before` and promised these policies."""
        after, old = self.edition.desk, self._read(before)
        if old is None:  # another version of ours wrote it: what it means is not known
            found = [] if region in after.regions else [not_of(region)]
        else:
            found = list(stranded(old, after, region, at))
        return (*found, *(one for policies in promised for one in self._rewritten(policies)))

    def _words(self, before: _Kept) -> tuple[str, ...]:
        return shortened(desk_diff(before.files, self.edition.files))

    def _rewritten_since(self, policies: _Kept) -> tuple[Finding, ...]:
        return changed_without_version(policies.files, self.edition.files)


def _read(kept: _Kept) -> Desk | None:
    try:
        return read_desk(kept.files)
    except DeskError:
        return None


async def _plan(region: str, desks: Desks, comparing: _Comparing, wish: Wish) -> _Plan:
    """What is to be written in a region, as it stands there now."""
    edition, standing = comparing.edition, await desks.newest()
    if standing is None:
        missing = () if region in edition.desk.regions else (not_of(region),)
        return _Plan(_new(edition, wish, first_desk(edition.files), after=0), missing)
    if standing.address == edition.address:
        return _Plan(_new(edition, wish, (), standing.number))
    if wish.after not in (None, standing.number):
        raise PublishedMeanwhile(standing)  # it would undo what nobody who asks has seen
    before = _Kept(standing.address, await desks.files(standing.number))
    promised = await _promised(desks, edition.address)
    words = await asyncio.to_thread(comparing.words, before)
    found = await asyncio.to_thread(comparing.against, before, promised, region, wish.at)
    return _Plan(_new(edition, wish, words, standing.number), found)


async def _promised(desks: Desks, address: str) -> list[_Kept]:
    """The policies of the desks that were published so far, each content once.

    None of them for a desk that is published again: it was compared with them before.
    """
    published = await desks.page(before=None, limit=LOOKED_BACK)
    if any(one.address == address for one in published):
        return []
    found = {}
    for number in {one.address: one.number for one in published}.values():
        files = await desks.files(number)
        policies = {path: text for path, text in files.items() if path.startswith("policies/")}
        kept = _Kept(content_address(policies), policies)
        found[kept.address] = kept
    return list(found.values())


def _new(edition: Edition, wish: Wish, words: tuple[str, ...], after: int) -> NewDesk:
    return NewDesk(
        edition.files, edition.address, wish.at, wish.by, wish.why, words, after, wish.request
    )
