"""What a message says on its way out: its words in the customer's language, and its files."""

from dataclasses import dataclass, field
from typing import Final

from activities.delivery_request import DeliverRequest
from activities.remembering import UNTRANSLATED
from activities.translation import Translated, VaultTranslator
from domain.attachments import AttachedFile, Blobs, media_type
from domain.languages import UNKNOWN
from domain.persons import Profiles
from domain.ports import Replies, Translation
from domain.stores import Conflict, Missing, Text, Vault
from domain.ticket import same_language

MACHINE_MADE: Final = "machine_made"  # the flag of a reply whose template nobody has signed
UNKNOWN_LANGUAGE: Final = "language_unknown"  # the desk spoke by itself to who knows whom


@dataclass(frozen=True, slots=True)
class Composed:
    """A message as the customer will read it."""

    text: str = field(repr=False)
    language: str
    engine: str = ""
    flags: tuple[str, ...] = ()


class Composer:
    """Finds, renders and translates what is sent, and says the same on every attempt."""

    def __init__(
        self,
        vault: Vault,
        replies: Replies,
        translator: VaultTranslator,
        profiles: Profiles,
        blobs: Blobs | None,
    ) -> None:
        """Without `blobs` no message has files."""
        self._vault = vault
        self._replies = replies
        self._translator = translator
        self._profiles = profiles
        self._blobs = blobs

    async def compose(self, request: DeliverRequest) -> Composed:
        """The message in the customer's language, or marked where nobody could put it into that."""
        original = await self._original(request)
        flags = _of_its_template(request, original)
        source, target = original.language, request.language
        if stays_as_it_is(source, target):
            return Composed(str(original.content["text"]), source, flags=flags)
        made = await self._translator.translate(original, source, target)
        return composed(made, source, target, flags)

    async def kept(self, request: DeliverRequest) -> Composed | None:
        """What was kept as it began to go out in parts; None where nothing was."""
        try:
            text = await self._vault.get(_kept_id(request))
        except Missing:
            return None
        said, flags = text.content, text.content["flags"]
        return Composed(
            text=str(said["text"]),
            language=text.language,
            engine=str(said["engine"]),
            flags=tuple(map(str, flags)) if isinstance(flags, list | tuple) else (),
        )

    async def keep(self, request: DeliverRequest, message: Composed) -> Composed:
        """Keep what goes out in parts: an engine that comes back, or a correction, must not change
        what is left of it. What was kept before stands.
        """
        text = Text(
            id=_kept_id(request),
            customer_id=request.customer_id,
            ticket_id=request.send.ticket_id,
            kind="sent",
            language=message.language,
            content={
                "text": message.text,
                "engine": message.engine,
                "flags": list(message.flags),
            },
        )
        try:
            await self._vault.put(text)
        except Conflict:
            return await self.kept(request) or message
        return message

    async def files(self, request: DeliverRequest) -> tuple[AttachedFile, ...]:
        """The files that its author gave it, each of the type that its bytes have."""
        if request.wanted.template is not None:
            return ()
        content = (await self._vault.get(request.wanted.message_id)).content
        listed = content.get("attachments")
        return tuple(
            [
                await self._file(request.send.ticket_id, one)
                for one in (listed if isinstance(listed, list | tuple) else ())
            ]
        )

    async def _file(self, ticket_id: str, said: dict[str, object]) -> AttachedFile:
        if self._blobs is None:
            raise Missing(f"a file of {ticket_id}")
        blob = await self._blobs.find(ticket_id, str(said["id"]))
        content = b"".join([piece async for piece in self._blobs.read(blob)])
        return AttachedFile(str(said.get("name", "")), content, media_type=media_type(content))

    async def _original(self, request: DeliverRequest) -> Text:
        """The author's text; what the desk says by itself is rendered once and then kept."""
        wanted = request.wanted
        if wanted.template is None:
            return await self._vault.get(wanted.message_id)
        try:
            return await self._vault.get(wanted.message_id)
        except Missing:
            pass
        known = await self._profiles.profiles(request.customer_id)
        language, values = request.language, _values(request)
        reply = self._replies.render(wanted.template, language, values, request.tone, known)
        text = Text(
            id=wanted.message_id,
            customer_id=request.customer_id,
            ticket_id=request.send.ticket_id,
            kind="message",
            language=reply.language,
            content={"text": reply.text} if reply.signed else {"text": reply.text, "signed": False},
        )
        await self._vault.put(text)
        return text


def stays_as_it_is(source: str, target: str) -> bool:
    """Whether a message goes out in the language that it was written in."""
    return _is_unknown(target) or same_language(source, target)


def composed(
    made: Translation | Translated, source: str, target: str, flags: tuple[str, ...] = ()
) -> Composed:
    """A message with what became of its translation: its own words where nothing did."""
    if UNTRANSLATED in made.flags:
        return Composed(made.text, source, flags=(*flags, *made.flags))
    return Composed(made.text, target, made.engine, (*flags, *made.flags))


def _kept_id(request: DeliverRequest) -> str:
    return f"{request.wanted.message_id}:sent"


def _of_its_template(request: DeliverRequest, original: Text) -> tuple[str, ...]:
    """What is to be known of a message that the desk wrote by itself, wherever it was sent."""
    if request.wanted.template is None:
        return ()
    unsigned = (MACHINE_MADE,) if not original.content.get("signed", True) else ()
    return (*unsigned, UNKNOWN_LANGUAGE) if _is_unknown(request.language) else unsigned


def _is_unknown(tag: str) -> bool:
    """Whether a tag names no language, though it may name a script or a country: `und-Cyrl`."""
    return tag.partition("-")[0] in {"", UNKNOWN}


def _values(request: DeliverRequest) -> dict[str, str]:
    wait = request.wanted.wait
    return {
        "ticket": request.send.ticket_id,
        "now": request.wanted.sent_at.isoformat(),
        "soonest": wait.earliest.isoformat() if wait else "",
        "latest": wait.latest.isoformat() if wait else "",
    }
