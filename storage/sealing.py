"""How personal things are made unreadable: keyed hashes, and encryption under customers' keys.

All of a region's secrets are derived from its one key (HKDF, RFC 5869), each for one purpose.
Encryption is AES-256-GCM with a random nonce of 96 bits (NIST SP 800-38D), and what it belongs to
is bound in as associated data: a ciphertext that is moved to another place does not open.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class Unreadable(Exception):
    """A ciphertext does not open with the key and the place that it should belong to."""


class RegionSecrets:
    """What one region's key is good for. `region_key` has 32 bytes."""

    def __init__(self, region: str, region_key: bytes) -> None:
        if len(region_key) != KEY_BYTES:
            raise ValueError(f"the key of region {region} must have {KEY_BYTES} bytes")
        self.region = region
        self._wrapping = _derived(region_key, f"meridian/{region}/wrapping")
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
        """The data key. Raises Unreadable."""
        return _decrypted(self._wrapping, wrapped, self._place(customer_id))

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
