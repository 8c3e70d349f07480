"""One mailbox of ours, as far as reading what comes into it depends on it."""

from dataclasses import dataclass, field
from typing import Final

LARGEST: Final = 40 * 1024 * 1024  # bytes of one mail, as it is transferred: files of 25 MB grow


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The addresses of an account, the keys of its tokens, and whose word on senders counts.

    `address` is what we write as. `answers_to` is the address whose local part takes a token behind
    a plus: another one where that of `address` is too long for it (tokens.py), `address` where it
    is empty. `others` are further addresses that are ours, such as aliases and former ones.

    `keys` sign what only we can know, the newest first; while one changes, the older still counts.
    `authserv_ids` are the names under which our own mail server writes Authentication-Results
    (RFC 8601 §2.5). Without one nobody vouches for a sender, and every sender is unverified.
    `machines` are addresses, or whole domains, whose mail is read although nobody answers there.
    """

    address: str
    keys: tuple[bytes, ...] = field(repr=False)
    answers_to: str = ""
    others: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()
    machines: tuple[str, ...] = ()
    largest: int = LARGEST

    def __post_init__(self) -> None:
        """Raises ValueError for what is no mailbox; the sentence says what to write."""
        for one in (self.address, self.answering, *self.others):
            local, _, domain = one.rpartition("@")
            if not local or not domain or not one.isascii():
                raise ValueError("an address is written like support@example.org")
        if not self.keys or min(len(key) for key in self.keys) < 16:
            raise ValueError("a mailbox has a key of at least 16 bytes to sign its tokens with")

    @property
    def answering(self) -> str:
        """The address that tokens are put into."""
        return self.answers_to or self.address

    @property
    def domain(self) -> str:
        """What stands after the @ of the address that we write as, in lower case."""
        return self.address.rpartition("@")[2].lower()

    @property
    def own(self) -> frozenset[str]:
        """Every address that is ours, in lower case and without tokens."""
        return frozenset(one.lower() for one in (self.address, self.answering, *self.others))
