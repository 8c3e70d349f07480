from tests.storage.contract_inbox import AcceptanceContract, LeaseContract
from tests.storage.contract_ledger import EndingContract, LedgerContract
from tests.storage.contract_vault import VaultContract


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
