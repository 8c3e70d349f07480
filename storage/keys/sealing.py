"""How personal things are made unreadable: keyed hashes, and encryption under customers' keys.

All of a region's secrets are derived from its one key (HKDF, RFC 5869), each for one purpose.
Encryption is AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D), and what it belongs to
is bound in as associated data: a ciphertext that is moved to another place does not open.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES


class Unreadable(Exception):
    """A ciphertext does not open with the key and the place that it should belong to."""


class RegionSecrets:
    """What one region's key is good for. `region_key` has 32 bytes, and is its first version.

    `wrapping` are all versions where there are several: the first of them wraps customers' keys,
    and each unwraps what it wrapped. All else comes of the first version for ever: what is looked
    up by a hash has to be found again.
    """

    def __init__(self, region: str, region_key: bytes, wrapping: Sequence[bytes] = ()) -> None:
        if any(len(version) != KEY_BYTES for version in (region_key, *wrapping)):
            raise ValueError(f"the key of region {region} must have {KEY_BYTES} bytes")
        self.region = region
        self._wrapping, *self._older = [
            _derived(version, f"meridian/{region}/wrapping") for version in wrapping or [region_key]
        ]
        self._hashing = _derived(region_key, f"meridian/{region}/hashing")
        self._words = _derived(region_key, f"meridian/{region}/words")
        self.own = _derived(region_key, f"meridian/{region}/own")  # for what is no customer's
        self.proof = _derived(region_key, f"meridian/{region}/proof")  # tells one key from another

    def keyed_hash(self, purpose: str, *parts: str) -> str:
        """HMAC-SHA256 in hex; the same parts for another purpose give another hash."""
        message = json.dumps([purpose, *parts]).encode()
        return hmac.new(self._hashing, message, hashlib.sha256).hexdigest()

    def word_hash(self, word: str) -> int:
        """Under what a word of a text is found: 64 bits of a HMAC-SHA256, as a signed number."""
        digest = hmac.digest(self._words, word.encode("utf-8", "surrogatepass"), "sha256")
        return int.from_bytes(digest[:8], "big", signed=True)

    def new_wrapped_key(self, customer_id: str) -> bytes:
        """A new data key for a customer, wrapped by the region's key."""
        return _encrypted(self._wrapping, secrets.token_bytes(KEY_BYTES), self._place(customer_id))

    def unwrapped(self, customer_id: str, wrapped: bytes) -> bytes:
        """The data key, whichever version wrapped it. Raises Unreadable."""
        for version in (self._wrapping, *self._older):
            with suppress(Unreadable):
                return _decrypted(version, wrapped, self._place(customer_id))
        raise Unreadable(f"the key of {customer_id} does not open")

    def wrapped_anew(self, customer_id: str, wrapped: bytes) -> bytes | None:
        """The data key, wrapped by the version that wraps; None where it is. Raises Unreadable."""
        place = self._place(customer_id)
        with suppress(Unreadable):
            _decrypted(self._wrapping, wrapped, place)
            return None
        return _encrypted(self._wrapping, self.unwrapped(customer_id, wrapped), place)

    def seal(
        self, key: bytes, customer_id: str, name: str, document: Mapping[str, object]
    ) -> bytes:
        """A JSON document under a customer's data key, bound to the customer and its name."""
        return _encrypted(key, canonical(document), self._place(customer_id, name))

    def commitment(
        self, key: bytes, customer_id: str, name: str, document: Mapping[str, object]
    ) -> bytes:
        """What proves later that a document was this one, and says nothing without the key.

        HMAC-SHA256 under a key that is derived from the customer's own: once that is destroyed,
        nobody can try words until one fits.
        """
        salt = _derived(key, "meridian/commitment")
        return hmac.digest(salt, self._place(customer_id, name) + canonical(document), "sha256")

    def open(self, key: bytes, customer_id: str, name: str, sealed: bytes) -> dict[str, object]:
        """The document again. Raises Unreadable."""
        document = json.loads(_decrypted(key, sealed, self._place(customer_id, name)))
        assert isinstance(document, dict), "only documents are sealed"
        return document

    def seal_bytes(self, key: bytes, customer_id: str, name: str, clear: bytes) -> bytes:
        """Bytes under a customer's data key, bound to the customer and their name."""
        return _encrypted(key, clear, self._place(customer_id, name))

    def open_bytes(self, key: bytes, customer_id: str, name: str, sealed: bytes) -> bytes:
        """The bytes again. Raises Unreadable."""
        return _decrypted(key, sealed, self._place(customer_id, name))

    def _place(self, *names: str) -> bytes:
        return "|".join((self.region, *names)).encode()


def canonical(document: Mapping[str, object]) -> bytes:
    """A JSON document in its one form. A lone surrogate survives the way there and back."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def _derived(region_key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(region_key)


def _encrypted(key: bytes, clear: bytes, place: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, clear, place)


def _decrypted(key: bytes, sealed: bytes, place: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except InvalidTag as error:
        raise Unreadable(f"what is kept at {place.decode()} does not open") from error
