import threading
from collections.abc import Iterator

import pytest

from language.detection import Detector
from language.local import LocalEngine
from tests.language.libre import LibreServer, running


@pytest.fixture(scope="session")
def detector() -> Detector:
    """Loads its model for seconds: one for all tests, as in the desk."""
    return Detector()


@pytest.fixture(scope="session")
def local() -> LocalEngine:
    engine = LocalEngine()
    if not engine.supports("en", "pt"):
        pytest.fail("The tests need the extra `local-translation`.")
    return engine


@pytest.fixture
def server() -> Iterator[LibreServer]:
    with running() as libre:
        yield libre


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """Set at the test's end, so that no fake engine hangs for longer."""
    event = threading.Event()
    yield event
    event.set()
