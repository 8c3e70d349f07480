from runtime.settings import Settings
from tests.architecture.tree import ROOT

OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
OF_ONE_MACHINE = {"embedded", "callback"}  # `meridian up` sets them


def test_every_setting_is_told() -> None:
    untold = [name for name in Settings.model_fields if f"`{name.upper()}`" not in OPERATE]
    assert set(untold) == OF_ONE_MACHINE
