import json
from pathlib import Path

import pytest

from bench.routes import main, measured
from language.local import LocalEngine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en.txt").write_text("Where is my order?\nThank you for your help.\n")
    (tmp_path / "pt-BR.txt").write_text("Onde está meu pedido?\nObrigado pela sua ajuda.\n")
    return tmp_path


def test_each_route_that_is_installed_and_has_lines_is_measured(folder: Path) -> None:
    engine = LocalEngine(60.0, find=lambda: None)  # English and Portuguese alone
    both = {one.route: one for one in measured(engine, folder, 2)}
    assert list(both) == ["en>pt", "pt>en"]
    assert all(one.chrf > 40 and one.failed == 0 for one in both.values())
    assert both["en>pt"].table == 55.9


def test_it_is_told_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--lines", str(folder), "--count", "1", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert {"en>pt", "pt>en"} <= {one["route"] for one in told}


def test_a_folder_without_lines_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--lines", str(tmp_path)])
    assert "no route is installed here whose languages have lines" in capsys.readouterr().err
