import gc
from collections.abc import Iterator

import pytest

from runtime.loading import all_at_once


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_nothing_is_searched_while_a_program_is_loaded_nor_what_was_loaded_afterwards() -> None:
    with all_at_once():
        assert not gc.isenabled()
        kept = [[number] for number in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() > len(kept)


def test_what_becomes_unreachable_later_is_found_as_ever() -> None:
    with all_at_once():
        pass
    gc.collect()
    cycle: list[object] = []
    cycle.append(cycle)
    del cycle
    assert gc.collect() >= 1


def test_a_part_that_cannot_be_loaded_leaves_the_search_as_it_was() -> None:
    with pytest.raises(ModuleNotFoundError), all_at_once():
        import nothing_of_this_name  # type: ignore[import-not-found] # noqa: F401, PLC0415 - it must fail here
    assert gc.isenabled()
