"""Translates with the network closed, and prints what came of it, one line a text.

`python -m tests.language.closed_network en pt "Where is my parcel?" es en "¿Dónde está?"`
"""

import asyncio
import sys
from collections.abc import Sequence

from language.build import build_engine
from language.chain import Patience, TranslatorChain
from runtime.addresses import is_loopback


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: no address is looked up or connected to, except this machine's own."""
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not is_loopback(str(address[0])):
            raise ConnectionRefusedError("the network is closed")
    elif event == "socket.getaddrinfo" and not is_loopback(str(arguments[0])):
        raise ConnectionRefusedError("the network is closed")


async def translated(asked: Sequence[str]) -> None:
    """Each text by the chain of a region that allows the local engine alone."""
    chain = TranslatorChain([build_engine("local", seconds=60)], Patience(seconds=60))
    for at in range(0, len(asked), 3):
        source, target, text = asked[at : at + 3]
        answer = await chain.translate(text, source, target)
        sys.stdout.write(f"{answer.engine} {','.join(answer.flags) or '-'} {answer.text}\n")
    chain.close()


if __name__ == "__main__":
    sys.addaudithook(refuse)
    asyncio.run(translated(sys.argv[1:]))
