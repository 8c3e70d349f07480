"""Pages that are made from tables of the API.  python -m tests.api.documents writes them."""

from collections.abc import Callable
from pathlib import Path

from api import problem_codes, roles
from tests.architecture.tree import ROOT

PAGES: dict[Path, Callable[[], str]] = {
    ROOT / "docs" / "api-roles.md": roles.written,
    ROOT / "docs" / "problems.md": problem_codes.written,
}

if __name__ == "__main__":
    for path, written in PAGES.items():
        path.write_text(written(), encoding="utf-8")
