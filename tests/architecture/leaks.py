"""Checkers that the tree names no machine and no download host, and that its files are tidy."""

import re
from pathlib import Path

from tests.architecture.tree import files, texts

MACHINES = re.compile(
    r"(?:^|[^\w.-])(?:/(?:work|farm|root)/\w|/(?:home|Users)/\w+/|[A-Z]:\\+Users\\)", re.MULTILINE
)
HOSTS = re.compile(
    r"files\.pythonhosted\.org|pypi\.org/simple|registry\.npmjs\.org|registry\.yarnpkg\.com"
    r'|--(?:extra-)?index-url[ =]|--find-links[ =]|"resolved": *"http|registry *= *"?http'
)
HEAVIEST = 1_000_000  # bytes: what is larger belongs into a package or is made when needed


def machine_paths(root: Path) -> list[str]:
    """Paths that exist on one machine only."""
    return _naming(root, MACHINES, "a path of one machine")


def download_hosts(root: Path) -> list[str]:
    """Where packages come from is for each machine to say, not for the project."""
    return _naming(root, HOSTS, "a download host")


def untidy_files(root: Path) -> list[str]:
    """Text that does not end with one line break, or has spaces where nobody sees them."""
    return [
        f"{place} ends a line with spaces, or does not end with one line break"
        for place, text in texts(root)
        if text and (re.search(r"[ \t\r]+$", text, re.MULTILINE) or not re.search(r"\S\n\Z", text))
    ]


def heavy_files(root: Path) -> list[str]:
    """Files that make every clone slow for good."""
    return [
        f"{path.relative_to(root).as_posix()} is larger than {HEAVIEST:,} bytes"
        for path in files(root)
        if path.stat().st_size > HEAVIEST
    ]


def _naming(root: Path, pattern: re.Pattern[str], what: str) -> list[str]:
    return [
        f"{place}:{text.count(chr(10), 0, found.start()) + 1} names {what}: {found[0].strip()!r}"
        for place, text in texts(root)
        for found in pattern.finditer(text)
    ]
