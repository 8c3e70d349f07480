import re
from pathlib import Path

from domain.facts import Via
from runtime.account_rules import unfit
from runtime.settings import Settings
from runtime.translators import Translators
from tests.architecture.tree import ROOT
from tests.rulebook.building import copied

OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
WRITTEN = re.findall(r"```yaml\n(.*?)```", OPERATE, re.DOTALL)
OF_ONE_MACHINE = {"embedded", "callback"}  # `meridian up` sets them


def test_every_setting_is_told() -> None:
    untold = [name for name in Settings.model_fields if f"`{name.upper()}`" not in OPERATE]
    assert set(untold) == OF_ONE_MACHINE


def test_accounts_that_are_written_as_the_page_says_fit_their_channels(tmp_path: Path) -> None:
    desk = copied(tmp_path).write("channels.yaml", WRITTEN[0]).read()
    assert list(unfit(desk)) == []
    assert desk.defaults == {"apac": Via("line", "shop")}
    assert desk.accounts[0].rule.quiet_hours is not None


def test_a_desk_that_is_written_as_the_page_says_asks_the_translate_service(tmp_path: Path) -> None:
    _, engines, region = WRITTEN
    desk = copied(tmp_path).edit("translation.yaml", "engines: {}\n", engines)
    regions = (desk.folder / "regions.yaml").read_text(encoding="utf-8")
    assert regions.count("    translation_engines: [local]\n") > 1
    desk.write("regions.yaml", regions.replace("    translation_engines: [local]\n", region))
    with Translators(desk.read(), regions=["eu"]) as translators:
        asked, alone = translators.chain("eu").describe()
    assert asked == "libre: sends text to translate."
    assert alone.startswith("local: ")
    assert "docker compose --profile translation up --detach translate " in OPERATE
