"""The shape of what an application posts to the generic webhook.

Strict where something would be lost or go to somebody else: who wrote, what, and which message is
meant. Members that are not known are left alone. What is only told of a person counts where it is
written as it should be, and else is not told: it is worth less than the message.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from channels.hints import country_code, language_tag

LONGEST_ID: Final = 256
LONGEST_TEXT: Final = 100_000  # characters, as of any message that a client sends
LONGEST_NAME: Final = 200
MOST_FILES: Final = 20
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def _number_as_text(value: object) -> object:
    """A number is an id to many: it is the text that it is written as. Others stay."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value


def _one_line(text: str) -> str:
    if _CONTROL.search(text) or not text.strip():
        raise ValueError("an id is one line, with something on it")
    return text


def _keepable(text: str) -> str:
    return text.replace("\x00", "\ufffd")


def _or_nothing(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return None


def _written_as(pattern: str) -> Callable[[str], str]:
    def fits(text: str) -> str:
        written = _CONTROL.sub(" ", text).strip()
        if re.fullmatch(pattern, written) is None:
            raise ValueError("this is not how it is written")
        return written

    return fits


Id = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_ID),
    BeforeValidator(_number_as_text),
    AfterValidator(_one_line),
]
Words = Annotated[
    str,
    Field(max_length=LONGEST_TEXT),
    BeforeValidator(_number_as_text),
    AfterValidator(_keepable),
]
TOLERANT: Final = WrapValidator(_or_nothing)
Line = Annotated[Annotated[str, AfterValidator(_written_as(r".{1,200}"))] | None, TOLERANT]
Locale = Annotated[str | None, BeforeValidator(language_tag)]
Country = Annotated[str | None, BeforeValidator(country_code)]
Email = Annotated[
    Annotated[str, AfterValidator(_written_as(r"(?=.{3,254}$)[^@\s]+@[^@\s]+"))] | None, TOLERANT
]
Phone = Annotated[
    Annotated[str, AfterValidator(_written_as(r"\+?[0-9 ().\-/]{3,32}"))] | None, TOLERANT
]
Instant = Annotated[AwareDatetime | None, TOLERANT]
Size = Annotated[Annotated[int, Field(ge=0, lt=2**63)] | None, TOLERANT]
Order = Annotated[Annotated[int, Field(ge=-(2**63), lt=2**63)], TOLERANT]
Url = Annotated[str, Field(min_length=1, max_length=2048), AfterValidator(_one_line)]


class Part(BaseModel):
    """What is read of an object; its other members are nobody's fault."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class PersonPart(Part):
    """Who wrote, as the application knows them. `kind` is ours: it stands in what we send."""

    id: Id
    kind: Line = None
    name: Line = None
    locale: Locale = None
    country: Country = None
    phone: Phone = None
    email: Email = None


class FilePart(Part):
    """A file: where it can be fetched, or its bytes in base64."""

    url: Url | None = None
    content: str | None = Field(None, repr=False)
    name: Line = None
    mime: Line = None
    size: Size = None


class WrittenPart(Part):
    """A message of a customer."""

    id: Id
    sender: PersonPart
    text: Words | None = None
    conversation_id: Id | None = None
    subject: Line = None
    attachments: Annotated[tuple[FilePart, ...], Field(max_length=MOST_FILES)] = ()
    sent_at: Instant = None
    order: Order | None = None
    reply_to: Id | None = None


class EditedPart(Part):
    """A message that its customer wrote anew."""

    id: Id
    sender: PersonPart
    text: Words
    edit_id: Id | None = None
    edited_at: Instant = None


class DeletedPart(Part):
    """A message that its customer took back."""

    id: Id
    sender: PersonPart
    deleted_at: Instant = None


class ReceiptPart(Part):
    """What became of a message of ours; `key` is the `webhook-id` that it came under."""

    key: Id
    at: Instant = None
    reason: Line = None


class UnsupportedPart(Part):
    """Something that a customer did with a message, which is not known here."""

    id: Id
    sender: PersonPart
    sent_at: Instant = None


class Named(Part):
    """Which event it is."""

    event: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class Created(Part):
    """`message.created`."""

    event: Literal["message.created"]
    message: WrittenPart


class Rewritten(Part):
    """`message.edited`."""

    event: Literal["message.edited"]
    message: EditedPart


class TakenBack(Part):
    """`message.deleted`."""

    event: Literal["message.deleted"]
    message: DeletedPart


class Received(Part):
    """`message.delivered`, `message.read` and `message.failed`."""

    event: Literal["message.delivered", "message.read", "message.failed"]
    message: ReceiptPart


class Unsupported(Part):
    """Any other `message.…`."""

    event: Annotated[str, Field(pattern=r"^message\.")]
    message: UnsupportedPart
