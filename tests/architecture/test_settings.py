from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.settings import Settings
from tests.architecture import settings_rules
from tests.architecture.test_checkers_bite import write
from tests.architecture.tree import ROOT

RULES = (
    settings_rules.too_many_settings,
    settings_rules.settings_without_effect,
    settings_rules.settings_read_elsewhere,
)
HOUSE = '[tool.hatch.build.targets.wheel]\npackages = ["api", "cli", "runtime", "workers"]\n'
SETTINGS = "class Settings(BaseSettings):\n    model_config = {}\n"
READINGS = (
    "import os\nport = os.environ['PORT']\n",
    "import os\nport = os.getenv('PORT')\n",
    "from os import environ as outside\n",
    "from pydantic_settings import BaseSettings\n",
    "import pydantic_settings.sources\n",
    "from runtime.settings import Settings\nport = Settings().port\n",
    "from runtime.settings import Settings\nport = Settings.read(port=1).port\n",
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_settings_are_few_have_effects_and_are_read_at_the_doors(
    rule: Callable[[Path], list[str]],
) -> None:
    assert rule(ROOT) == []


def test_the_rules_see_every_setting() -> None:
    assert set(settings_rules.settings(ROOT)) == set(Settings.model_fields)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    write(tmp_path, "pyproject.toml", HOUSE)
    return tmp_path


def test_a_setting_too_many_is_refused(house: Path) -> None:
    many = [f"    setting_{number}: str\n" for number in range(26)]
    write(house, "runtime/settings.py", SETTINGS + "".join(many[:25]))
    assert settings_rules.too_many_settings(house) == []

    write(house, "runtime/settings.py", SETTINGS + "".join(many))
    assert len(settings_rules.too_many_settings(house)) == 1


def test_a_setting_whose_effect_no_test_shows_is_refused(house: Path) -> None:
    write(house, "runtime/settings.py", SETTINGS + "    port: int\n    ports: int\n")
    write(house, "tests/test_a.py", "def test_setting_port_is_the_port(): ...\n")
    [fault] = settings_rules.settings_without_effect(house)
    assert "setting ports" in fault


@pytest.mark.parametrize("reading", READINGS)
def test_whoever_reads_settings_and_is_no_door_is_refused(house: Path, reading: str) -> None:
    write(house, "cli/up.py", reading)
    write(house, "runtime/settings.py", reading)
    assert settings_rules.settings_read_elsewhere(house) == []

    write(house, "runtime/keys.py", reading)
    assert len(settings_rules.settings_read_elsewhere(house)) == 1
