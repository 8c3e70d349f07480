"""The ledger of tickets, what the inbox has for them, and what is projected from it."""
