"""An identity provider on a real socket of this machine: its keys, its documents, its tokens."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from runtime.tokens import AsymmetricOnly
from tests.api.house import MONDAY

AUDIENCE = "meridian"
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "ec-1", "use": "sig"})
OKP = OKPKey.generate_key("Ed25519", {"kid": "okp-1", "use": "sig"})
BY_ALGORITHM: dict[str, Key] = {"RS256": RSA, "ES256": EC, "EdDSA": OKP}


class LocalIssuer:
    """Listens on 127.0.0.1 while its context lasts; `asked` are the paths, in order."""

    def __init__(self) -> None:
        self.keys: list[Key] = [RSA, EC, OKP]
        self.asked: list[str] = []
        self.is_away = False
        self.documents: dict[str, bytes] = {}  # instead of what it would say
        self.claims_to_be: str | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    def token(self, algorithm: str = "RS256", /, **claims: object) -> str:
        """A token for an agent of Europe, with other claims; Ellipsis leaves a claim out."""
        key = BY_ALGORITHM[algorithm]
        return signed({"alg": algorithm, "kid": key.kid}, self.claims(**claims), key)

    def claims(self, **changes: object) -> dict[str, object]:
        """What a good token says, with changes."""
        good: dict[str, object] = {
            "iss": self.address,
            "aud": AUDIENCE,
            "sub": "anna@example.com",
            "exp": int((MONDAY + timedelta(minutes=5)).timestamp()),
            "role": "agent",
            "region": "eu",
            "teams": ["eu-care"],
            "agent_id": "ana",
        }
        return {name: value for name, value in {**good, **changes}.items() if value is not ...}

    def _document(self, path: str) -> bytes | None:
        if path in self.documents:
            return self.documents[path]
        if path == "/.well-known/openid-configuration":
            about = self.claims_to_be or self.address
            return json.dumps({"issuer": about, "jwks_uri": f"{self.address}/keys"}).encode()
        if path == "/keys":
            return json.dumps({"keys": [key.as_dict(private=False) for key in self.keys]}).encode()
        return None

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split()[1].decode()
        self.asked.append(path)
        body = None if self.is_away else self._document(path)
        status = "200 OK" if body is not None else "503 Service Unavailable"
        body = body or b""
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n".encode())
        writer.write(b"Connection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()


def signed(header: dict[str, Any], claims: dict[str, object], key: Key) -> str:
    """A token as the key's owner would sign it."""
    return jwt.encode(header, claims, key, registry=AsymmetricOnly())


def signed_by_hand(header: dict[str, object], claims: dict[str, object]) -> str:
    """A token under the issuer's own RSA key, with a header that no library would write."""
    unsigned = forged({"alg": "RS256", "kid": RSA.kid, **header}, claims).rpartition(".")[0]
    key = RSA.private_key
    assert key is not None
    signature = key.sign(unsigned.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{unsigned}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def forged(header: dict[str, object], claims: dict[str, object], signature: bytes = b"") -> str:
    """A token as nobody's library would write it."""
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
