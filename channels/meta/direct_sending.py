"""Messages of ours to Messenger and Instagram, and what the two tell of a person.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages
https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/
messaging-api
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from channels.meta.graph import Graph, Question
from channels.meta.sending import shown
from channels.meta.uploading import MESSENGER, shelf_of
from channels.payload import Members, identifier, words
from domain.attachments import AttachedFile
from domain.channels import TokenRefused, WindowClosed
from domain.ports import NotNow, Outbound, OutcomeUnknown, Receipt, Refused
from domain.vocabulary import ActorKind

# For seven days after a customer's last message, and for what people write themselves alone.
_BY_A_PERSON: Final[Mapping[str, object]] = MappingProxyType(
    {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
)
_IN_TIME: Final[Mapping[str, object]] = MappingProxyType({"messaging_type": "RESPONSE"})
_TYPING: Final[Mapping[str, object]] = MappingProxyType({"sender_action": "typing_on"})


@dataclass(frozen=True, slots=True)
class Manner:
    """How one of the two is spoken to. `names_keys`: it gives back a key with the echo."""

    path: str  # of the page, or `me`
    human_agent: bool
    names_keys: bool
    takes_files: bool


class DirectSending:
    """Speaks for one page or account."""

    def __init__(self, graph: Graph, manner: Manner) -> None:
        self._graph = graph
        self._manner = manner

    async def send(self, message: Outbound) -> Receipt:
        """As `Channel.send` says. Outside of the window a person's answer is tried as one."""
        if not message.recipient:
            raise Refused("no_recipient")
        content = await self._content(message)
        try:
            answer = await self._sent(message, content, _IN_TIME)
        except WindowClosed:
            if not self._may_be_late(message):
                raise
            answer = None
        if answer is None:  # nobody has seen anything of it
            answer = await self._sent(message, content, _BY_A_PERSON)
        return Receipt(identifier(answer.get("message_id")))

    async def typing(self, recipient: str) -> None:
        """Show that somebody writes. Raises NotNow or Refused."""
        await shown(self._graph, self._question({"recipient": {"id": recipient}, **_TYPING}))

    async def profile(self, person: str, *fields: str) -> Members | None:
        """What the platform tells of somebody; None where it tells nothing. Never raises."""
        path = quote(person, safe="")
        question = Question("GET", path, {"fields": ",".join(fields)}, repeatable=True)
        try:
            return await self._graph.ask(question)
        except (Refused, NotNow, OutcomeUnknown, TokenRefused):
            return None

    def _may_be_late(self, message: Outbound) -> bool:
        by_a_person = message.author_kind == ActorKind.AGENT and not message.automatic
        return self._manner.human_agent and by_a_person

    async def _sent(
        self, message: Outbound, content: Mapping[str, object], manner: Mapping[str, object]
    ) -> Members:
        to = {"recipient": {"id": message.recipient}, **manner}
        return await self._graph.ask(self._question({**to, "message": content}))

    def _question(self, content: Mapping[str, object]) -> Question:
        return Question("POST", f"{self._manner.path}/messages", content=content)

    async def _content(self, message: Outbound) -> Mapping[str, object]:
        """A text or a file: no message has both."""
        if message.files and not self._manner.takes_files:
            raise Refused("file_not_allowed")
        if len(message.files) + bool(message.text) > 1:
            raise Refused("one_file_each")
        named = {"metadata": message.key} if self._manner.names_keys and message.key else {}
        if message.files:
            return {"attachment": await self._uploaded(message.files[0]), **named}
        if not message.text:
            raise Refused("empty")
        return {"text": message.text, **named}

    async def _uploaded(self, file: AttachedFile) -> dict[str, object]:
        """A file as a message refers to it. Nobody sees an upload, so it may be made again."""
        kind = shelf_of(file, MESSENGER).kind
        attachment = f'{{"attachment":{{"type":"{kind}","payload":{{"is_reusable":true}}}}}}'
        question = Question(
            "POST",
            f"{self._manner.path}/message_attachments",
            form={"message": attachment},
            upload=("filedata", file),
            repeatable=True,
        )
        answer = await self._graph.ask(question)
        attachment_id = identifier(answer.get("attachment_id"))
        return {"type": kind, "payload": {"attachment_id": attachment_id}}


def name_of(profile: Members) -> str | None:
    """The name that somebody goes by there."""
    both = [words(profile.get(part)) for part in ("first_name", "last_name")]
    whole = " ".join(one for one in both if one)
    return whole or words(profile.get("name")) or words(profile.get("username")) or None
