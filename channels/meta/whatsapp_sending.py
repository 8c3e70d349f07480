"""Messages of ours to WhatsApp: texts, files, approved templates.

https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages and
…/whatsapp/templates/overview
"""

import re
from collections.abc import Mapping
from typing import Final

from channels.meta.graph import Graph, Question
from channels.meta.sending import shown
from channels.meta.uploading import WHATSAPP, shelf_of
from channels.meta.whatsapp import GROUP
from channels.meta.whatsapp_languages import template_language
from channels.meta.whatsapp_people import is_user_id
from channels.payload import Members, identifier, several
from domain.attachments import AttachedFile
from domain.ports import Outbound, Receipt, Refused

LONGEST_CAPTION: Final = 1024
LONGEST_VALUE: Final = 1024
PRODUCT: Final = "whatsapp"
UNFIT: Final = "unfit_for_template"
# What a value may not have: Meta answers 132018 to new lines, tabs, and four spaces in a row.
_UNFIT: Final = re.compile(r"[\n\r\t\v\f\u0085\u2028\u2029]| {4}")


class WhatsAppSending:
    """Speaks from one number."""

    def __init__(self, graph: Graph, number_id: str) -> None:
        self._graph = graph
        self._number_id = number_id

    async def send(self, message: Outbound) -> Receipt:
        """As `Channel.send` says."""
        if len(message.files) > 1:
            raise Refused("one_file_each")
        if not message.text and not message.files:
            raise Refused("empty")
        head = _head(message)
        body = await self._body(message)
        return _receipt(await self._graph.ask(self._question({**head, **body})))

    async def send_template(self, message: Outbound, template: str) -> Receipt:
        """As `Templates` says; `template` is the name that it was approved under."""
        reason = UNFIT if message.files else unfit(message.text, message.language)
        if reason is not None:
            raise Refused(reason)
        language = template_language(message.language)
        body = {"type": "body", "parameters": [{"type": "text", "text": message.text}]}
        chosen = {"name": template, "language": {"code": language}, "components": [body]}
        content = {**_head(message), "type": "template", "template": chosen}
        return _receipt(await self._graph.ask(self._question(content)))

    async def typing(self, in_reply_to: str | None) -> None:
        """Show that somebody writes, for 25 seconds at most; it marks the message as read too.

        Raises NotNow or Refused (`nothing_to_answer`: WhatsApp shows it at a message alone).
        """
        if not in_reply_to:
            raise Refused("nothing_to_answer")
        content = {
            "messaging_product": PRODUCT,
            "status": "read",
            "message_id": in_reply_to,
            "typing_indicator": {"type": "text"},
        }
        await shown(self._graph, self._question(content))

    async def _body(self, message: Outbound) -> dict[str, object]:
        """A text, or a file with the text below it that there is."""
        if not message.files:
            return {"type": "text", "text": {"body": message.text}}
        kind, media = await self._uploaded(message.files[0])
        caption = {"caption": message.text} if message.text else {}
        return {"type": kind, kind: {**media, **caption}}

    def _question(self, content: Mapping[str, object]) -> Question:
        return Question("POST", f"{self._number_id}/messages", content=content)

    async def _uploaded(self, file: AttachedFile) -> tuple[str, dict[str, object]]:
        """A file as a message refers to it. Nobody sees an upload, so it may be made again."""
        shelf = shelf_of(file, WHATSAPP)
        question = Question(
            "POST",
            f"{self._number_id}/media",
            form={"messaging_product": PRODUCT, "type": file.media_type},
            upload=("file", file),
            repeatable=True,
        )
        media: dict[str, object] = {"id": identifier((await self._graph.ask(question)).get("id"))}
        if shelf.kind == "document":
            media["filename"] = file.name
        return shelf.kind, media


def unfit(text: str, language: str) -> str | None:
    """As `Templates` says."""
    if not text.strip() or len(text) > LONGEST_VALUE or _UNFIT.search(text):
        return UNFIT
    return None if template_language(language) else "no_template_language"


def _head(message: Outbound) -> dict[str, object]:
    """To whom, in answer to what, and under which key of ours receipts name it."""
    head: dict[str, object] = {"messaging_product": PRODUCT, **_recipient(message)}
    if message.key:
        head["biz_opaque_callback_data"] = message.key
    if message.part == 0 and (message.in_reply_to or "").startswith("wamid."):
        head["context"] = {"message_id": message.in_reply_to}
    return head


def _recipient(message: Outbound) -> dict[str, object]:
    if message.conversation_id.startswith(GROUP):
        group = message.conversation_id.removeprefix(GROUP)
        return {"recipient_type": "group", "to": group}
    if not message.recipient:
        raise Refused("no_recipient")
    way = "recipient" if is_user_id(message.recipient) else "to"
    return {"recipient_type": "individual", way: message.recipient}


def _receipt(answer: Members) -> Receipt:
    sent = several(answer, "messages")
    return Receipt(identifier(sent[0].get("id")) if sent else "")
