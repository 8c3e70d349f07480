"""Which parts there are around this process."""

from collections.abc import Mapping
from functools import partial

from temporalio.client import Client

from api.parts import Parts, WatchedRegion
from api.trail_health import Trail
from runtime.checkpoint_files import NoteFolder
from runtime.clock import SystemClock
from runtime.installation import ServedRegion
from runtime.settings import Settings
from runtime.taking_over import PresentDesks


def parts_here(
    settings: Settings,
    desks: PresentDesks,
    regions: Mapping[str, ServedRegion],
    clients: Mapping[str, Client],
) -> Parts:
    """What `/readyz` asks of the parts around this process."""

    def keys_are_apart() -> bool:
        return not settings.keys_folder().resolve().is_relative_to(settings.data.resolve())

    def engines(region: str) -> tuple[str, ...]:
        return desks.of(region).desk().regions[region].translation_engines

    watched = {
        name: WatchedRegion(
            name,
            one.pulse,
            clients[name],
            partial(engines, name),
            desks.of(name),
            one.stores.desks,
            Trail(
                one.stores.audit, one.checkpoints, NoteFolder(settings.checkpoints_folder() / name)
            ),
        )
        for name, one in regions.items()
    }
    return Parts(watched, settings.temporal, keys_apart=keys_are_apart, clock=SystemClock())
