from pathlib import Path

import pytest

from tests.architecture.outbound import MAKERS, clients_elsewhere, makers_of_nothing
from tests.architecture.tree import ROOT

PAGE = ROOT / "docs" / "outbound.md"


@pytest.mark.attack(19)
def test_nothing_leaves_but_through_the_guard() -> None:
    assert clients_elsewhere(ROOT) == []
    assert makers_of_nothing(ROOT) == []


def test_the_page_names_each_that_makes_a_client() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [place for place in MAKERS if f"`{place}`" not in page] == []


@pytest.mark.parametrize(
    "line",
    [
        "import httpx\n\nasync def f():\n    async with httpx.AsyncClient() as a:\n        ...",
        "import requests\n\nrequests.get('https://a.example')",
        "from urllib.request import urlopen",
        "import http.client",
        "from httpcore import AsyncConnectionPool",
        "import urllib3\n\npool = urllib3.PoolManager()",
    ],
)
def test_another_client_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "new.py").write_text(line, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (sentence,) = clients_elsewhere(tmp_path)
    assert sentence.startswith("api/new.py:")
    assert "go through channels/web/guarded_http.py" in sentence
