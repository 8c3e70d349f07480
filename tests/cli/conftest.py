import asyncio
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from rulebook.desk import read_desk
from runtime.audit_keys import make_audit_key
from runtime.installation import open_regions
from runtime.keys import make_region_key
from runtime.settings import ROOT, Settings, variable
from tests.cli.commands import Shell


@pytest.fixture(autouse=True)
def no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of whoever runs the tests do not reach them."""
    for name in [name for name in os.environ if name.startswith("MERIDIAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def meridian(capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield Shell(capsys)
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data and the keys of a desk of which nobody has asked anything."""
    folder = tmp_path_factory.mktemp("desk")
    settings = Settings.read(data=folder / "data", keys=folder / "keys")
    desk = read_desk(ROOT / "desk")

    async def open_and_close() -> None:
        async with open_regions(settings, desk, {}):
            pass

    for region in desk.regions:
        make_region_key(folder / "keys", region)
        make_audit_key(folder / "keys", region, {})
    asyncio.run(open_and_close())
    return folder


@pytest.fixture
def folder(opened_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk of one's own, which the environment names."""
    copied = shutil.copytree(opened_once, tmp_path / "desk")
    monkeypatch.setenv(variable("data"), str(copied / "data"))
    monkeypatch.setenv(variable("keys"), str(copied / "keys"))
    return copied
