"""Getting to know who writes: what their platform tells of them, asked once and kept.

It is a prior and nothing more: what a text is written in decides (domain/languages.py).
"""

import asyncio
from datetime import datetime
from typing import Final

from domain.abilities import Tells
from domain.arrivals import Sender
from domain.channels import Mouths
from domain.facts import MessageReference
from domain.persons import Profiles
from domain.stores import Text

PATIENCE: Final = 2.0  # seconds: nobody's first answer waits longer for a name


class Acquaintances:
    """Knows whom platforms can be asked about."""

    def __init__(self, mouths: Mouths, profiles: Profiles, patience: float = PATIENCE) -> None:
        self._mouths = mouths
        self._profiles = profiles
        self._patience = patience

    async def of(self, message: MessageReference, kept: Text, at: datetime) -> Sender | None:
        """Whoever wrote the message, as far as is known now; None where nothing is.

        What they told before is known of them, whatever this message says. The platform is asked
        where it tells such things and nobody knows how they are called. It never fails: what it
        does not tell in time is asked for with the next ticket.
        """
        platform = self._mouths.of(message.channel, message.account)
        sender_id = kept.content.get("sender_id")
        if not isinstance(sender_id, str):
            return None
        known = await self._known(kept.customer_id, sender_id)
        if not isinstance(platform, Tells) or (known is not None and known.name):
            return known
        told = await self._asked(platform, sender_id)
        if told is None:
            return known
        await self._profiles.learn(message.channel, message.account, told, at)
        return told

    async def _known(self, customer_id: str, sender_id: str) -> Sender | None:
        profiles = await self._profiles.profiles(customer_id)
        return next((one for one in profiles if one.id == sender_id), None)

    async def _asked(self, platform: Tells, sender_id: str) -> Sender | None:
        try:
            async with asyncio.timeout(self._patience):
                return await platform.profile(sender_id)
        except TimeoutError:
            return None
