"""A ticket's version as an entity tag, and the conditions that requests make of it (RFC 9110 §13).

The tags are weak, because clocks go on without a new version; If-Match takes them all the same.
"""

import re

from api.problems import Problem

ENTITY_TAG = re.compile(r'(?:W/)?"(?P<version>\d{1,18})"')


def etag(version: int) -> str:
    """The version as a tag."""
    return f'W/"{version}"'


def expect_version(if_match: str | None, version: int) -> None:
    """Raise a Problem where the version is none of those that the client acts upon."""
    if if_match is None or if_match.strip() == "*":
        return
    tags = [ENTITY_TAG.fullmatch(tag.strip()) for tag in if_match.split(",")]
    known = {int(tag["version"]) for tag in tags if tag}
    if not all(tags):
        raise Problem(400, "bad_if_match", "Send in If-Match what the ETag of the ticket said.")
    if version not in known:
        raise Problem(
            412, "stale", "The ticket has changed since; read it again before you decide."
        )


def is_known(if_none_match: str | None, version: int) -> bool:
    """Whether the client has this version already. A tag that is none of ours fits no version."""
    if if_none_match is None:
        return False
    tags = [tag.strip() for tag in if_none_match.split(",")]
    found = (ENTITY_TAG.fullmatch(tag) for tag in tags)
    return tags == ["*"] or version in {int(tag["version"]) for tag in found if tag}
