"""What Temporal stores is encrypted under the region's key: arguments, results, failures."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
)

from runtime import converter

ENCODING = b"binary/encrypted"
NONCE_BYTES = 12  # what AES-GCM is specified for (NIST SP 800-38D)


class WrongKey(Exception):
    """A payload was encrypted under another region's key, or was altered."""


class RegionCodec(PayloadCodec):
    """AES-256-GCM over whole payloads, with the region's name as associated data.

    The first key encrypts; each opens what it encrypted, while keys change.
    """

    def __init__(self, region: str, key: bytes, *others: bytes) -> None:
        self._region = region.encode()
        self._cipher, *self._others = map(AESGCM, (key, *others))

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt each payload, its metadata included."""
        return [self._encrypted(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt what is encrypted; raise WrongKey where that fails."""
        return [
            self._decrypted(payload) if payload.metadata.get("encoding") == ENCODING else payload
            for payload in payloads
        ]

    def _encrypted(self, payload: Payload) -> Payload:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, payload.SerializeToString(), self._region)
        metadata = {"encoding": ENCODING, "encryption-key-id": b"region:" + self._region}
        return Payload(metadata=metadata, data=nonce + sealed)

    def _decrypted(self, payload: Payload) -> Payload:
        nonce, sealed = payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:]
        for cipher in (self._cipher, *self._others):
            with suppress(InvalidTag):
                return Payload.FromString(cipher.decrypt(nonce, sealed, self._region))
        raise WrongKey(f"a payload does not open with the key of {self._region.decode()}")


def data_converter(region: str, *keys: bytes) -> DataConverter:
    """Pydantic's converter, with the region's codec over payloads and failures.

    The first key encrypts, and all open.
    """
    return replace(
        converter.data_converter,
        payload_codec=RegionCodec(region, *keys),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )
