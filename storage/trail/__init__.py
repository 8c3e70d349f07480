"""The audit trail as it is written: entries, what they are derived from, and their signed roots."""
