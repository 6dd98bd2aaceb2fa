"""The ledger: built once from raw files, kept as immutable generations, read by everything to its right."""
