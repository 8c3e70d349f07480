from pathlib import Path

import pytest

from rulebook.desk import read_desk
from rulebook.facts import Desk
from tests.rulebook.building import SAMPLE, Copy, copied


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The sample desk as it ships."""
    return read_desk(SAMPLE)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """The sample desk, to be changed."""
    return copied(tmp_path)
