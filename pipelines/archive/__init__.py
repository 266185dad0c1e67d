"""Bytes as received, stored once under their SHA-256, with a ledger row for every receipt. Interprets nothing."""
