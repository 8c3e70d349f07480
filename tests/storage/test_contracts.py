from tests.storage.contract_access import AccessContract
from tests.storage.contract_amendments import EarlyContract, EditsContract, ReachableContract
from tests.storage.contract_audit import AuditContract
from tests.storage.contract_blobs import BlobsContract
from tests.storage.contract_changes import ChangesContract
from tests.storage.contract_channel_tokens import OneAtATimeContract, TokensContract
from tests.storage.contract_deletions import DeletionsContract
from tests.storage.contract_desks import DesksContract
from tests.storage.contract_glass import GlassContract
from tests.storage.contract_histories import HistoriesContract
from tests.storage.contract_inbox import AcceptanceContract, LeaseContract
from tests.storage.contract_joining import JoiningContract
from tests.storage.contract_ledger import EndingContract, LedgerContract
from tests.storage.contract_links import LinksContract
from tests.storage.contract_lists import ListsContract
from tests.storage.contract_live import (
    HappeningsContract,
    OwnSettingsContract,
    PresenceContract,
)
from tests.storage.contract_memory import MemoryContract
from tests.storage.contract_notifications import MishapsContract, PacingContract, PageContract
from tests.storage.contract_outbox import OutboxContract, PaceContract, PartsContract
from tests.storage.contract_persons import PersonsContract
from tests.storage.contract_piles import PilesContract
from tests.storage.contract_policies import PoliciesContract
from tests.storage.contract_privacy import (
    ConsentsContract,
    ExportsContract,
    PeopleContract,
    PrivacyRequestsContract,
)
from tests.storage.contract_reach import ReachContract
from tests.storage.contract_recorded import RecordedContract
from tests.storage.contract_reports import ReportsContract
from tests.storage.contract_retention import RetentionContract
from tests.storage.contract_search import SearchContract
from tests.storage.contract_set_aside import SetAsideContract
from tests.storage.contract_translations import TranslationsContract
from tests.storage.contract_vault import VaultContract
from tests.storage.contract_views import MessagesContract, TicketsContract


class TestAcceptance(AcceptanceContract):
    pass


class TestLeases(LeaseContract):
    pass


class TestVault(VaultContract):
    pass


class TestLedger(LedgerContract):
    pass


class TestEnding(EndingContract):
    pass


class TestOutbox(OutboxContract):
    pass


class TestParts(PartsContract):
    pass


class TestPaceOfSends(PaceContract):
    pass


class TestMessages(MessagesContract):
    pass


class TestTickets(TicketsContract):
    pass


class TestLists(ListsContract):
    pass


class TestSearch(SearchContract):
    pass


class TestSetAside(SetAsideContract):
    pass


class TestPolicies(PoliciesContract):
    pass


class TestNotificationPage(PageContract):
    pass


class TestPacing(PacingContract):
    pass


class TestMishapsOfCalls(MishapsContract):
    pass


class TestChanges(ChangesContract):
    pass


class TestAccess(AccessContract):
    pass


class TestRecorded(RecordedContract):
    pass


class TestDesks(DesksContract):
    pass


class TestGlass(GlassContract):
    pass


class TestHistories(HistoriesContract):
    pass


class TestMemory(MemoryContract):
    pass


class TestTranslations(TranslationsContract):
    pass


class TestAudit(AuditContract):
    pass


class TestBlobs(BlobsContract):
    pass


class TestRetention(RetentionContract):
    pass


class TestPrivacyRequests(PrivacyRequestsContract):
    pass


class TestConsents(ConsentsContract):
    pass


class TestExports(ExportsContract):
    pass


class TestPeople(PeopleContract):
    pass


class TestPersons(PersonsContract):
    pass


class TestReach(ReachContract):
    pass


class TestPiles(PilesContract):
    pass


class TestTokens(TokensContract):
    pass


class TestOneAtATime(OneAtATimeContract):
    pass


class TestLinks(LinksContract):
    pass


class TestJoining(JoiningContract):
    pass


class TestEdits(EditsContract):
    pass


class TestDeletions(DeletionsContract):
    pass


class TestEarlyNews(EarlyContract):
    pass


class TestReachable(ReachableContract):
    pass


class TestReports(ReportsContract):
    pass


class TestPresence(PresenceContract):
    pass


class TestOwnSettings(OwnSettingsContract):
    pass


class TestHappenings(HappeningsContract):
    pass
