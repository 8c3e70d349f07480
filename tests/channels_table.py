"""Which tests show what each channel can: a table in README.md, and docs/channels/README.md.

`python -m tests.channels_table` writes both from the marks of the tests and the channels' classes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from channels.abilities import ALWAYS, abilities_of
from channels.kinds import Kind, kinds
from tests.architecture.tree import ROOT
from tests.channel_marks import Shown, shown_here

README: Final = ROOT / "README.md"
PAGE: Final = ROOT / "docs" / "channels" / "README.md"
BEGIN: Final = "<!-- made by python -m tests.channels_table -->"
END: Final = "<!-- end of what is made -->"

# Every ability that a mark may name, and what it means.
MEANT: Final[Mapping[str, str]] = {
    "in": "messages of customers come in",
    "out": "our messages go out",
    "signature": "what the platform did not sign is not accepted",
    "handshake": "an address is shown to be ours",
    "media": "files of customers come in",
    "files": "files of ours go out",
    "receipt": "delivered, read and failed come back onto the message",
    "edit": "a customer writes a message anew",
    "delete": "a customer takes a message back",
    "duplicate": "what comes again is the same",
    "reorder": "in any order it is the same",
    "again": "errors after which a message is sent again later",
    "never": "errors after which it never is",
    "token": "a token is renewed, once and by one worker; a refused one is told",
    "window": "after its window no free message is sent",
    "template": "an approved message goes out after the window",
    "blocked": "somebody blocked us, or left",
    "typing": "a customer sees that somebody writes",
    "profile": "the platform is asked who somebody is",
    "unsupported": "what is unknown is kept, and shown as such",
    "fuzz": "2,000 mutated payloads raise nothing",
}
# These a channel has if its class says so; the others every channel may show.
DECLARED: Final = (
    *("media", "files", "receipt", "edit", "delete"),
    *("window", "template", "typing", "profile"),
)
HEAD = """# Channels

What each channel can, and the tests that show it. Made by `python -m tests.channels_table` from the
marks of the tests (`@pytest.mark.channel("line", "edit")`) and the classes of the channels; a test
compares them. How to set an account up stands on the page of each; [how to add a
channel](../add-a-channel.md) is a page of its own.
"""


def faults(shown: Sequence[Shown], known: Mapping[str, Kind]) -> list[str]:
    """Abilities that no test shows, and marks that show what a channel does not have."""
    has = {(channel, ability) for channel, ability, *_ in shown}
    found = [
        f"{name} can {ability}, and no test shows it: mark one with "
        f'@pytest.mark.channel("{name}", "{ability}")'
        for name, kind in known.items()
        for ability in needed(kind)
        if (name, ability) not in has
    ]
    for channel, ability, place, test in shown:
        if channel not in known:
            found.append(f"{place}::{test} shows {channel}, which is no channel")
        elif ability not in MEANT:
            found.append(f"{place}::{test} shows {ability}, which is no ability")
        elif ability in DECLARED and ability not in abilities_of(known[channel]):
            found.append(f"{place}::{test} shows {ability}, which {channel} does not say it has")
    return found


def needed(kind: Kind) -> tuple[str, ...]:
    """What has to be shown of a channel."""
    return (*ALWAYS, *(one for one in abilities_of(kind) if one in MEANT))


def table(shown: Sequence[Shown], known: Mapping[str, Kind]) -> str:
    """Of the README: how many tests show what; a dash for what a channel does not have."""
    count = Counter((channel, ability) for channel, ability, *_ in shown)
    heads = (f"[{one}](docs/channels/{one}.md)" for one in known)
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(known)}"]
    for ability, meaning in MEANT.items():
        cells = (f"{count[name, ability] or '–'}" for name in known)
        lines.append(f"| {meaning} | {' | '.join(cells)} |")
    lines += ["", "The numbers are tests, by name in [docs/channels](docs/channels/README.md):", ""]
    lines += [f"- {kind.title}: {', '.join(_links(shown, name))}" for name, kind in known.items()]
    return "\n".join(lines)


def page(shown: Sequence[Shown], known: Mapping[str, Kind]) -> str:
    """Every channel with all of its tests."""
    return HEAD + "".join(_section(kind, shown) for kind in known.values())


def with_table(readme: str, made: str) -> str:
    """The README with the table between its marks. Raises ValueError where they are not there."""
    before, found, rest = readme.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        raise ValueError(f"README.md has no {BEGIN} with an {END} after it")
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def _links(shown: Iterable[Shown], name: str) -> list[str]:
    places = sorted({place for channel, _, place, _ in shown if channel == name})
    return [f"[{Path(place).stem}]({place})" for place in places]


def _section(kind: Kind, shown: Sequence[Shown]) -> str:
    lines = ["", f'## <a id="{kind.name}"></a>{kind.title}', ""]
    lines.append(f"[How to set one up]({kind.name}.md).")
    absent = [one for one in DECLARED if one not in abilities_of(kind)]
    if absent:
        lines.append(f"It does not have: {', '.join(absent)}.")
    lines += ["", "| ability | shown by |", "|---|---|"]
    lines += _rows(kind.name, shown)
    return "\n".join([*lines, ""])


def _rows(name: str, shown: Sequence[Shown]) -> Iterator[str]:
    for ability in MEANT:
        by_file: dict[str, list[str]] = {}
        for channel, one, place, test in shown:
            if (channel, one) == (name, ability):
                by_file.setdefault(place, []).append(f"`{test}`")
        if by_file:
            parts = (f"[{p}](../../{p}): {', '.join(tests)}" for p, tests in by_file.items())
            yield f"| {ability} | {'<br>'.join(parts)} |"


def main() -> None:
    """Write both."""
    shown, known = shown_here(), kinds()
    PAGE.write_text(page(shown, known), encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    README.write_text(with_table(readme, table(shown, known)), encoding="utf-8")


if __name__ == "__main__":
    main()
