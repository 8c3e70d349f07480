"""Files that are with a platform when a message comes, and what is known of each afterwards.

The message's own text names them, and cannot be changed: each has an `id` of ours, the platform's
`reference`, and waits. What became of one is a text of its own beside it, written once. Pure.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from domain.stores import Text

KIND: Final = "file"  # of those texts
REFERENCE: Final = "reference"  # what the platform finds it by; nobody but its channel sees it


class FileState(StrEnum):
    """Where a file of a message is."""

    WAITING = "waiting"
    HERE = "here"
    FAILED = "failed"


def listed(content: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The attachments that a message's text names."""
    attachments = content.get("attachments")
    if not isinstance(attachments, Sequence):
        return []
    return [one for one in attachments if isinstance(one, Mapping)]


def waiting(content: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Those of them that were with the platform when the message came."""
    return [one for one in listed(content) if one.get("state") == FileState.WAITING]


def text_id(attachment_id: object) -> str:
    """Under which id the vault has what became of a file."""
    return f"file {attachment_id}"


def text_ids(content: Mapping[str, object]) -> list[str]:
    """The ids of what became of the files of a message, in their order."""
    return [text_id(one.get("id")) for one in waiting(content)]


def shown(
    content: Mapping[str, object], known: Mapping[str, Text], *, given_up: bool = False
) -> list[dict[str, object]]:
    """The attachments of a message as they are now; `known` are texts by their ids.

    With `given_up` nobody waits any more for those of which nothing is known.
    """
    return [_as_it_is(one, known, given_up=given_up) for one in listed(content)]


def _as_it_is(
    one: Mapping[str, object], known: Mapping[str, Text], *, given_up: bool
) -> dict[str, object]:
    facts = {name: value for name, value in one.items() if name != REFERENCE}
    if one.get("state") != FileState.WAITING:
        return facts
    text = known.get(text_id(one.get("id")))
    if text is not None:
        return {**facts, **text.content}
    gone: dict[str, object] = {"state": FileState.FAILED.value, "reason": "given_up"}
    return {**facts, **gone} if given_up else facts
