"""Files that come in the body of a message: looked at once, as bytes, and given a name of ours."""

import secrets
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.shapes import Attachment
from domain.attachments import NewFile
from domain.inspection import facts_of


@dataclass(frozen=True, slots=True)
class Received:
    """What the message says of an attachment from now on, and the file if it came along."""

    facts: Mapping[str, object] = field(repr=False)
    file: NewFile | None = None


def received(attachment: Attachment) -> Received:
    """An attachment as it is kept: its own words of what it is called and is stay as they came.

    Of a file that came along, `type`, `size`, `sha256` and `warning` are of its bytes; `id` is
    random, and under it the file is handed out.
    """
    said = attachment.model_dump(mode="json", exclude={"content"}, exclude_defaults=True)
    if attachment.content is None:
        return Received(said)
    content = b64decode(attachment.content)
    file = NewFile(secrets.token_hex(16), content)
    facts = {**said, "id": file.id, **facts_of(content, attachment.name or "")}
    return Received(facts, file)
