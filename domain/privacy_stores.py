"""What a region keeps because the law gives people rights over their data, all in one."""

from dataclasses import dataclass

from domain.consents import Consents
from domain.exports import Exports, People
from domain.privacy_requests import PrivacyRequests


@dataclass(frozen=True, slots=True)
class PrivacyStores:
    """The requests of people, their consents, all that is theirs, and exports of it."""

    requests: PrivacyRequests
    consents: Consents
    people: People
    exports: Exports
